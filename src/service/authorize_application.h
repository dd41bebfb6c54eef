/* Authorize applications: register them, give codes, trade codes for tokens, take tokens back.
 *
 * Spec: RFC 6749, 7009, 7636 (S256 only); Mastodon API, OAuth
 */
#pragma once

#include <stddef.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/application.h"
#include "model/field_error.h"

#define CODE_LIFE_MS (10 * MS_PER_MINUTE)
#define TOKENS_LIST_MAX 200

struct application_draft {
    struct sv name; /* untrusted, as all here; at most 60 bytes */
    const struct sv *redirect_uris;
    size_t redirect_uri_count; /* 1 … 20 */
    struct sv website;         /* may be empty; http or https, at most 2000 bytes */
    uint64_t scopes;           /* not 0 */
};

/**
 * Register an application; anybody may.
 *
 * errors      filled with ERR_VALIDATION (name, redirect_uri, website, scopes); may be NULL
 * out         strings live in ctx->arena
 * out_secret  the client's secret; only its hash is kept
 *
 * Returns  ERR_VALIDATION, ERR_DB …
 */
MUST_USE enum err service_register_application(struct ctx *ctx,
                                               const struct application_draft *draft,
                                               struct field_errors *errors, struct application *out,
                                               struct sv *out_secret);

/** Load one by its id; ERR_NOT_FOUND. */
MUST_USE enum err service_get_application(struct ctx *ctx, struct application_id id,
                                          struct application *out);

/** Load one by its client id, untrusted; ERR_NOT_FOUND. */
MUST_USE enum err service_find_application(struct ctx *ctx, struct sv client_id,
                                           struct application *out);

/** The same, proven by its secret; ERR_NOT_FOUND also for another secret. */
MUST_USE enum err service_check_application(struct ctx *ctx, struct sv client_id, struct sv secret,
                                            struct application *out);

/* What a person agrees to. */
struct authorization {
    const struct application *application;
    struct sv redirect_uri;
    uint64_t scopes;           /* a subset of the application's, not 0 */
    struct sv challenge;       /* S256, 43 characters; absent without PKCE */
    struct account_id account; /* to act as: oneself, or a page one has a role on */
};

/**
 * Give a code; the viewer agrees, so he must be a user in a web session, not a token.
 *
 * out      the code, in ctx->arena; good for CODE_LIFE_MS and one use
 *
 * Returns  ERR_LOGIN_REQUIRED  no user, or a token
 *          ERR_BAD_PARAM       redirect address not registered, or a challenge of another form
 *          ERR_SCOPE           scopes beyond the application's, or none
 *          ERR_NOT_FOUND       no role on that page
 *          ERR_DB …
 */
MUST_USE enum err service_authorize_application(struct ctx *ctx,
                                                const struct authorization *authorization,
                                                struct sv *out);

/* A code to be traded, as the application sent it. */
struct code_exchange {
    const struct application *application; /* proven */
    struct sv code;
    struct sv redirect_uri;
    struct sv verifier; /* absent without PKCE */
};

/* A new token. */
struct granted_token {
    struct sv token; /* in ctx->arena; only its hash is kept */
    uint64_t scopes;
    int64_t created_ms;
};

/**
 * Trade a code for a token. Whatever comes of it, the code is used up.
 *
 * Returns  ERR_FORBIDDEN  no such code, over, of another application or address, or the verifier does not fit
 *          ERR_DB …
 */
MUST_USE enum err service_exchange_code(struct ctx *ctx, const struct code_exchange *exchange,
                                        struct granted_token *out);

/**
 * A token for a user, for services that established that the user agrees (sign-up by an application, the console).
 *
 * Mastodon gives back the token there is for the same user, application and scopes. Here only its hash is kept, so each
 * grant makes a new one and the earlier ones stay good.
 *
 * account      the user's own, or a page he has a role on
 * application  ERR_NOT_FOUND when there is none
 * scopes       a subset of the application's, else ERR_SCOPE
 * out_token    in ctx->arena
 *
 * Returns      ERR_NOT_FOUND  no such user or application, or no role on that page
 *              ERR_SCOPE, ERR_DB …
 */
MUST_USE enum err service_new_token(struct ctx *ctx, struct user_id user, struct account_id account,
                                    struct application_id application, uint64_t scopes,
                                    struct sv *out_token);

/** A token of the application itself (client_credentials); ERR_SCOPE beyond its scopes, ERR_DB …. */
MUST_USE enum err service_new_application_token(struct ctx *ctx,
                                                const struct application *application,
                                                uint64_t scopes, struct granted_token *out);

/**
 * Take back a token; none of that name is fine. Its streams end.
 *
 * application  proven
 *
 * Returns      ERR_FORBIDDEN  another application's
 *              ERR_DB …
 */
MUST_USE enum err service_revoke_token(struct ctx *ctx, struct application_id application,
                                       struct sv token);

/** The viewer's tokens by id behind `after`, at most TOKENS_LIST_MAX; ERR_LOGIN_REQUIRED without a user. */
MUST_USE enum err service_list_tokens(struct ctx *ctx, struct token_id after,
                                      struct token_entry **out, size_t *out_count);

/** End one of the viewer's tokens and its streams; ERR_NOT_FOUND when it is not his. */
MUST_USE enum err service_end_token(struct ctx *ctx, struct token_id id);
