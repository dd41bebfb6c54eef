/* Notes in the store: what an account wrote down about others, sealed under its own key. */
#pragma once

#include <stddef.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"

/**
 * What an account wrote down about others.
 *
 * ids      at most STORE_LIST_MAX (store/account.h), without repetitions
 * out      as many as ids, in their order, in ctx->arena; empty where there is none
 *
 * Returns  ERR_KEY_GONE  the owner is erased
 * Cost     1 query
 */
MUST_USE enum err store_account_note_list(struct ctx *ctx, struct account_id owner,
                                          const struct account_id *ids, size_t count,
                                          struct sv **out);

/**
 * Seal a note; before db_write.
 *
 * id       a new one: the row is named anew with each text
 *
 * Returns  ERR_KEY_GONE  the owner is erased
 */
MUST_USE enum err store_account_note_seal(struct ctx *ctx, struct account_note_id id,
                                          struct account_id owner, struct sv note,
                                          struct sv *out_box);

/** Inside db_write: in the place of what was there. */
MUST_USE enum err store_account_note_upsert(struct ctx *ctx, struct account_note_id id,
                                            struct account_id owner, struct account_id target,
                                            struct sv box);

/** Inside db_write: harmless when there is none. */
MUST_USE enum err store_account_note_delete(struct ctx *ctx, struct account_id owner,
                                            struct account_id target);
