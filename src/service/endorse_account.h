/* Endorse accounts: who one follows can be recommended on one's profile; it ends with the follow.
 *
 * Spec: Mastodon API, accounts#endorse, endorsements#list
 */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/relationship.h"

/**
 * Recommend an account; twice is once.
 *
 * out      what stands between the two then
 *
 * Returns  ERR_LOGIN_REQUIRED, ERR_FORBIDDEN (the role on the page is less)
 *          ERR_NOT_FOUND   no such account
 *          ERR_VALIDATION  the viewer does not follow it
 *          ERR_DB …
 */
MUST_USE enum err service_endorse_account(struct ctx *ctx, struct account_id target,
                                          struct relationship *out);

/** Recommend it no more; harmless when it is not recommended. */
MUST_USE enum err service_unendorse_account(struct ctx *ctx, struct account_id target,
                                            struct relationship *out);
