/* Bookmarks and pins in the store: what an account keeps for itself, and what it shows first. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/paging.h"
#include "store/favourite.h"

/** Inside db_write: bookmarking twice is bookmarking once. ERR_NOT_FOUND: the status is gone. */
MUST_USE enum err store_bookmark_insert(struct ctx *ctx, struct account_id owner,
                                        struct status_id status, int64_t id);

/** Inside db_write: harmless when there is none. */
MUST_USE enum err store_bookmark_delete(struct ctx *ctx, struct account_id owner,
                                        struct status_id status);

/** What an account bookmarked, by the time it did; in the order of the paging. */
MUST_USE enum err store_bookmark_list(struct ctx *ctx, struct account_id owner,
                                      const struct paging *paging, struct status_cursor **out,
                                      size_t *out_count);

/**
 * Inside db_write: pin.
 *
 * max      pins an account may have
 *
 * Returns  ERR_VALIDATION  it has as many already
 *          ERR_NOT_FOUND   the status is gone
 */
MUST_USE enum err store_pin_insert(struct ctx *ctx, struct account_id owner,
                                   struct status_id status, int64_t id, size_t max);

/** Inside db_write: harmless when there is none. */
MUST_USE enum err store_pin_delete(struct ctx *ctx, struct account_id owner,
                                   struct status_id status);

/** What an account pinned, newest pin first; at most 40. */
MUST_USE enum err store_pin_list(struct ctx *ctx, struct account_id owner, struct status_id **out,
                                 size_t *out_count);
