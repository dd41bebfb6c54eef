/* Figures of pages in the store. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/page_figure.h"
#include "model/status.h"

/** Inside db_write: a status that is new counts for who wrote it, for whom it answers, for whom it reblogs, where these are pages. */
MUST_USE enum err store_figure_status(struct ctx *ctx, const struct status *status);

/** Inside db_write: `by` reacted to a status, or takes it back; `id` is the reaction's, for its day. */
MUST_USE enum err store_figure_reaction(struct ctx *ctx, enum page_figure_kind kind,
                                        struct status_id status, struct account_id by, int64_t id,
                                        bool is_back);

/** Inside db_write: count a page's followers for this day, in all and by server. */
MUST_USE enum err store_figure_followers(struct ctx *ctx, struct account_id page, int64_t day);

/** Pages by id behind `after`, at most `count`. */
MUST_USE enum err store_figure_pages(struct ctx *ctx, struct account_id after, size_t count,
                                     struct account_id **out, size_t *out_count);

/** A page's numbers of `day_count` days from `first_day` on, by kind and day: out[kind * day_count + day - first_day]. */
MUST_USE enum err store_figure_days(struct ctx *ctx, struct account_id page, int64_t first_day,
                                    size_t day_count, int64_t **out);

/** Its followers by server on each day from there on, the most first; names live in the arena. */
MUST_USE enum err store_figure_servers(struct ctx *ctx, struct account_id page, int64_t first_day,
                                       struct page_figure_server **out, size_t *out_count);

/** Inside db_write: delete what is of before that day, at most `count`. */
MUST_USE enum err store_figure_sweep(struct ctx *ctx, int64_t before_day, int64_t count,
                                     int64_t *out_deleted);
