/* Handlers of the OAuth routes; each stands in the file of its name. Errors as their route's document says. */
#pragma once

#include "http/route.h"

/** POST /api/v1/accounts */
enum err oauth_account_create(struct ctx *ctx, struct http_request *req, struct http_response *res);
/** POST /api/v1/apps */
enum err oauth_app_create(struct ctx *ctx, struct http_request *req, struct http_response *res);
/** GET /api/v1/apps/verify_credentials */
enum err oauth_app_show(struct ctx *ctx, struct http_request *req, struct http_response *res);
/** GET /oauth/authorize: the page on which a person agrees */
enum err oauth_authorize_show(struct ctx *ctx, struct http_request *req, struct http_response *res);
/** POST /oauth/authorize: the person's answer */
enum err oauth_authorize_decide(struct ctx *ctx, struct http_request *req,
                                struct http_response *res);
/** GET /oauth/authorize/native: the code, for programs without an address */
enum err oauth_authorize_native(struct ctx *ctx, struct http_request *req,
                                struct http_response *res);
/** POST /oauth/token */
enum err oauth_token_create(struct ctx *ctx, struct http_request *req, struct http_response *res);
/** POST /oauth/revoke */
enum err oauth_token_revoke(struct ctx *ctx, struct http_request *req, struct http_response *res);
/** GET, POST /oauth/userinfo */
enum err oauth_userinfo_show(struct ctx *ctx, struct http_request *req, struct http_response *res);
/** GET /.well-known/oauth-authorization-server */
enum err oauth_metadata_show(struct ctx *ctx, struct http_request *req, struct http_response *res);
