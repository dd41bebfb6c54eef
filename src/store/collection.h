/* Collections in the store, their words sealed under their owner's key. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/collection.h"

struct collection_boxes {
    struct sv name;
    struct sv description;
    struct sv tag;
};

/**
 * One with its items, whoever asks.
 *
 * Returns  ERR_NOT_FOUND  there is none, or its owner is being erased
 *          ERR_DB …
 * Cost     2 queries
 */
MUST_USE enum err store_collection_get(struct ctx *ctx, struct collection_id id,
                                       struct collection *out);

/** An account's, the newest first, with their items. */
MUST_USE enum err store_collection_list(struct ctx *ctx, struct account_id owner,
                                        struct collection **out, size_t *out_count);

/**
 * Those that an account is in, the last it was put into first; without those whose owner is being erased.
 *
 * count     ≤ STORE_LIST_MAX
 * out_more  there may be others behind them
 */
MUST_USE enum err store_collection_list_with(struct ctx *ctx, struct account_id account,
                                             int64_t offset, int64_t count, struct collection **out,
                                             size_t *out_count, bool *out_more);

/** How many an account has. */
MUST_USE enum err store_collection_count(struct ctx *ctx, struct account_id owner, int64_t *out);

/** Box its words; before db_write. ERR_KEY_GONE: its owner is erased. */
MUST_USE enum err store_collection_seal(struct ctx *ctx, const struct collection *collection,
                                        struct collection_boxes *out);

/** Inside db_write, as all below; without its items. */
MUST_USE enum err store_collection_insert(struct ctx *ctx, const struct collection *collection,
                                          const struct collection_boxes *boxes);

/** ERR_NOT_FOUND: it is gone. */
MUST_USE enum err store_collection_update(struct ctx *ctx, const struct collection *collection,
                                          const struct collection_boxes *boxes);

/** It with its items. */
MUST_USE enum err store_collection_delete(struct ctx *ctx, struct collection_id id);

/**
 * Put an account in.
 *
 * Returns  ERR_NOT_FOUND   the collection is gone
 *          ERR_DUPLICATE   it is in, or has left for good
 *          ERR_VALIDATION  it would be more than COLLECTION_ITEMS_MAX
 */
MUST_USE enum err store_collection_add(struct ctx *ctx, const struct collection *collection,
                                       const struct collection_item *item);

/** Take one out. ERR_NOT_FOUND: it is not in. */
MUST_USE enum err store_collection_remove(struct ctx *ctx, struct collection_id id,
                                          struct collection_item_id item);

/** An account leaves for good. ERR_NOT_FOUND: that is not its item. */
MUST_USE enum err store_collection_leave(struct ctx *ctx, struct collection_id id,
                                         struct collection_item_id item, struct account_id account);
