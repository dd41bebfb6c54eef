/* Authenticate. */
#include "api/authenticate.h"

#include "base/clock.h"
#include "http/websocket.h"
#include "service/authenticate.h"
#include "service/engine.h"
#include "text/params.h"

#define SESSION_NAME SV("efface_session")

/* A browser's script can give a WebSocket no header but this one. */
static struct sv protocol_token(const struct http_request *req)
{
    bool is_stream = sv_starts_with(req->parsed.path, SV("/api/v1/streaming"));
    return is_stream && websocket_is_asked(req) ? websocket_protocol(req) : sv_make(NULL, 0);
}

struct sv api_request_token(const struct http_request *req)
{
    struct sv token = http_request_bearer(req);
    if (token.ptr == NULL && req->params != NULL)
        token = params_find(req->params, SV("access_token"));
    return token.ptr == NULL ? protocol_token(req) : token;
}

/* A worker's request may wait for a commit; the event loop may not. */
static enum err seen_note(struct ctx *ctx, const struct route *route,
                          const struct web_session *session)
{
    return route->run == ROUTE_RUN_WORKER ? service_note_seen(ctx, session) : ERR_OK;
}

/* Browsers say where a request comes from; old ones do not, and have the form's token. */
static bool is_from_elsewhere(const struct http_request *req)
{
    struct sv site = http_request_header(req, SV("Sec-Fetch-Site"));
    bool is_ours = site.ptr == NULL || sv_eq(site, SV("same-origin")) || sv_eq(site, SV("none"));
    return req->method != HTTP_GET && !is_ours;
}

static enum err session_authenticate(struct ctx *ctx, struct http_request *req,
                                     const struct route *route, struct sv cookie)
{
    struct web_session session;
    enum err err = service_authenticate_session(ctx, cookie, &ctx->viewer, &session);
    if (err == ERR_LOGIN_REQUIRED || err == ERR_LOGIN_DISABLED || err == ERR_LOGIN_PENDING)
        return ERR_OK;
    TRY(err);
    if (is_from_elsewhere(req))
        return fail(ctx, ERR_CSRF, "a form of another site");
    return seen_note(ctx, route, &session);
}

/* Where scopes are asked for. A page asks for none: an app that may read lists would read messages there. */
static bool takes_tokens(struct sv path)
{
    return sv_starts_with(path, SV("/api/")) || sv_starts_with(path, SV("/oauth/"));
}

enum err api_authenticate(struct ctx *ctx, struct http_request *req, const struct route *route)
{
    ctx->viewer = (struct viewer){ 0 };
    struct sv path = req->parsed.path;
    struct sv token = takes_tokens(path) ? api_request_token(req) : sv_make(NULL, 0);
    if (token.ptr != NULL) {
        TRY(service_authenticate_token(ctx, token, &ctx->viewer));
        return seen_note(ctx, route, NULL);
    }
    struct sv cookie = api_session_cookie(ctx, req);
    if (cookie.len == 0 || sv_starts_with(path, SV("/api/")))
        return ERR_OK;
    return session_authenticate(ctx, req, route, cookie);
}

struct sv api_session_cookie(const struct ctx *ctx, const struct http_request *req)
{
    return http_request_cookie(req, api_cookie_name(ctx, SESSION_NAME));
}

void api_session_begin(const struct ctx *ctx, struct http_response *res, struct sv cookie)
{
    http_response_header(res, "Set-Cookie",
                         api_cookie(ctx, SESSION_NAME, cookie, SESSION_LIFE_MS / MS_PER_SECOND));
}

void api_session_end(const struct ctx *ctx, struct http_response *res)
{
    http_response_header(res, "Set-Cookie", api_cookie(ctx, SESSION_NAME, SV(""), 0));
}

struct sv api_cookie_name(const struct ctx *ctx, struct sv name)
{
    /* The prefix makes browsers hold to host, path and TLS; it cannot be had without TLS. */
    struct sv parts[] = { SV("__Host-"), name };
    return ctx->engine->site.is_loopback ? name : sv_concat(ctx->arena, parts, ARRAY_COUNT(parts));
}

struct sv api_cookie(const struct ctx *ctx, struct sv name, struct sv value, int64_t max_age_s)
{
    struct sv full = api_cookie_name(ctx, name);
    return sv_printf(ctx->arena,
                     "%" SV_FMT "=%" SV_FMT "; Path=/; Max-Age=%lld; HttpOnly; SameSite=Lax%s",
                     SV_ARG(full), SV_ARG(value), (long long)max_age_s,
                     ctx->engine->site.is_loopback ? "" : "; Secure");
}
