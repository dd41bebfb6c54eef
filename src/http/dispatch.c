/* Dispatch: the middleware between a request and its handler. */
#include "http/dispatch.h"

#include "base/clock.h"
#include "base/log.h"
#include "http/intake.h"
#include "http/state.h"
#include "http/ws_handshake.h"

static void hook_setup(struct exchange *ex)
{
    const struct http_hooks *hooks = &ex->loop->server->config.hooks;
    if (hooks->setup != NULL)
        hooks->setup(hooks->arg, &ex->ctx);
}

static void hook_finish(struct exchange *ex)
{
    const struct http_hooks *hooks = &ex->loop->server->config.hooks;
    if (hooks->finish != NULL)
        hooks->finish(hooks->arg, &ex->ctx);
}

static enum err authenticate(struct exchange *ex)
{
    const struct route *route = ex->request.route;
    const struct http_hooks *hooks = &ex->loop->server->config.hooks;
    if (route->auth == ROUTE_AUTH_NONE)
        return ERR_OK;
    if (hooks->authenticate == NULL)
        return fail(&ex->ctx, ERR_INTERNAL, "no authentication hook");
    TRY(hooks->authenticate(&ex->ctx, &ex->request, route));
    return route_admits(route, &ex->ctx.viewer);
}

/* Refused credentials count too, for the network they came from: guessing tokens must not be free.
 */
static enum err limits_count(struct exchange *ex)
{
    static const struct sv paging[] = { SV_INIT("max_id"), SV_INIT("min_id"), SV_INIT("since_id"),
                                        SV_INIT("page") };
    struct http_server *server = ex->loop->server;
    const struct http_config *config = &server->config;
    const struct http_request *req = &ex->request;
    struct rate_client client = {
        .network = http_address_limit_key(&req->client),
        .user = ex->ctx.viewer.user.v,
        .token = ex->ctx.viewer.token.v,
    };
    bool is_paging = http_request_query_has(req, paging, ARRAY_COUNT(paging));
    rate_count(server->rates, config->rate_rules, config->rate_rule_count, req->route->bucket,
               is_paging, &client, ex->ctx.now_ms, &ex->rate);
    return ex->rate.is_over ? fail(&ex->ctx, ERR_RATE, "rate limit") : ERR_OK;
}

/* Authentication, scope, limits; between setup and finish. */
static enum err admit(struct exchange *ex)
{
    enum err err = authenticate(ex);
    enum err limit = limits_count(ex);
    ex->is_admitted = true;
    return limit != ERR_OK ? limit : err;
}

void dispatch_admit(struct exchange *ex)
{
    hook_setup(ex);
    ex->refusal = admit(ex);
    hook_finish(ex);
}

static enum err handle(struct exchange *ex)
{
    struct http_request *req = &ex->request;
    bool is_late = ex->ctx.deadline_ms != 0 && clock_monotonic_ms() > ex->ctx.deadline_ms;
    if (is_late)
        return fail(&ex->ctx, ERR_BUSY, "waited too long for a worker");
    /* The fields come first: a token may be one of them. Who it is and whether he may counts more than a fault in
     * the form. */
    enum err form = intake_finish(ex);
    if (!ex->is_admitted)
        TRY(admit(ex));
    TRY(form);
    TRY(req->route->handler(&ex->ctx, req, &ex->response));
    if (arena_is_over(&ex->arena))
        return fail(&ex->ctx, ERR_LIMIT, "request memory");
    if (ex->response.is_bad)
        return fail(&ex->ctx, ERR_INTERNAL, "a header value holds a control byte");
    return ERR_OK;
}

void dispatch_answer(struct exchange *ex)
{
    ex->ctx.now_ms = clock_now_ms();
    hook_setup(ex);
    enum err err = handle(ex);
    hook_finish(ex);
    if (err != ERR_OK)
        dispatch_error(ex, err);
}

bool dispatch_recall(struct exchange *ex)
{
    const struct http_hooks *hooks = &ex->loop->server->config.hooks;
    const struct route *route = ex->request.route;
    struct ctx *ctx = &ex->ctx;
    if (hooks->recall == NULL || route->method != HTTP_GET || ex->has_body)
        return false;
    hook_setup(ex);
    bool is_made = hooks->recall(ctx, &ex->request, &ex->response) &&
                   route_admits(route, &ctx->viewer) == ERR_OK;
    enum err limit = is_made ? limits_count(ex) : ERR_OK;
    hook_finish(ex);
    if (limit != ERR_OK)
        dispatch_error(ex, limit);
    if (is_made)
        return true;
    http_response_reset(&ex->response);
    ctx->viewer = (struct viewer){ 0 };
    return false;
}

/* A browser that navigates; apps and servers get JSON. */
static bool wants_page(const struct exchange *ex)
{
    const struct http_request *req = &ex->request;
    struct sv accept = http_request_header(req, SV("Accept"));
    bool is_api = sv_starts_with(req->parsed.path, SV("/api/"));
    return !is_api && sv_find(accept, SV("text/html"), 0) != SIZE_MAX;
}

static void error_headers_add(struct exchange *ex, enum err err)
{
    struct http_response *res = &ex->response;
    if (res->status == 401)
        http_response_header(res, "WWW-Authenticate",
                             SV("Bearer realm=\"Efface\", error=\"invalid_token\""));
    if (err == ERR_UPGRADE) {
        http_response_header(res, "Connection", SV("Upgrade"));
        http_response_header(res, "Upgrade", SV("websocket"));
        http_response_header(res, "Sec-WebSocket-Version", WS_VERSION);
    }
    if (err == ERR_METHOD)
        http_response_header(res, "Allow", router_allow_header(&ex->arena, ex->allowed));
    if (err == ERR_RATE && ex->rate.limit != 0) {
        int64_t wait_s = (ex->rate.reset_ms - ex->ctx.now_ms) / 1000 + 1;
        http_response_header(res, "Retry-After", sv_printf(&ex->arena, "%lld", (long long)wait_s));
    }
}

void dispatch_error(struct exchange *ex, enum err err)
{
    const struct http_hooks *hooks = &ex->loop->server->config.hooks;
    struct http_response *res = &ex->response;
    http_response_reset(res);
    if (hooks->error_page != NULL && wants_page(ex))
        hooks->error_page(hooks->arg, &ex->request, err, res);
    else
        http_response_error(res, err);
    if (res->is_bad) {
        http_response_reset(res);
        http_response_error(res, err);
    }
    res->err = err;
    res->status = err_row(err)->http_status;
    error_headers_add(ex, err);
    /* An app in a browser must be able to read why its request failed. */
    if (sv_starts_with(ex->request.parsed.path, SV("/api/")))
        ex->has_cors = true;
}

void dispatch_options(struct exchange *ex)
{
    struct http_response *res = &ex->response;
    http_response_reset(res);
    struct sv allow = router_allow_header(&ex->arena, ex->allowed);
    res->status = 204;
    http_response_header(res, "Allow", allow);
    if (!ex->has_cors)
        return;
    http_response_header(res, "Access-Control-Allow-Methods", allow);
    http_response_header(
        res, "Access-Control-Allow-Headers",
        SV("Authorization, Content-Type, Idempotency-Key, Range, X-Requested-With"));
    http_response_header(res, "Access-Control-Max-Age", SV("86400"));
}

void dispatch_log(const struct exchange *ex)
{
    if (!log_is_on(LOG_REQUEST))
        return;
    const struct http_request *req = &ex->request;
    struct log_line line;
    log_begin(&line, LOG_REQUEST);
    log_sv(&line, "id", req->id);
    log_sv(&line, "method", req->is_head ? SV("HEAD") : http_method_name(req->method));
    /* The pattern, never the target: that may name a person. */
    log_sv(&line, "route", req->route == NULL ? SV("-") : sv_from(req->route->path));
    log_i64(&line, "status", ex->phase == EXCHANGE_SENT ? ex->response.status : 0);
    log_i64(&line, "duration_us", clock_monotonic_us() - ex->started_us);
    if (ex->response.err != ERR_OK)
        log_sv(&line, "err", sv_from(err_row(ex->response.err)->name));
    if (ex->response.err != ERR_OK && ex->ctx.error.err != ERR_OK)
        log_sv(&line, "detail", sv_from(ex->ctx.error.detail));
    log_end(&line);
}
