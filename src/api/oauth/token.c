/* Tokens: give one for a code or to an application itself, take one back.
 *
 * Spec: RFC 6749 sections 4.1.3, 4.4 and 5; RFC 7009; RFC 7636; Mastodon API, OAuth
 */
#include "api/oauth/answer.h"
#include "api/oauth/client.h"
#include "api/oauth/handlers.h"
#include "model/scope.h"
#include "service/authorize_application.h"
#include "text/params.h"

static enum err refuse(struct ctx *ctx, struct http_response *res, enum oauth_fault fault)
{
    oauth_fault_answer(ctx, res, fault);
    return ERR_OK;
}

static enum err code_exchange(struct ctx *ctx, struct http_request *req, struct http_response *res,
                              const struct application *app)
{
    struct code_exchange exchange = {
        .application = app,
        .code = params_find(req->params, SV("code")),
        .redirect_uri = params_find(req->params, SV("redirect_uri")),
        .verifier = params_find(req->params, SV("code_verifier")),
    };
    if (exchange.code.len == 0 || exchange.redirect_uri.len == 0)
        return refuse(ctx, res, OAUTH_INVALID_REQUEST);
    struct granted_token granted;
    enum err err = service_exchange_code(ctx, &exchange, &granted);
    if (err == ERR_FORBIDDEN)
        return refuse(ctx, res, OAUTH_INVALID_GRANT);
    TRY(err);
    return oauth_token_answer(ctx, res, &granted);
}

static enum err application_grant(struct ctx *ctx, struct http_request *req,
                                  struct http_response *res, const struct application *app)
{
    struct sv scope = params_find(req->params, SV("scope"));
    uint64_t scopes = 0;
    if (!scope_parse(scope.len > 0 ? scope : SV("read"), &scopes))
        return refuse(ctx, res, OAUTH_INVALID_SCOPE);
    struct granted_token granted;
    enum err err = service_new_application_token(ctx, app, scopes, &granted);
    if (err == ERR_SCOPE)
        return refuse(ctx, res, OAUTH_INVALID_SCOPE);
    TRY(err);
    return oauth_token_answer(ctx, res, &granted);
}

enum err oauth_token_create(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    struct sv type = params_find(req->params, SV("grant_type"));
    bool is_code = sv_eq(type, SV("authorization_code"));
    if (type.len == 0)
        return refuse(ctx, res, OAUTH_INVALID_REQUEST);
    if (!is_code && !sv_eq(type, SV("client_credentials")))
        return refuse(ctx, res, OAUTH_UNSUPPORTED_GRANT_TYPE);
    struct application app;
    enum err err = oauth_client_get(ctx, req, &app);
    if (err == ERR_NOT_FOUND)
        return refuse(ctx, res, OAUTH_INVALID_CLIENT);
    TRY(err);
    return is_code ? code_exchange(ctx, req, res, &app) : application_grant(ctx, req, res, &app);
}

enum err oauth_token_revoke(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    struct application app;
    enum err err = oauth_client_get(ctx, req, &app);
    if (err == ERR_OK)
        err = service_revoke_token(ctx, app.id, params_find(req->params, SV("token")));
    if (err == ERR_NOT_FOUND || err == ERR_FORBIDDEN)
        return refuse(ctx, res, OAUTH_UNAUTHORIZED_CLIENT);
    TRY(err);
    http_response_json(res, SV("{}"));
    return ERR_OK;
}
