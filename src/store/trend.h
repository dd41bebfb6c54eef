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
#include "model/paging.h"
#include "model/tag.h"
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
    struct status_id status; /* that holds it, or is it */
    struct sv domain;        /* of the account; empty: this server */
    bool is_counted;
};

#define STORE_TREND_USES 1000

/**
 * The next STORE_TREND_USES uses of hashtags or links, or fewer; all those of a status stand on one page.
 *
 * kind     TREND_TAG or TREND_LINK
 * span     its `below` moves; below = above at the end
 * out      in ctx->arena
 */
MUST_USE enum err store_trend_uses(struct ctx *ctx, enum trend_kind kind, struct trend_span *span,
                                   struct trend_use_row **out, size_t *out_count);

struct trend_candidate {
    struct status_id status;
    struct account_id author;
    struct sv domain; /* of the author; empty: this server */
    bool is_counted;  /* but for the rules about its server */
};

/** The next STORE_TREND_USES public statuses or fewer. least: so many favourites and reblogs one needs to count */
MUST_USE enum err store_trend_candidates(struct ctx *ctx, struct trend_span *span, int64_t least,
                                         struct trend_candidate **out, size_t *out_count);

#define STORE_TREND_PEOPLE 300

/** Who favourited or reblogged a status, the last STORE_TREND_PEOPLE of each, as uses of it; its author is none of them. */
MUST_USE enum err store_trend_people_of(struct ctx *ctx, const struct trend_candidate *candidate,
                                        struct account_id known_before, struct trend_use_row **out,
                                        size_t *out_count);

struct trend_day_count {
    int64_t subject;
    struct trend_day day;
};

/** Counts of a day, by subject behind `after`; fewer than count at the end. Of tags and links, as all that is about days. */
MUST_USE enum err store_trend_day_page(struct ctx *ctx, enum trend_kind kind, int64_t day,
                                       int64_t after, int64_t count, struct trend_day_count **out,
                                       size_t *out_count);

/** Inside db_write: what a day's count is now; no uses: none. What is gone has none. */
MUST_USE enum err store_trend_day_set(struct ctx *ctx, enum trend_kind kind, int64_t day,
                                      const struct trend_day_count *count);

/** Is there a count of any day before one? */
MUST_USE enum err store_trend_has_day_before(struct ctx *ctx, enum trend_kind kind,
                                             int64_t before_day, bool *out);

/** Inside db_write: forget at most `count` rows of days before one. */
MUST_USE enum err store_trend_day_forget(struct ctx *ctx, enum trend_kind kind, int64_t before_day,
                                         int64_t count, int64_t *out_changed);

/** The people of the days [since, before) together. */
MUST_USE enum err store_trend_people(struct ctx *ctx, enum trend_kind kind, int64_t subject,
                                     int64_t since_day, int64_t before_day, int64_t *out);

struct trend_score_row {
    int64_t subject;
    int64_t score; /* above 0 */
};

/** Is anything of a kind a trend? */
MUST_USE enum err store_trends_any(struct ctx *ctx, enum trend_kind kind, bool *out);

/**
 * Inside db_write: these are the trends of a kind, and no others.
 *
 * ids      of links: as many new ids, for the sites that moderators do not know yet; NULL otherwise
 */
MUST_USE enum err store_trends_replace(struct ctx *ctx, enum trend_kind kind,
                                       const struct trend_score_row *rows, size_t count,
                                       const int64_t *ids);

/** Are there statuses that were trends? */
MUST_USE enum err store_trend_statuses_idle(struct ctx *ctx, bool *out);

/** Inside db_write: forget statuses that are trends no more, and decisions about those older than one. */
MUST_USE enum err store_trend_statuses_forget(struct ctx *ctx, struct status_id before,
                                              int64_t count, int64_t *out_changed);

/** Which statuses are trends, the hottest first; as store_tag_trends. */
MUST_USE enum err store_trend_statuses(struct ctx *ctx, enum trend_decision least,
                                       enum trend_decision most, int64_t skip, int64_t count,
                                       struct status_id **out, size_t *out_count);

/** Inside db_write: what a moderator decided about one; out_changed 0 when it is no trend. */
MUST_USE enum err store_trend_status_decide(struct ctx *ctx, struct status_id status,
                                            enum trend_decision decision, int64_t *out_changed);

/* A page that is a trend. */
struct trend_link {
    struct preview_card_id card;
    struct sv url;
    enum trend_decision decision; /* its own, or its site's where there is none */
    bool is_trend;
};

/** The pages that are trends. */
MUST_USE enum err store_trend_links(struct ctx *ctx, enum trend_decision least,
                                    enum trend_decision most, int64_t skip, int64_t count,
                                    struct trend_link **out, size_t *out_count);

/** One page, trend or not; out is filled when found. */
MUST_USE enum err store_trend_link_find(struct ctx *ctx, struct preview_card_id card,
                                        bool *out_found, struct trend_link *out);

/** Inside db_write: what a moderator decided about one; out_changed 0 when it is gone. */
MUST_USE enum err store_trend_link_decide(struct ctx *ctx, struct preview_card_id card,
                                          enum trend_decision decision, int64_t *out_changed);

/** A page of the sites that had trends. */
MUST_USE enum err store_publisher_page(struct ctx *ctx, const struct paging *paging,
                                       struct publisher **out, size_t *out_count);

MUST_USE enum err store_publisher_find(struct ctx *ctx, int64_t id, bool *out_found,
                                       struct publisher *out);

MUST_USE enum err store_publisher_decide(struct ctx *ctx, int64_t id, enum trend_decision decision);

/** As store_trend_history, of a link. */
MUST_USE enum err store_trend_link_history(struct ctx *ctx, struct preview_card_id card,
                                           int64_t today, struct trend_day out[TREND_HISTORY]);

/** Statuses that link to a page, of any visibility that has previews. */
MUST_USE enum err store_timeline_card(struct ctx *ctx, struct preview_card_id card,
                                      const struct paging *paging, struct status_id **out,
                                      size_t *out_count);

/** The last TREND_HISTORY days of a tag, `today` first; zeros for one that nobody knows. Cost: 1 query. */
MUST_USE enum err store_trend_history(struct ctx *ctx, struct sv name, int64_t today,
                                      struct trend_day out[TREND_HISTORY]);
