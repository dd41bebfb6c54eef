/* Count figures: how a page fares, for its team, from counts alone. What happens is counted as it happens; followers are
 * counted some times a day.
 *
 * Nobody is in the figures: no account, no status, no address. Fewer than FIGURE_LEAST are told as "few", and a server with
 * fewer followers than that is not even stored. What was counted stays counted when somebody who did it is erased.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "job/runner.h"
#include "model/page_figure.h"

struct page_figures {
    int64_t first_day; /* days since the epoch, UTC */
    size_t day_count;
    struct page_figure *values; /* of a kind and day: [kind * day_count + day - first_day] */
    struct page_figure_server *servers; /* by day, the most first */
    size_t server_count;
};

/** The job: followers of every page. */
MUST_USE enum err service_count_figures(struct ctx *ctx, const struct job *job);

/**
 * The figures of the last days with today. The page's own posts are told exactly, they are there to read.
 *
 * day_count   1 to FIGURE_DAYS_MAX
 *
 * Returns  ERR_LOGIN_REQUIRED  no user
 *          ERR_NOT_FOUND       no role on the page
 *          ERR_DB …
 * Cost     3 queries
 */
MUST_USE enum err service_get_figures(struct ctx *ctx, struct account_id page, size_t day_count,
                                      struct page_figures *out);
