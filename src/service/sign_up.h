/* Sign up: an account, its keys and a login, in one write. */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "crypto/secret.h"
#include "model/field_error.h"
#include "model/user.h"

#define SIGN_UP_PASSWORD_BYTES_MIN 8

struct sign_up {
    struct sv username; /* untrusted, as all here */
    struct sv email;
    struct secret password;      /* at least SIGN_UP_PASSWORD_BYTES_MIN bytes */
    struct sv locale;            /* BCP 47; may be empty */
    enum user_role role;         /* USER_ROLE_USER unless an administrator makes the login */
    struct sv reason;            /* why, where registration needs an approval; may be empty */
    struct field_errors *errors; /* filled with ERR_VALIDATION; may be NULL */
};

/**
 * Make a login. Anybody may while registration is open; an administrator always, with any role and with reserved names.
 * Where registration needs an approval, it is pending until a moderator lets it in (service_approve_user).
 *
 * out      strings live in ctx->arena
 *
 * Returns  ERR_FORBIDDEN   registration is closed, or a role was asked for
 *          ERR_VALIDATION  what->errors says which fields: username, email, password, reason
 *          ERR_BUSY        too little memory to hash the password now
 *          ERR_DB …
 * Cost     a password hash and an RSA key, 100 to 400 ms; one commit
 */
MUST_USE enum err service_sign_up(struct ctx *ctx, const struct sign_up *what, struct user *out);

/**
 * Make the link for the first visitor, who becomes administrator; replaces the one there was.
 *
 * out      the secret part of the link, in ctx->arena; only its hash is kept
 *
 * Returns  ERR_FORBIDDEN   the viewer is not an administrator (the console is one)
 *          ERR_DB …
 */
MUST_USE enum err service_new_first_visit(struct ctx *ctx, struct sv *out);

/**
 * Is this the first visitor's link, not used yet?
 *
 * Returns  ERR_NOT_FOUND   it is not
 *          ERR_DB …
 */
MUST_USE enum err service_check_first_visit(struct ctx *ctx, struct sv secret);

/**
 * Sign up through the first visitor's link, as administrator; the link is used up in the same write.
 *
 * what     role is not looked at; reserved names are fine
 *
 * Returns  ERR_NOT_FOUND   not the link, or used already
 *          otherwise as service_sign_up
 */
MUST_USE enum err service_sign_up_first(struct ctx *ctx, struct sv secret,
                                        const struct sign_up *what, struct user *out);
