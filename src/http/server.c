/* The HTTP server: start and stop. */
#include "http/server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/heap.h"
#include "base/num.h"
#include "crypto/random.h"
#include "http/dispatch.h"
#include "http/state.h"

#define API_POOL_BYTES ((size_t)32 << 10)
#define STREAM_POOL_BYTES ((size_t)16 << 10)
#define LISTEN_BACKLOG 1024
#define RATE_SLOTS ((size_t)1 << 16)

void http_config_init(struct http_config *config)
{
    *config = (struct http_config){
        .listen_fd = -1,
        .rate_rules = rate_rules_default,
        .rate_rule_count = rate_rules_default_count,
        .loop_count = 2,
        .worker_count = 32,
        .worker_queue_max = 4096,
        .worker_stack_bytes = (size_t)512 << 10,
        .connection_max = 8192,
        .stream_max = 10000,
        .stream_account_max = 32,
        .arena_max_bytes = (size_t)16 << 20,
        .body_total_max_bytes = (size_t)512 << 20,
        .head_ms = 10000,
        .idle_ms = 30000,
        .body_grace_ms = 15000,
        .body_min_per_s_bytes = 1024,
        .deferred_ms = 30000,
        .heartbeat_ms = 15000,
        .ping_ms = 30000,
    };
}

/* Either kind of address a server can listen on. */
struct listen_address {
    union {
        struct sockaddr any;
        struct sockaddr_in in;
        struct sockaddr_in6 in6;
        struct sockaddr_un un;
    } socket;

    socklen_t len;
};

static bool unix_address_read(struct sv path, struct listen_address *out)
{
    if (path.len == 0 || path.len >= sizeof out->socket.un.sun_path)
        return false;
    out->socket.un.sun_family = AF_UNIX;
    memcpy(out->socket.un.sun_path, path.ptr, path.len);
    out->len = sizeof out->socket.un;
    return true;
}

static bool listen_address_read(struct sv text, struct listen_address *out)
{
    *out = (struct listen_address){ 0 };
    if (sv_starts_with(text, SV("unix:")))
        return unix_address_read(sv_from_offset(text, 5), out);
    size_t colon = text.len;
    while (colon > 0 && text.ptr[colon - 1] != ':')
        colon--;
    int64_t port;
    if (colon == 0 || !sv_to_i64_in(sv_from_offset(text, colon), 0, 65535, &port))
        return false;
    char host[INET6_ADDRSTRLEN];
    struct sv bare = sv_sub(text, 0, colon - 1);
    if (sv_starts_with(bare, SV("[")) && sv_ends_with(bare, SV("]")))
        bare = sv_sub(bare, 1, bare.len - 2);
    if (bare.len == 0 || bare.len >= sizeof host)
        return false;
    memcpy(host, bare.ptr, bare.len);
    host[bare.len] = '\0';
    if (inet_pton(AF_INET, host, &out->socket.in.sin_addr) == 1) {
        out->socket.in.sin_family = AF_INET;
        out->socket.in.sin_port = htons((uint16_t)port);
        out->len = sizeof out->socket.in;
        return true;
    }
    if (inet_pton(AF_INET6, host, &out->socket.in6.sin6_addr) != 1)
        return false;
    out->socket.in6.sin6_family = AF_INET6;
    out->socket.in6.sin6_port = htons((uint16_t)port);
    out->len = sizeof out->socket.in6;
    return true;
}

/* Bind and listen; with port 0 the address learns the port, so that the next loop binds the same
 * one. */
static int socket_listen(struct listen_address *address)
{
    int family = address->socket.any.sa_family;
    int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return -1;
    int on = 1;
    if (family == AF_UNIX) {
        (void)unlink(address->socket.un.sun_path);
    } else {
        (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
        (void)setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
    }
    bool is_good =
        bind(fd, &address->socket.any, address->len) == 0 && listen(fd, LISTEN_BACKLOG) == 0;
    if (is_good && family == AF_UNIX)
        is_good = chmod(address->socket.un.sun_path, 0660) == 0;
    else if (is_good)
        is_good = getsockname(fd, &address->socket.any, &address->len) == 0;
    if (is_good)
        return fd;
    int reason = errno;
    (void)close(fd);
    errno = reason;
    return -1;
}

/* Sharing the port is for the loops of one server: with another server on it, of the same user, each would get a part of the
 * requests meant for the other. So it is bound once without sharing. */
static bool is_taken(const struct listen_address *address)
{
    int fd = socket(address->socket.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return false;
    int on = 1;
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    bool taken = bind(fd, &address->socket.any, address->len) != 0 && errno == EADDRINUSE;
    (void)close(fd);
    return taken;
}

static int port_of(const struct listen_address *address)
{
    if (address->socket.any.sa_family == AF_INET)
        return ntohs(address->socket.in.sin_port);
    if (address->socket.any.sa_family == AF_INET6)
        return ntohs(address->socket.in6.sin6_port);
    return 0;
}

static enum err loop_open(struct ctx *ctx, struct http_server *server, int fd, size_t pool_bytes)
{
    if (fd < 0)
        return fail(ctx, ERR_IO, "listening socket: errno %d", errno);
    /* Counted first: done() then closes what a failing init has made. */
    struct loop *loop = &server->loops[server->loop_count++];
    enum err err = loop_init(loop, server, fd, pool_bytes);
    return err == ERR_OK ? ERR_OK : fail(ctx, err, "event loop: errno %d", errno);
}

/* One socket that several loops accept from: a Unix socket or an inherited one. */
static enum err loops_open_shared(struct ctx *ctx, struct http_server *server, int fd)
{
    if (fd < 0)
        return fail(ctx, ERR_IO, "listening socket: errno %d", errno);
    enum err err = ERR_OK;
    for (unsigned i = 0; err == ERR_OK && i < server->config.loop_count; i++)
        err = loop_open(ctx, server, fcntl(fd, F_DUPFD_CLOEXEC, 3), API_POOL_BYTES);
    (void)close(fd);
    return err;
}

static enum err loops_open(struct ctx *ctx, struct http_server *server)
{
    const struct http_config *config = &server->config;
    if (config->listen_fd >= 0)
        return loops_open_shared(ctx, server, config->listen_fd);
    struct listen_address address;
    if (!listen_address_read(sv_from(config->listen), &address))
        return fail(ctx, ERR_BAD_PARAM, "cannot read the address to listen on");
    if (address.socket.any.sa_family == AF_UNIX) {
        server->unix_paths[0] = config->listen + 5;
        return loops_open_shared(ctx, server, socket_listen(&address));
    }
    if (is_taken(&address))
        return fail(ctx, ERR_IO, "another program listens on %s", config->listen);
    for (unsigned i = 0; i < config->loop_count; i++)
        TRY(loop_open(ctx, server, socket_listen(&address), API_POOL_BYTES));
    server->port = port_of(&address);
    return ERR_OK;
}

static enum err stream_loop_open(struct ctx *ctx, struct http_server *server)
{
    const struct http_config *config = &server->config;
    if (config->stream_listen == NULL)
        return ERR_OK;
    struct listen_address address;
    if (!listen_address_read(sv_from(config->stream_listen), &address))
        return fail(ctx, ERR_BAD_PARAM, "cannot read the address of event streams");
    if (address.socket.any.sa_family == AF_UNIX)
        server->unix_paths[1] = config->stream_listen + 5;
    else if (is_taken(&address))
        return fail(ctx, ERR_IO, "another program listens on %s", config->stream_listen);
    TRY(loop_open(ctx, server, socket_listen(&address), STREAM_POOL_BYTES));
    server->stream_port = port_of(&address);
    return ERR_OK;
}

/* What a worker does with an exchange. */
static void work_run(struct exchange *ex)
{
    if (ex->work == EXCHANGE_WORK_ADMIT) {
        dispatch_admit(ex);
        ex->phase = EXCHANGE_ADMITTED;
    } else {
        dispatch_answer(ex);
        ex->phase = EXCHANGE_READY;
    }
    loop_resume(ex);
}

static void descriptors_raise(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    limit.rlim_cur = limit.rlim_max;
    (void)setrlimit(RLIMIT_NOFILE, &limit);
}

static enum err parts_start(struct ctx *ctx, struct http_server *server)
{
    const struct http_config *config = &server->config;
    enum err err = router_new(config->tables, config->table_count, &server->router);
    if (err != ERR_OK)
        return fail(ctx, err, "route tables");
    uint64_t seed[2];
    crypto_random_bytes(seed, sizeof seed);
    server->rates = rate_table_new(RATE_SLOTS, seed[0]);
    server->id_salt = seed[1];
    TRY(loops_open(ctx, server));
    TRY(stream_loop_open(ctx, server));
    server->workers = worker_pool_new(config->worker_count, config->worker_queue_max,
                                      config->worker_stack_bytes, work_run);
    if (server->workers == NULL)
        return fail(ctx, ERR_IO, "worker threads: errno %d", errno);
    for (unsigned i = 0; i < server->loop_count; i++) {
        if (loop_start(&server->loops[i]) != ERR_OK)
            return fail(ctx, ERR_IO, "loop thread: errno %d", errno);
    }
    return ERR_OK;
}

enum err http_server_start(struct ctx *ctx, const struct http_config *config,
                           struct http_server **out)
{
    assert(config->loop_count >= 1 && config->loop_count <= 64);
    assert(config->worker_count >= 1 && config->worker_count <= 1024);
    assert(config->body_min_per_s_bytes > 0);
    (void)signal(SIGPIPE, SIG_IGN);
    descriptors_raise();
    struct http_server *server =
        heap_new(sizeof *server + (config->loop_count + 1) * sizeof(struct loop));
    server->config = *config;
    hub_init(&server->hub);
    enum err err = parts_start(ctx, server);
    if (err == ERR_OK) {
        *out = server;
        return ERR_OK;
    }
    http_server_stop(server, 0);
    http_server_free(server);
    return err;
}

int http_server_port(const struct http_server *server)
{
    return server->port;
}

int http_server_stream_port(const struct http_server *server)
{
    return server->stream_port;
}

const struct router *http_server_router(const struct http_server *server)
{
    return server->router;
}

void http_server_close_streams(struct http_server *server, struct token_id token,
                               struct account_id account)
{
    hub_close(&server->hub, token, account);
}

size_t http_server_count_streams(struct http_server *server)
{
    return hub_count(&server->hub);
}

void http_server_stop(struct http_server *server, int64_t limit_ms)
{
    server->stop_limit_ms = limit_ms;
    atomic_store(&server->is_stopping, true);
    for (unsigned i = 0; i < server->loop_count; i++)
        loop_wake(&server->loops[i]);
    for (unsigned i = 0; i < server->loop_count; i++)
        loop_join(&server->loops[i]);
    /* The loops have waited for every handler, so the queue is empty. */
    worker_pool_free(server->workers);
    server->workers = NULL;
    for (size_t i = 0; i < ARRAY_COUNT(server->unix_paths); i++) {
        if (server->unix_paths[i] != NULL)
            (void)unlink(server->unix_paths[i]);
        server->unix_paths[i] = NULL;
    }
}

void http_server_free(struct http_server *server)
{
    if (server == NULL)
        return;
    for (unsigned i = 0; i < server->loop_count; i++)
        loop_done(&server->loops[i]);
    hub_done(&server->hub);
    router_free(server->router);
    rate_table_free(server->rates);
    heap_free(server);
}
