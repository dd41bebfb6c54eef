/* Manage users: find and list them, roles, suspension, passwords.
 *
 * The operator's console acts with an administrator's role and no user; the web and the API act with the viewer's own.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "crypto/secret.h"
#include "model/account.h"
#include "model/field_error.h"
#include "model/user.h"

/**
 * A page of all users, oldest first.
 *
 * after    last of the page before; none at first
 * out_last none when there are no more
 *
 * Returns  ERR_FORBIDDEN  the viewer is no moderator
 *          ERR_DB …
 */
MUST_USE enum err service_list_users(struct ctx *ctx, struct user_id after, struct user **out,
                                     size_t *out_count, struct user_id *out_last);

/** The viewer's own login, or for moderators anybody's; ERR_NOT_FOUND otherwise. */
MUST_USE enum err service_get_user(struct ctx *ctx, struct user_id id, struct user *out);

/**
 * The login of a local username, for other services and the console; no permission is asked for.
 *
 * username  untrusted, in any case, without '@'
 *
 * Returns   ERR_KEY_GONE  being erased
 *           ERR_DB …
 */
MUST_USE enum err service_find_user(struct ctx *ctx, struct sv username, bool *out_found,
                                    struct user *out);

/**
 * The viewer chooses the language of the pages.
 *
 * locale   BCP 47 tag of a language the caller has, at most 35 bytes; empty: as the browser says
 *
 * Returns  ERR_LOGIN_REQUIRED  without a user
 *          ERR_DB …
 */
MUST_USE enum err service_set_locale(struct ctx *ctx, struct sv locale);

/**
 * Set a password; every session and token of the user ends.
 *
 * errors   filled with ERR_VALIDATION; may be NULL
 *
 * Returns  ERR_FORBIDDEN   the viewer is no administrator
 *          ERR_NOT_FOUND   no such user
 *          ERR_VALIDATION  blank, too short or too long
 *          ERR_BUSY, ERR_DB …
 */
MUST_USE enum err service_set_password(struct ctx *ctx, struct user_id id, struct secret password,
                                       struct field_errors *errors);

/** The same without asking who the viewer is, for services that asked already. */
MUST_USE enum err service_store_password(struct ctx *ctx, struct user_id id, struct secret password,
                                         struct field_errors *errors);

/** Note what is wrong with a new password. */
void service_check_password(struct secret password, struct field_errors *errors);

/**
 * Suspend a login and its account: tokens and sessions are refused, streams end, the profile is shown to nobody.
 *
 * Returns  ERR_FORBIDDEN  the viewer is no moderator, or the user's role is not below the viewer's (the console may
 *                         suspend anybody), or it is the last administrator
 *          ERR_NOT_FOUND  no such user
 *          ERR_DB …
 */
MUST_USE enum err service_suspend_user(struct ctx *ctx, struct user_id id);

/**
 * Inside db_write: set what a login and its account may, whoever asks: for services that decided themselves.
 *
 * Returns  ERR_FORBIDDEN  it would suspend the last administrator
 *          ERR_DB …
 */
MUST_USE enum err service_write_user_state(struct ctx *ctx, const struct user *user,
                                           enum user_state user_state,
                                           enum account_state account_state);

/** A page of those that wait to be let in, as service_list_users. */
MUST_USE enum err service_list_pending_users(struct ctx *ctx, struct user_id after,
                                             struct user **out, size_t *out_count,
                                             struct user_id *out_last);

/**
 * Let in who asked: from now on the login works and the account is there.
 *
 * Returns  ERR_FORBIDDEN  the viewer is no moderator, or the login does not wait
 *          ERR_NOT_FOUND  no such user
 */
MUST_USE enum err service_approve_user(struct ctx *ctx, struct user_id id);

/** Do not: the account is erased, and its name is not given again. Errors alike. */
MUST_USE enum err service_reject_user(struct ctx *ctx, struct user_id id);

/** Undo that; errors alike. An account being erased stays so. */
MUST_USE enum err service_unsuspend_user(struct ctx *ctx, struct user_id id);

/**
 * Give a user an instance role.
 *
 * role     user, moderator or admin
 *
 * Returns  ERR_FORBIDDEN   the viewer is no administrator, or this is the last one
 *          ERR_BAD_PARAM   no role
 *          ERR_NOT_FOUND   no such user
 *          ERR_DB …
 */
MUST_USE enum err service_set_user_role(struct ctx *ctx, struct user_id id, enum user_role role);
