/* Applications in the store, and the authorization codes on their way to them. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/application.h"

/* The most applications one call loads. */
#define STORE_APPLICATIONS_MAX 40

/** Load one; ERR_NOT_FOUND when there is none. */
MUST_USE enum err store_application_get(struct ctx *ctx, struct application_id id,
                                        struct application *out);

/** Load several, in no order; absent ones are left out. ids: at most STORE_APPLICATIONS_MAX. */
MUST_USE enum err store_application_list(struct ctx *ctx, const struct application_id *ids,
                                         size_t count, struct application **out, size_t *out_count);

/** By its client id. */
MUST_USE enum err store_application_find(struct ctx *ctx, struct sv client_id, bool *out_found,
                                         struct application *out);

/** The keyed hash of its secret; ERR_NOT_FOUND when there is no such application. */
MUST_USE enum err store_application_secret(struct ctx *ctx, struct application_id id,
                                           struct sv *out);

/** Inside db_write. ERR_DUPLICATE: id or client id taken. */
MUST_USE enum err store_application_insert(struct ctx *ctx, const struct application *application,
                                           struct sv secret_hash);

/* An authorization code, found by its hash. */
struct oauth_code {
    struct account_id account; /* to act as */
    struct user_id user;
    struct application_id application;
    uint64_t scopes;
    struct sv redirect_uri;
    struct sv challenge; /* S256; absent when none was sent */
    int64_t expires_ms;
};

/** Inside db_write. */
MUST_USE enum err store_code_insert(struct ctx *ctx, struct sv hash, const struct oauth_code *code);

/** Inside db_write: take a code for a token to be made, so that nobody takes it again. */
MUST_USE enum err store_code_take(struct ctx *ctx, struct sv hash, struct token_id token,
                                  bool *out_found, struct oauth_code *out);

/** The token that a code was taken for; none when it was not taken, or is not known any more. */
MUST_USE enum err store_code_token(struct ctx *ctx, struct sv hash, struct token_id *out);

/** Inside db_write: drop a user's codes. */
MUST_USE enum err store_code_delete_user(struct ctx *ctx, struct user_id user);

/** Inside db_write: drop codes that expired before a moment. */
MUST_USE enum err store_code_expire(struct ctx *ctx, int64_t before_ms);
