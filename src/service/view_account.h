/* View accounts: what anybody may see of an account.
 *
 * Who is erased or being erased is left out. Who is suspended is shown blanked: the handle, and nothing else.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/account.h"

/**
 * Load accounts.
 *
 * ids      any number, repetitions allowed
 * out      in the order of ids, without those that are gone; in ctx->arena
 *
 * Returns  ERR_DB …
 * Cost     2 queries for each 40
 */
MUST_USE enum err service_view_accounts(struct ctx *ctx, const struct account_id *ids, size_t count,
                                        const struct account **out, size_t *out_count);

/**
 * Load one.
 *
 * Returns  ERR_NOT_FOUND  no such account, or being erased
 */
MUST_USE enum err service_view_account(struct ctx *ctx, struct account_id id, struct account *out);

/** Take everything but its handle from a suspended account. */
void service_blank_account(struct account *account);
