/* Moderate accounts: silence, suspend, and take both back. */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/account.h"

/**
 * Set what an account may. Moderators do it; the operator's console as well.
 *
 * Silenced: not in public timelines for who does not follow, follows have to be accepted. Suspended: hidden, signed out,
 * its streams ended; everything is kept and comes back when it is made active again. The servers of a local account's
 * followers are told to look again.
 *
 * state    ACCOUNT_ACTIVE, ACCOUNT_SILENCED or ACCOUNT_SUSPENDED
 * out      as it is now, not blanked
 *
 * Returns  ERR_LOGIN_REQUIRED, ERR_FORBIDDEN  the viewer is no moderator; the account is the viewer's own, or that of
 *                             somebody of the viewer's role or above
 *          ERR_NOT_FOUND      no such account, or being erased
 *          ERR_DB …
 * Cost     one commit
 */
MUST_USE enum err service_moderate_account(struct ctx *ctx, struct account_id id,
                                           enum account_state state, struct account *out);
