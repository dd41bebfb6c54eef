/* Sign in on the web pages: sessions, who acts as what, passwords. */
#pragma once

#include <stddef.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "crypto/secret.h"
#include "model/application.h"
#include "model/field_error.h"
#include "model/user.h"

/**
 * Begin a session.
 *
 * login    username or e-mail address, untrusted
 * agent    User-Agent header, at most 400 bytes of it are kept; may be empty
 * out_cookie  value of the cookie, in ctx->arena; only its hash is kept
 * out      the user
 *
 * Returns  ERR_FORBIDDEN       no such login, or another password (the two look and last alike)
 *          ERR_LOGIN_PENDING   nobody has let the person in yet
 *          ERR_LOGIN_DISABLED  suspended
 *          ERR_BUSY            too little memory to hash the password now
 *          ERR_DB …
 * Cost     a password hash, tens of milliseconds; one commit
 */
MUST_USE enum err service_sign_in(struct ctx *ctx, struct sv login, struct secret password,
                                  struct sv agent, struct sv *out_cookie, struct user *out);

/**
 * What stands for the login that somebody names when attempts are counted: the same by address and by name, in any
 * spelling, whether there is such a login or not.
 *
 * login    username or e-mail address, untrusted
 * out      bytes in ctx->arena, not to be kept as they are
 *
 * Returns  ERR_DB …
 * Cost     1 query
 */
MUST_USE enum err service_login_key(struct ctx *ctx, struct sv login, struct sv *out);

/**
 * Begin a session for somebody who just proved who he is (sign-up).
 *
 * user     from service_sign_up
 */
MUST_USE enum err service_begin_session(struct ctx *ctx, const struct user *user, struct sv agent,
                                        struct sv *out_cookie);

/** End the session of a cookie; none is fine. */
MUST_USE enum err service_sign_out(struct ctx *ctx, struct sv cookie);

/**
 * From now on this session acts as a page, or as oneself again.
 *
 * cookie   of the session
 * account  a page the viewer's person has a role on, or the person's own account
 *
 * Returns  ERR_LOGIN_REQUIRED, ERR_LOGIN_DISABLED  as service_authenticate_session
 *          ERR_NOT_FOUND       no such page, or no role on it
 */
MUST_USE enum err service_act_as(struct ctx *ctx, struct sv cookie, struct account_id account);

/** The viewer's sessions, newest first; ERR_LOGIN_REQUIRED without a user. */
MUST_USE enum err service_list_sessions(struct ctx *ctx, struct web_session **out,
                                        size_t *out_count);

/** End one of the viewer's sessions; ERR_NOT_FOUND when it is not his. */
MUST_USE enum err service_end_session(struct ctx *ctx, struct session_id id);

/**
 * The viewer changes his own password; every session and token of his ends.
 *
 * errors   filled with ERR_VALIDATION; may be NULL
 *
 * Returns  ERR_LOGIN_REQUIRED  without a user
 *          ERR_FORBIDDEN       `old` is not the password
 *          ERR_VALIDATION      the new one is blank, too short or too long
 *          ERR_BUSY, ERR_DB …
 */
MUST_USE enum err service_change_password(struct ctx *ctx, struct secret old, struct secret fresh,
                                          struct field_errors *errors);
