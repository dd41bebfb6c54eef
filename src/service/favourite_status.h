/* Favourite a status, and take it back; who favourited and who reblogged. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/account.h"
#include "model/paging.h"

/**
 * Favourite as ctx->viewer; of a reblog, its original. Twice is once.
 *
 * Returns  ERR_NOT_FOUND  invisible to the viewer
 *          ERR_LOGIN_REQUIRED, ERR_FORBIDDEN, ERR_DB …
 * Spec     Mastodon API, statuses#favourite
 */
MUST_USE enum err service_favourite_status(struct ctx *ctx, struct status_id id);

/** Take it back; harmless when there is none. ERR_NOT_FOUND: no such status. */
MUST_USE enum err service_unfavourite_status(struct ctx *ctx, struct status_id id);

/* A page of accounts, with what the pages beside it are asked for. */
struct reactor_page {
    const struct account *accounts;
    size_t count;
    int64_t max_id; /* max_id of the next, older page; 0 = there is none */
    int64_t min_id; /* min_id of the page before; 0 = nothing is known of one */
};

/**
 * Who favourited a status, latest first; accounts that block the viewer or that it blocks are left out.
 *
 * Returns  ERR_NOT_FOUND  invisible to the viewer
 */
MUST_USE enum err service_list_favouriters(struct ctx *ctx, struct status_id id,
                                           const struct paging *paging, struct reactor_page *out);

/** Who reblogged it for everybody to see; likewise. */
MUST_USE enum err service_list_rebloggers(struct ctx *ctx, struct status_id id,
                                          const struct paging *paging, struct reactor_page *out);
