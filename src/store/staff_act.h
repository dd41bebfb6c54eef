/* Staff acts in the store; what was told to a local account is sealed under its key. */
#pragma once

#include <stddef.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "crypto/secret.h"
#include "model/paging.h"
#include "model/staff_act.h"

/**
 * A page, newest first; those about somebody who is being erased are left out. out_span may be NULL.
 *
 * Returns  ERR_DB …
 * Cost     1 query
 */
MUST_USE enum err store_staff_act_page(struct ctx *ctx, const struct paging *paging,
                                       struct staff_act **out, size_t *out_count,
                                       struct paging_span *out_span);

/**
 * Some by their ids, in no order; those that are gone are left out.
 *
 * ids      any number
 * Cost     1 query for each 40
 */
MUST_USE enum err store_staff_act_list(struct ctx *ctx, const struct staff_act_id *ids,
                                       size_t count, struct staff_act **out, size_t *out_count);

/** Box its text under its target's key for store_staff_act_insert; absent when there is none. */
struct sv store_staff_act_seal(struct ctx *ctx, const struct staff_act *act,
                               const struct crypto_key *key);

/** Inside db_write. */
MUST_USE enum err store_staff_act_insert(struct ctx *ctx, const struct staff_act *act,
                                         struct sv text_box);
