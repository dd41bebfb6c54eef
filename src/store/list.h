/* Lists in the store, their titles sealed under the account's key. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/list.h"
#include "model/paging.h"
#include "store/relation.h"

/**
 * One list, whoever asks.
 *
 * out      in ctx->arena
 *
 * Returns  ERR_NOT_FOUND  no such list
 *          ERR_KEY_GONE   its owner is erased
 */
MUST_USE enum err store_list_get(struct ctx *ctx, struct list_id id, struct list *out);

/** An account's lists, by age; at most 100. */
MUST_USE enum err store_list_list(struct ctx *ctx, struct account_id owner, struct list **out,
                                  size_t *out_count);

/** Those of them that an account is in. */
MUST_USE enum err store_list_list_of_member(struct ctx *ctx, struct account_id owner,
                                            struct account_id member, struct list **out,
                                            size_t *out_count);

/** The ids alone of those; for who opens no title. */
MUST_USE enum err store_list_ids_of_member(struct ctx *ctx, struct account_id owner,
                                           struct account_id member, struct list_id **out,
                                           size_t *out_count);

/** How many lists an account has. */
MUST_USE enum err store_list_count(struct ctx *ctx, struct account_id owner, int64_t *out);

/**
 * Seal the title; before db_write.
 *
 * out_box  in ctx->arena
 *
 * Returns  ERR_KEY_GONE  its owner is erased
 */
MUST_USE enum err store_list_seal(struct ctx *ctx, const struct list *list, struct sv *out_box);

/** Inside db_write; the title is the box's. */
MUST_USE enum err store_list_insert(struct ctx *ctx, const struct list *list, struct sv title_box);

/** Inside db_write; the title is the box's. ERR_NOT_FOUND: it is gone. */
MUST_USE enum err store_list_update(struct ctx *ctx, const struct list *list, struct sv title_box);

/** Inside db_write: the list and who is in it. */
MUST_USE enum err store_list_delete(struct ctx *ctx, struct list_id id);

/** Inside db_write: before members are put in. ERR_NOT_FOUND: it is gone, and nobody may come in behind it. */
MUST_USE enum err store_list_hold(struct ctx *ctx, struct list_id id);

/** Inside db_write. id: the member's place in the list; out_is_new: it was not in it. */
MUST_USE enum err store_list_member_insert(struct ctx *ctx, const struct list *list,
                                           struct account_id member, int64_t id, bool *out_is_new);

/** Inside db_write: harmless when it is not in it. */
MUST_USE enum err store_list_member_delete(struct ctx *ctx, struct list_id list,
                                           struct account_id member);

/** A page of who is in a list, by when they were put there. */
MUST_USE enum err store_list_member_page(struct ctx *ctx, struct list_id list,
                                         const struct paging *paging, struct relation_ref **out,
                                         size_t *out_count);

/** Members by account id. count: 1 … 10,000 */
MUST_USE enum err store_list_member_ids(struct ctx *ctx, struct list_id list,
                                        struct account_id after, int64_t count,
                                        struct account_id **out, size_t *out_count);
