/* The HTTP server: event loops, workers, routes, limits, joined.
 *
 * One event loop per core answers what is quick; what waits goes to the worker pool as a deferred
 * answer. A server may be started several times in one process (tests do). It must stand behind a
 * proxy that normalises requests (README.md).
 *
 * Spec: RFC 9110, RFC 9112.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "http/address.h"
#include "http/route.h"

struct http_server;

/* What the application adds. All may run on several threads at once. */
struct http_hooks {
    void *arg;
    /* Put the parts into the ctx; before authentication and again before the handler of an upload.
     * May be NULL. */
    void (*setup)(void *arg, struct ctx *ctx);
    /* Give back what was leased (a database connection); after each setup. May be NULL. */
    void (*finish)(void *arg, struct ctx *ctx);
    /* Fill ctx->viewer from token, session or nothing; an error is answered. Needed by routes with auth. Called before
     * the body of FILE and RAW routes is read, with req->params NULL: there a token must stand in the head. */
    enum err (*authenticate)(struct ctx *ctx, struct http_request *req, const struct route *route);
    /* Answer from memory what else a worker would answer: in the event loop, so it asks no store and waits for nothing.
     * ctx->viewer is then who asks. False: `res` is untouched, a worker answers. May be NULL. */
    bool (*recall)(struct ctx *ctx, struct http_request *req, struct http_response *res);
    /* Fill `res` with an HTML page for a browser; NULL: JSON for all. Without setup: it has no store. */
    void (*error_page)(void *arg, const struct http_request *req, enum err err,
                       struct http_response *res);
};

struct http_config {
    const char *listen;        /* "127.0.0.1:3000", "[::1]:3000", "unix:/path"; port 0 picks one */
    int listen_fd;             /* an inherited listening socket instead; -1 = none */
    const char *stream_listen; /* a socket of its own for event streams; NULL = none */

    const struct route_table *tables;
    size_t table_count;
    struct http_hooks hooks;

    const struct http_network
        *trusted; /* proxies whose X-Forwarded-* count; a Unix socket's peer always does */
    size_t trusted_count;

    const struct rate_rule *rate_rules; /* NULL: no limits */
    size_t rate_rule_count;

    unsigned loop_count;       /* 1 … 64 */
    unsigned worker_count;     /* 1 … 1024 */
    unsigned worker_queue_max; /* answers waiting for a worker; above it 503 */
    size_t worker_stack_bytes;
    unsigned connection_max;     /* per loop */
    unsigned stream_max;         /* event streams, all together */
    unsigned stream_account_max; /* event streams of one account */
    size_t arena_max_bytes;      /* of one request */
    size_t body_total_max_bytes; /* bodies and uploads held at one time */

    int64_t head_ms;       /* a request head must be there within */
    int64_t idle_ms;       /* a kept connection without request is closed after; whole seconds */
    int64_t body_grace_ms; /* a body may be slower than the rate for this long */
    int64_t body_min_per_s_bytes; /* and must then have come at this rate */
    int64_t deferred_ms;          /* a request that waited longer for a worker is answered 503 */
    int64_t heartbeat_ms;         /* of event streams */
    int64_t ping_ms;              /* of WebSockets */
};

/** The defaults for everything but listen, tables and hooks. */
void http_config_init(struct http_config *config);

/**
 * Open the sockets and start the threads.
 *
 * ctx      for the detail of a failure
 * config   copied; tables, rules, networks and strings are borrowed and must outlive the server
 * out      to be stopped with http_server_stop and freed with http_server_free
 *
 * Returns  ERR_BAD_PARAM  an address that cannot be read
 *          ERR_CONFLICT   the route tables contradict themselves
 *          ERR_PARSE      a route's path is not well formed
 *          ERR_IO         a socket or thread could not be had
 */
MUST_USE enum err http_server_start(struct ctx *ctx, const struct http_config *config,
                                    struct http_server **out);

/** TCP port of the main or the stream socket; 0 for a Unix socket or none. */
int http_server_port(const struct http_server *server);
int http_server_stream_port(const struct http_server *server);

/** Its router, to print the routes. */
const struct router *http_server_router(const struct http_server *server);

/**
 * End the event streams that a match names: a token was revoked, an account erased.
 *
 * token, account  none = any
 *
 * Thread   any
 */
void http_server_close_streams(struct http_server *server, struct token_id token,
                               struct account_id account);

/** Event streams open now. Thread: any. */
size_t http_server_count_streams(struct http_server *server);

/**
 * Stop: no new connections, every request under way is answered, streams end, threads end.
 *
 * limit_ms  how long clients may take to send and receive; running handlers are always waited for
 *
 * Thread   the one that started it, once
 */
void http_server_stop(struct http_server *server, int64_t limit_ms);

/** Free a stopped server. NULL is accepted. */
void http_server_free(struct http_server *server);
