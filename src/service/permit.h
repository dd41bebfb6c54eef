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
 * At least this role on the instance.
 *
 * Returns  ERR_LOGIN_REQUIRED  anonymous
 *          ERR_FORBIDDEN       the role is less
 */
MUST_USE enum err service_permit_role(struct ctx *ctx, enum user_role least);
