/* List statuses: one page out of a source of candidates and a decision on each; what all timelines are made of. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/paging.h"
#include "service/view_status.h"
#include "store/favourite.h"

struct status_page {
    const struct status_view *views; /* newest first, in the list's order */
    size_t count;
    int64_t max_id; /* max_id of the next, older page; 0 = nothing older is there */
    int64_t min_id; /* min_id of the page before; 0 = unknown */
    bool is_end;    /* the list goes no further in the direction it was read */
};

struct status_source {
    /* The next candidates of `rest`, in its order; fewer than rest->count means that there are no more. */
    enum err (*fetch)(struct ctx *ctx, void *arg, const struct paging *rest,
                      struct status_cursor **out, size_t *out_count);
    /* Is this one shown? The viewer may see it. */
    bool (*keeps)(const struct ctx *ctx, const void *arg, const struct status_view *view);
    void *arg;
};

/**
 * Fill a page.
 *
 * A page may be short without being the last when many candidates are not shown: go on with its max_id.
 *
 * Returns  what fetch returned, ERR_DB …
 * Cost     as service_view_statuses, at most ten times
 */
MUST_USE enum err service_list_statuses(struct ctx *ctx, const struct status_source *source,
                                        const struct paging *paging, struct status_page *out);

/** Candidates whose cursor is their own id; in ctx->arena. */
struct status_cursor *service_cursors_of(struct ctx *ctx, const struct status_id *ids,
                                         size_t count);
