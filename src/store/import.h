/* Imports in the store: items of an archive by keyed hashes, so that a second run adds nothing. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "crypto/hash.h"
#include "model/status.h"
#include "store/account.h"
#include "store/status.h"

/* An item that is here. */
struct import_known {
    struct hash16 hash;
    struct status_id status;
};

/**
 * Those of some items that are here.
 *
 * hashes   at most STORE_LIST_MAX
 * out      in ctx->arena, in no order
 */
MUST_USE enum err store_import_list(struct ctx *ctx, struct account_id owner,
                                    const struct hash16 *hashes, size_t count,
                                    struct import_known **out, size_t *out_count);

/** Inside db_write: an imported status is erased: its items are not brought in again. Harmless for any other. */
MUST_USE enum err store_import_bury(struct ctx *ctx, struct status_id status);

/**
 * Which of some items were here and were erased?
 *
 * out      one for each hash
 */
MUST_USE enum err store_import_erased(struct ctx *ctx, struct account_id owner,
                                      const struct hash16 *hashes, size_t count, bool *out);

/** Those of some ids that a status has; at most STORE_LIST_MAX. */
MUST_USE enum err store_import_ids_taken(struct ctx *ctx, const struct status_id *ids, size_t count,
                                         struct status_id **out, size_t *out_count);

/**
 * Inside db_write: an imported status with its item and the counters; as store_status_insert.
 *
 * Returns  ERR_DUPLICATE  also when the item is here already
 *          ERR_NOT_FOUND  it replies to somebody's status that is gone
 */
MUST_USE enum err store_import_status(struct ctx *ctx, const struct status *status,
                                      const struct status_sealed *sealed,
                                      const struct tag_id *tag_ids, const struct hash16 *hash);

/** Inside db_write: the item of a picture that was inserted for an imported status. */
MUST_USE enum err store_import_media(struct ctx *ctx, struct account_id owner,
                                     struct status_id status, const struct hash16 *hash);
