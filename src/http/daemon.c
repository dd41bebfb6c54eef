/* Daemon: the library's callbacks.
 *
 * The library calls the handler once with the head only, once per piece of body, once at the end,
 * and once more after each resume; exchange_phase says which of these it is. A refusal in the first
 * call closes the connection with the body unread; after that an answer can only be queued at the
 * end, so the rest is swallowed up to a bound.
 */
#include "http/daemon.h"

#include <microhttpd.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/heap.h"
#include "base/log.h"
#include "base/vec.h"
#include "http/answer.h"
#include "http/dispatch.h"
#include "http/guard.h"
#include "http/intake.h"
#include "http/state.h"

/* A refused body up to this size is read away so that the connection lives; a larger one is cut. */
#define SWALLOW_SMALL_BYTES ((int64_t)64 << 10)
#define SWALLOW_MAX_BYTES ((uint64_t)1 << 20)
#define LIBRARY_LOG_PERIOD_MS 1000

static void id_write(struct exchange *ex)
{
    struct http_server *server = ex->loop->server;
    /* Counter through a mixer (splitmix64): unique in the process, without order to the eye. */
    uint64_t x = server->id_salt +
                 UINT64_C(0x9e3779b97f4a7c15) * (atomic_fetch_add(&server->request_count, 1) + 1);
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    x ^= x >> 31;
    for (int i = 0; i < 16; i++)
        ex->id_text[i] = "0123456789abcdef"[x >> (60 - 4 * i) & 15];
    ex->request.id = sv_make(ex->id_text, 16);
}

static struct conn *conn_of(struct MHD_Connection *mhd)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    assert(info != NULL && info->socket_context != NULL);
    return info->socket_context;
}

/* The request line was read. The query is cut out of the library's sight: each of its parameters
 * would take memory of the connection, and when that is full the library leaves the client without
 * any answer. */
static void *on_target(void *cls, const char *uri, struct MHD_Connection *mhd)
{
    struct loop *loop = cls;
    struct exchange *ex = loop_exchange_take(loop);
    ex->mhd = mhd;
    ex->conn = conn_of(mhd);
    ex->conn->idle_since_ms = 0;
    ex->conn->deadline_ms = loop->now_ms + loop->server->config.head_ms;
    ex->started_us = clock_monotonic_us();
    ex->content_length = -1;
    ex->ctx.arena = &ex->arena;
    ex->request.ctx = &ex->ctx;
    ex->request.exchange = ex;
    http_response_init(&ex->response);
    id_write(ex);
    size_t len = strnlen(uri, HTTP_TARGET_MAX_BYTES + 1);
    ex->request.target = sv_copy(&ex->arena, sv_make(uri, len));
    /* The pointer is into the connection's writable buffer. */
    char *mark = strchr(uri, '?');
    if (mark != NULL)
        mark[1] = '\0';
    return ex;
}

struct header_walk {
    struct arena *arena;
    VEC(struct http_header) headers;
};

static enum MHD_Result on_header(void *cls, enum MHD_ValueKind kind, const char *name,
                                 size_t name_len, const char *value, size_t value_len)
{
    UNUSED(kind);
    struct header_walk *walk = cls;
    *VEC_PUSH(walk->arena, &walk->headers) = (struct http_header){
        sv_make(name, name_len),
        value == NULL ? SV("") : sv_make(value, value_len),
    };
    return walk->headers.count <= HTTP_HEADERS_MAX ? MHD_YES : MHD_NO;
}

static void headers_read(struct exchange *ex)
{
    struct header_walk walk = { .arena = &ex->arena };
    (void)MHD_get_connection_values_n(ex->mhd, MHD_HEADER_KIND, on_header, &walk);
    ex->request.headers = walk.headers.items;
    ex->request.header_count = walk.headers.count;
}

static bool is_trusted(const struct http_config *config, const struct http_address *peer)
{
    for (size_t i = 0; i < config->trusted_count; i++) {
        if (http_network_has(&config->trusted[i], peer))
            return true;
    }
    /* Who may open the Unix socket is the proxy, by the file's mode. */
    return !http_address_is_known(peer);
}

static void client_read(struct exchange *ex)
{
    struct http_request *req = &ex->request;
    const struct http_config *config = &ex->loop->server->config;
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(ex->mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    req->client = http_address_of_peer(info == NULL ? NULL : info->client_addr);
    if (!is_trusted(config, &req->client))
        return;
    struct sv forwarded = http_request_header_joined(req, SV("X-Forwarded-For"));
    if (forwarded.len > 0)
        req->client =
            http_address_forwarded(forwarded, req->client, config->trusted, config->trusted_count);
    req->is_https = sv_eq_nocase(http_request_header(req, SV("X-Forwarded-Proto")), SV("https"));
}

/* Everything that the head says: guard, target, route. */
static enum err head_read(struct exchange *ex, struct sv method, struct sv version)
{
    struct http_request *req = &ex->request;
    headers_read(ex);
    struct guard_facts facts;
    enum err err = guard_check(version, req->headers, req->header_count, &facts);
    if (err != ERR_OK) {
        ex->must_close = true;
        return err;
    }
    ex->content_length = facts.content_length;
    ex->is_chunked = facts.is_chunked;
    ex->has_body = facts.is_chunked || facts.content_length > 0;
    ex->expects_continue = facts.expects_continue;
    ex->ctx.now_ms = clock_now_ms();
    client_read(ex);
    TRY(guard_method(method, &req->method, &req->is_head));
    err = http_target_parse(&ex->arena, req->target, &req->parsed);
    if (err == ERR_BAD_REQUEST)
        ex->must_close = true;
    TRY(err);
    req->host = req->parsed.host.ptr != NULL ? req->parsed.host : facts.host;

    struct route_match match;
    err = router_find(ex->loop->server->router, req->method, &req->parsed, &match);
    ex->has_cors = match.has_cors;
    ex->allowed = match.allowed;
    TRY(err);
    req->route = match.route;
    memcpy(req->values, match.values, match.value_count * sizeof *match.values);
    req->value_count = match.value_count;
    return ERR_OK;
}

static enum MHD_Result send_answer(struct exchange *ex)
{
    ex->phase = EXCHANGE_SENT;
    if (atomic_load_explicit(&ex->loop->server->is_stopping, memory_order_relaxed))
        ex->must_close = true;
    return answer_queue(ex) ? MHD_YES : MHD_NO;
}

static enum MHD_Result send_error(struct exchange *ex, enum err err)
{
    dispatch_error(ex, err);
    return send_answer(ex);
}

/* Refuse in the first call. The library closes the connection after an answer given here, so a
 * small body (or none) is read away first and the answer given at the end. */
static enum MHD_Result refuse(struct exchange *ex, enum err err)
{
    bool is_small = !ex->is_chunked && ex->content_length <= SWALLOW_SMALL_BYTES;
    bool can_keep = is_small && !ex->must_close && !(ex->has_body && ex->expects_continue);
    if (can_keep) {
        ex->refusal = err;
        ex->phase = EXCHANGE_SWALLOW;
        return MHD_YES;
    }
    ex->must_close = true;
    return send_error(ex, err);
}

/* Suspend first, hand over second: the worker may be done before this returns. */
static bool hand_over(struct exchange *ex, enum exchange_work work)
{
    struct worker_pool *workers = ex->loop->server->workers;
    if (!worker_pool_reserve(workers))
        return false;
    ex->work = work;
    ex->phase = EXCHANGE_WAITING;
    ex->conn->deadline_ms = 0;
    ex->ctx.deadline_ms = ex->loop->now_ms + ex->loop->server->config.deferred_ms;
    ex->loop->suspended_count++;
    MHD_suspend_connection(ex->mhd);
    worker_pool_push(workers, ex);
    return true;
}

/* The request is complete. */
static enum MHD_Result run(struct exchange *ex)
{
    if (ex->request.route->run == ROUTE_RUN_WORKER) {
        if (dispatch_recall(ex))
            return send_answer(ex);
        if (hand_over(ex, EXCHANGE_WORK_ANSWER))
            return MHD_YES;
        return send_error(ex, ERR_BUSY);
    }
    dispatch_answer(ex);
    return send_answer(ex);
}

static bool is_large_body(const struct route *route)
{
    return route->body == ROUTE_BODY_FILE || route->body == ROUTE_BODY_RAW;
}

static enum MHD_Result body_begin(struct exchange *ex)
{
    ex->phase = EXCHANGE_BODY;
    ex->body_started_ms = ex->loop->now_ms;
    ex->conn->deadline_ms = ex->loop->now_ms + ex->loop->server->config.body_grace_ms;
    return MHD_YES;
}

/* The head is there and decided on; a body follows. */
static enum MHD_Result body_expect(struct exchange *ex)
{
    const struct route *route = ex->request.route;
    enum err err = intake_check(ex);
    if (err != ERR_OK)
        return refuse(ex, err);
    if (!is_large_body(route) || route->auth == ROUTE_AUTH_NONE)
        return body_begin(ex);
    /* Ask who it is before reading what may be large. */
    if (route->run == ROUTE_RUN_WORKER)
        return hand_over(ex, EXCHANGE_WORK_ADMIT) ? MHD_YES : refuse(ex, ERR_BUSY);
    dispatch_admit(ex);
    return ex->refusal != ERR_OK ? refuse(ex, ex->refusal) : body_begin(ex);
}

static enum MHD_Result head_take(struct exchange *ex, const char *method, const char *version)
{
    ex->conn->deadline_ms = 0;
    enum err err = head_read(ex, sv_from(method), sv_from(version));
    ex->is_preflight = ex->request.method == HTTP_OPTIONS && err == ERR_METHOD && ex->allowed != 0;
    if (err != ERR_OK)
        return refuse(ex, err);
    return ex->has_body ? body_expect(ex) : body_begin(ex);
}

static enum MHD_Result body_swallow(struct exchange *ex, size_t len)
{
    ex->swallowed_bytes += len;
    return ex->swallowed_bytes > SWALLOW_MAX_BYTES ? MHD_NO : MHD_YES;
}

/* A piece of the body, or a swallowed one; all of it is consumed. */
static enum MHD_Result body_take(struct exchange *ex, struct sv bytes)
{
    const struct http_config *config = &ex->loop->server->config;
    ex->body_taken_bytes += bytes.len;
    int64_t earned_ms = (int64_t)ex->body_taken_bytes * 1000 / config->body_min_per_s_bytes;
    ex->conn->deadline_ms = ex->body_started_ms + config->body_grace_ms + earned_ms;
    if (ex->phase == EXCHANGE_SWALLOW)
        return body_swallow(ex, bytes.len);
    enum err err = intake_take(ex, bytes);
    if (err == ERR_OK)
        return MHD_YES;
    ex->refusal = err;
    ex->phase = EXCHANGE_SWALLOW;
    intake_done(ex);
    return body_swallow(ex, bytes.len);
}

static enum MHD_Result body_end(struct exchange *ex)
{
    ex->conn->deadline_ms = 0;
    if (ex->phase == EXCHANGE_BODY)
        return run(ex);
    if (!ex->is_preflight)
        return send_error(ex, ex->refusal);
    dispatch_options(ex);
    return send_answer(ex);
}

static enum MHD_Result on_call(void *cls, struct MHD_Connection *mhd, const char *url,
                               const char *method, const char *version, const char *upload,
                               size_t *upload_len, void **req_cls)
{
    UNUSED(cls);
    UNUSED(mhd);
    UNUSED(url);
    struct exchange *ex = *req_cls;
    struct sv bytes = sv_make(upload, *upload_len);
    switch (ex->phase) {
    case EXCHANGE_HEAD:
        return head_take(ex, method, version);
    case EXCHANGE_ADMITTED:
        return ex->refusal != ERR_OK ? refuse(ex, ex->refusal) : body_begin(ex);
    case EXCHANGE_BODY:
    case EXCHANGE_SWALLOW:
        *upload_len = 0;
        return bytes.len > 0 ? body_take(ex, bytes) : body_end(ex);
    case EXCHANGE_READY:
        return send_answer(ex);
    case EXCHANGE_WAITING:
    case EXCHANGE_SENT:
        return MHD_YES;
    }
    return MHD_NO;
}

/* The request is over, however it went: the one place where an exchange is given back. */
static void on_completed(void *cls, struct MHD_Connection *mhd, void **req_cls,
                         enum MHD_RequestTerminationCode code)
{
    UNUSED(mhd);
    UNUSED(code);
    struct loop *loop = cls;
    struct exchange *ex = *req_cls;
    *req_cls = NULL;
    if (ex == NULL)
        return;
    assert(ex->phase != EXCHANGE_WAITING);
    dispatch_log(ex);
    ex->conn->idle_since_ms = loop->now_ms;
    ex->conn->deadline_ms =
        loop->now_ms + loop->server->config.idle_ms + loop->server->config.head_ms;
    http_response_reset(&ex->response);
    intake_done(ex);
    loop_exchange_give(ex);
}

static void conn_start(struct loop *loop, struct MHD_Connection *mhd, void **socket_context)
{
    struct conn *conn = heap_new(sizeof *conn);
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD);
    conn->fd = info->connect_fd;
    conn->idle_since_ms = loop->now_ms;
    conn->deadline_ms = loop->now_ms + loop->server->config.head_ms;
    conn->next = loop->conns;
    if (conn->next != NULL)
        conn->next->prev = conn;
    loop->conns = conn;
    *socket_context = conn;
}

static void conn_end(struct loop *loop, struct conn *conn)
{
    if (conn->prev != NULL)
        conn->prev->next = conn->next;
    else
        loop->conns = conn->next;
    if (conn->next != NULL)
        conn->next->prev = conn->prev;
    heap_free(conn);
}

static void on_connection(void *cls, struct MHD_Connection *mhd, void **socket_context,
                          enum MHD_ConnectionNotificationCode code)
{
    if (code == MHD_CONNECTION_NOTIFY_STARTED)
        conn_start(cls, mhd, socket_context);
    else if (*socket_context != NULL)
        conn_end(cls, *socket_context);
}

/* Decoding is ours, per path segment. */
static size_t on_unescape(void *cls, struct MHD_Connection *mhd, char *text)
{
    UNUSED(cls);
    UNUSED(mhd);
    return strlen(text);
}

/* Hostile requests produce a line each, so one a second is let through. */
static void on_library_log(void *cls, const char *fmt, va_list args)
{
    struct loop *loop = cls;
    int64_t now_ms = clock_monotonic_ms();
    if (now_ms - loop->library_logged_ms < LIBRARY_LOG_PERIOD_MS)
        return;
    loop->library_logged_ms = now_ms;
    char text[256];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    (void)vsnprintf(text, sizeof text, fmt, args);
#pragma GCC diagnostic pop
    struct log_line line;
    log_begin(&line, LOG_HTTP_LIBRARY);
    log_sv(&line, "detail", sv_trim(sv_from(text)));
    log_end(&line);
}

struct MHD_Daemon *daemon_new(struct loop *loop, int listen_fd, size_t pool_bytes)
{
    const struct http_config *config = &loop->server->config;
    struct MHD_OptionItem options[] = {
        { MHD_OPTION_LISTEN_SOCKET, listen_fd, NULL },
        { MHD_OPTION_CONNECTION_LIMIT, (intptr_t)config->connection_max, NULL },
        { MHD_OPTION_CONNECTION_MEMORY_LIMIT, (intptr_t)pool_bytes, NULL },
        { MHD_OPTION_CONNECTION_TIMEOUT, (intptr_t)(config->idle_ms / 1000), NULL },
        { MHD_OPTION_STRICT_FOR_CLIENT, 1, NULL },
        { MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, NULL },
#if MHD_VERSION >= 0x00097701
        { MHD_OPTION_CLIENT_DISCIPLINE_LVL, 2, NULL },
#endif
        { MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)on_target, loop },
        { MHD_OPTION_UNESCAPE_CALLBACK, (intptr_t)on_unescape, NULL },
        { MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)on_completed, loop },
        { MHD_OPTION_NOTIFY_CONNECTION, (intptr_t)on_connection, loop },
        { MHD_OPTION_END, 0, NULL },
    };
    unsigned flags =
        MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_ALLOW_UPGRADE | MHD_USE_ERROR_LOG;
    /* The logger comes first, so that it also hears about the options after it. */
    return MHD_start_daemon(flags, 0, NULL, NULL, on_call, loop, MHD_OPTION_EXTERNAL_LOGGER,
                            on_library_log, loop, MHD_OPTION_ARRAY, options, MHD_OPTION_END);
}
