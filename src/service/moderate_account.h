/* Moderate accounts: warn, cover media, disable, silence, suspend, and take it back; let in, refuse, erase. */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/account.h"
#include "model/report.h"
#include "model/staff_act.h"

/* An act on an account. */
struct account_act {
    enum staff_act_kind kind; /* STAFF_ACT_WARN … STAFF_ACT_UNSUSPEND */
    struct report_id report;  /* what it answers; may be none */
    struct sv text;           /* untrusted; told to the person where the kind is; may be empty */
};

/**
 * Act on an account. Moderators do it; the operator's console as well.
 *
 * Sensitized: its media are always covered. Disabled: its person cannot sign in, everything else stays. Silenced: not in
 * public timelines for who does not follow, follows have to be accepted. Suspended: hidden, signed out, its streams ended;
 * everything is kept and comes back when that is taken back. The servers of a local account's followers are told to look
 * again where it is silenced, suspended or no more.
 *
 * In the same write the act is logged, a local account is told of it (NOTIFICATION_MODERATION_WARNING), and reports are
 * closed: with STAFF_ACT_WARN the one named, with the other kinds that are told all that are open about the account. What
 * is told to accounts of other servers would reach nobody and is not kept. What is so already is fine.
 *
 * out      as it is now, not blanked
 *
 * Returns  ERR_LOGIN_REQUIRED, ERR_FORBIDDEN  the viewer is no moderator; the account is the viewer's own, or that of
 *                             somebody of the viewer's role or above; the last administrator
 *          ERR_NOT_FOUND      no such account, not let in yet, or being erased; no such report about it
 *          ERR_VALIDATION     text too long or no text; an account without a login cannot be disabled
 *          ERR_DB …
 * Cost     one commit
 */
MUST_USE enum err service_act_on_account(struct ctx *ctx, struct account_id id,
                                         const struct account_act *act, struct account *out);

/**
 * Set what an account may, as above; nothing is done where it is so already.
 *
 * state    ACCOUNT_ACTIVE, ACCOUNT_SILENCED or ACCOUNT_SUSPENDED
 */
MUST_USE enum err service_moderate_account(struct ctx *ctx, struct account_id id,
                                           enum account_state state, struct account *out);

/**
 * Erase an account that is suspended: administrators do.
 *
 * Returns  ERR_FORBIDDEN  the viewer is no administrator, it is not suspended, or as above
 *          ERR_NOT_FOUND  no such account, or being erased
 *          ERR_CONFLICT   the only owner of pages
 */
MUST_USE enum err service_erase_suspended(struct ctx *ctx, struct account_id id);
