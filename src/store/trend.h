/* Trends in the store: uses to count, counts by day, and what is a trend. The counts are numbers alone; who used what stands in the
 * statuses, and goes with them.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/id.h"
#include "base/macros.h"
#include "base/sv.h"
#include "model/trend.h"

/* Where a walk through uses stands, newest first. */
struct trend_span {
    struct status_id above;         /* the oldest that is wanted */
    struct status_id below;         /* moves down */
    struct account_id known_before; /* accounts from this id on are too new to count */
};

/* A use, and whether it counts but for the rules about its server. */
struct trend_use_row {
    struct trend_use use;
    struct sv domain; /* of the account; empty: this server */
    bool is_counted;
};

#define STORE_TREND_USES 1000

/**
 * The next STORE_TREND_USES uses of hashtags or fewer; all those of a status stand on one page.
 *
 * span     its `below` moves; below = above at the end
 * out      in ctx->arena
 */
MUST_USE enum err store_trend_tag_uses(struct ctx *ctx, struct trend_span *span,
                                       struct trend_use_row **out, size_t *out_count);

struct trend_day_count {
    int64_t subject;
    struct trend_day day;
};

/** Counts of a day, by tag behind `after`; fewer than count at the end. */
MUST_USE enum err store_trend_day_page(struct ctx *ctx, int64_t day, int64_t after, int64_t count,
                                       struct trend_day_count **out, size_t *out_count);

/** Inside db_write: what a day's count is now; no uses: none. A tag that is gone has none. */
MUST_USE enum err store_trend_day_set(struct ctx *ctx, int64_t day,
                                      const struct trend_day_count *count);

/** Is there a count of any day before one? */
MUST_USE enum err store_trend_has_day_before(struct ctx *ctx, int64_t before_day, bool *out);

/** Inside db_write: forget at most `count` rows of days before one. */
MUST_USE enum err store_trend_day_forget(struct ctx *ctx, int64_t before_day, int64_t count,
                                         int64_t *out_changed);

/** The people of the days [since, before) together. */
MUST_USE enum err store_trend_people(struct ctx *ctx, struct tag_id tag, int64_t since_day,
                                     int64_t before_day, int64_t *out);

struct trend_score_row {
    int64_t subject;
    int64_t score; /* above 0 */
};

/** Is any tag a trend? */
MUST_USE enum err store_trend_tags_any(struct ctx *ctx, bool *out);

/** Inside db_write: these tags are the trends, and no others. */
MUST_USE enum err store_trend_tags_replace(struct ctx *ctx, const struct trend_score_row *rows,
                                           size_t count);

/** The last TREND_HISTORY days of a tag, `today` first; zeros for one that nobody knows. Cost: 1 query. */
MUST_USE enum err store_trend_history(struct ctx *ctx, struct sv name, int64_t today,
                                      struct trend_day out[TREND_HISTORY]);
