/* Authenticate: from a token or a session's cookie to who asks, and what he may. */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/account.h"
#include "model/application.h"

/* A session not seen for so long is over. */
#define SESSION_LIFE_MS (60 * MS_PER_DAY)

/**
 * Who bears this token?
 *
 * Checked: the login and its account are not suspended, a page acted as is there and the person still has a role on it.
 * An application's own token gives a viewer without user and account. On a page, scopes are cut to what the role there may.
 *
 * bearer   untrusted; absent or empty is refused
 * out      filled whole; untouched on failure
 *
 * Returns  ERR_NO_TOKEN        no such token
 *          ERR_TOKEN_REVOKED   the person lost the role on the page
 *          ERR_LOGIN_PENDING   nobody has let the person in yet
 *          ERR_LOGIN_DISABLED  the login, its account or the page is suspended or being erased
 *          ERR_DB …
 * Cost     1 query
 */
MUST_USE enum err service_authenticate_token(struct ctx *ctx, struct sv bearer, struct viewer *out);

/**
 * Whose session is this?
 *
 * cookie       untrusted
 * out          acting as a page falls back to the person when the role is lost; scopes are all
 * out_session  without the agent
 *
 * Returns  ERR_LOGIN_REQUIRED  no such session, or over
 *          ERR_LOGIN_DISABLED  suspended
 *          ERR_DB …
 * Cost     1 query
 */
MUST_USE enum err service_authenticate_session(struct ctx *ctx, struct sv cookie,
                                               struct viewer *out, struct web_session *out_session);

/**
 * Note that ctx->viewer was here today: the day of login, token and session. Writes once a day, otherwise does nothing.
 *
 * session  of the viewer; NULL for a token
 *
 * Returns  ERR_DB …; a caller may well ignore it
 * Cost     none; once a day a commit. Not in the event loop
 */
MUST_USE enum err service_note_seen(struct ctx *ctx, const struct web_session *session);

/** The account ctx->viewer acts as; ERR_LOGIN_REQUIRED for nobody and for an application's own token, ERR_DB …. */
MUST_USE enum err service_get_viewer_account(struct ctx *ctx, struct account *out);

/** Drop codes and sessions that are over; run from time to time. */
MUST_USE enum err service_expire_sign_ins(struct ctx *ctx);
