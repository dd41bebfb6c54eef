/* Permit: may the viewer act as the account it acts as? */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"

/**
 * A signed-in account, and on a page at least this role of its person.
 *
 * least    ignored when the account is a person's own
 *
 * Returns  ERR_LOGIN_REQUIRED  anonymous
 *          ERR_FORBIDDEN       the role on the page is less
 */
MUST_USE enum err service_permit_acting(struct ctx *ctx, enum page_role least);

/**
 * db_write() for what the viewer does: as it begins, account and person are asked for again.
 *
 * A request that was let in before an erasure or a suspension must not write after it: its rows would stay for ever.
 *
 * Returns  ERR_TOKEN_REVOKED   one of them is erased, or being erased
 *          ERR_LOGIN_DISABLED  one of them is suspended
 *          as db_write         otherwise
 * Cost     one or two queries more
 */
MUST_USE enum err service_write_acting(struct ctx *ctx, enum err (*fn)(struct ctx *ctx, void *arg),
                                       void *arg);

/**
 * At least this role on the instance.
 *
 * Returns  ERR_LOGIN_REQUIRED  anonymous
 *          ERR_FORBIDDEN       the role is less
 */
MUST_USE enum err service_permit_role(struct ctx *ctx, enum user_role least);
