/* Users in the store: rows to structs, the address sealed under the account's key and found by its keyed hash. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "crypto/secret.h"
#include "model/user.h"

/* The most users one call lists. */
#define STORE_USERS_MAX 40

/**
 * Load one.
 *
 * out      strings live in ctx->arena
 *
 * Returns  ERR_NOT_FOUND  no such user
 *          ERR_KEY_GONE   being erased
 *          ERR_DB …
 * Cost     2 queries
 */
MUST_USE enum err store_user_get(struct ctx *ctx, struct user_id id, struct user *out);

/** The login behind a local person's account, if there is one; errors as store_user_get otherwise. */
MUST_USE enum err store_user_find_account(struct ctx *ctx, struct account_id account,
                                          bool *out_found, struct user *out);

/** By the keyed hash of the address. */
MUST_USE enum err store_user_find_email(struct ctx *ctx, struct sv email_hash, bool *out_found,
                                        struct user *out);

/**
 * A page of all users, oldest first; those being erased are left out.
 *
 * after    last of the page before; none at first
 * count    1 … STORE_USERS_MAX
 * out_last the last id looked at; none when there are no more
 */
MUST_USE enum err store_user_list(struct ctx *ctx, struct user_id after, int64_t count,
                                  struct user **out, size_t *out_count, struct user_id *out_last);

/** The same of those that wait to be let in. */
MUST_USE enum err store_user_list_pending(struct ctx *ctx, struct user_id after, int64_t count,
                                          struct user **out, size_t *out_count,
                                          struct user_id *out_last);

/** The password's hash; ERR_NOT_FOUND when there is no such user. */
MUST_USE enum err store_user_password(struct ctx *ctx, struct user_id id, struct sv *out);

/** Box the address for store_user_insert. */
struct sv store_user_seal(struct ctx *ctx, const struct user *user, const struct crypto_key *key);

/** Box the reason, when there is one. */
struct sv store_user_seal_reason(struct ctx *ctx, const struct user *user,
                                 const struct crypto_key *key);

/* What is stored of a login besides the struct. */
struct user_sealed {
    struct sv email_hash;
    struct sv email_box;
    struct sv password_hash;
    struct sv reason_box; /* absent: none */
};

/**
 * Inside db_write; role, state, locale and created_ms are the struct's.
 *
 * Returns  ERR_DUPLICATE  address or account taken
 */
MUST_USE enum err store_user_insert(struct ctx *ctx, const struct user *user,
                                    const struct user_sealed *sealed);

/** Inside db_write, as are the three below. */
MUST_USE enum err store_user_set_password(struct ctx *ctx, struct user_id id,
                                          struct sv password_hash);
MUST_USE enum err store_user_set_role(struct ctx *ctx, struct user_id id, enum user_role role);
MUST_USE enum err store_user_set_locale(struct ctx *ctx, struct user_id id, struct sv locale);
MUST_USE enum err store_user_set_state(struct ctx *ctx, struct user_id id, enum user_state state);
/** The person was here on this day; days only go forward. */
MUST_USE enum err store_user_set_seen(struct ctx *ctx, struct user_id id, int64_t day);

/** How many active logins have a role. Cost: reads all users. */
MUST_USE enum err store_user_count_role(struct ctx *ctx, enum user_role role, int64_t *out);
