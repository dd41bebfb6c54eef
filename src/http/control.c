/* Control socket, the server's side. */
#include "http/control.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/heap.h"
#include "http/control_wire.h"

#define CONNECTIONS_MAX 16
/* Whoever sends half a request, or takes no answers, holds a thread for so long. */
#define IDLE_S 60
#define ERROR_JSON_MAX_BYTES 2048

struct connection {
    struct connection *next;
    struct control_server *server;
    pthread_t thread;
    atomic_bool is_over; /* the thread is about to end: join it */
    struct control_wire wire;
};

struct control_server {
    struct control_config config;
    int listen_fd;
    int event_fd;
    pthread_t thread;
    bool has_thread;
    atomic_bool is_stopping;
    /* The accepting thread's only. */
    struct connection *connections;
    unsigned connection_count;
};

bool control_is_stopping(const struct control_call *call)
{
    return atomic_load(&call->server->is_stopping);
}

static enum err answer_send(struct ctx *ctx, int socket, enum control_kind kind, struct sv json)
{
    struct sv frame;
    TRY(control_frame_render(ctx->arena, kind, json, &frame));
    return control_wire_send(socket, frame, NULL, 0);
}

enum err control_progress(struct ctx *ctx, struct control_call *call, struct sv json)
{
    enum err err = ERR_OK;
    ARENA_SCOPE (ctx->arena) {
        err = answer_send(ctx, call->socket, CONTROL_PROGRESS, json);
    }
    return err;
}

/* JSON text of a detail: what is not plain ASCII becomes '?'; it is for a terminal. */
static void text_append(struct buf *b, struct sv text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '"' || c == '\\')
            buf_char(b, '\\');
        buf_char(b, c < ' ' || c >= 0x7f ? '?' : c);
    }
}

static enum err error_send(struct ctx *ctx, int socket, enum err err)
{
    struct buf json;
    buf_init(&json, ctx->arena, ERROR_JSON_MAX_BYTES);
    buf_lit(&json, "{\"error\":\"");
    text_append(&json, sv_from(err_row(err)->public_text));
    buf_lit(&json, "\",\"code\":\"");
    text_append(&json, sv_from(err_row(err)->name));
    buf_lit(&json, "\",\"detail\":\"");
    text_append(&json, ctx->error.err == err ? sv_from(ctx->error.detail) : SV(""));
    buf_lit(&json, "\"}");
    return answer_send(ctx, socket, CONTROL_ERROR, buf_view(&json));
}

static const struct control_row *row_find(const struct control_config *config, struct sv command)
{
    for (size_t i = 0; i < config->row_count; i++) {
        if (sv_eq(command, sv_from(config->rows[i].command)))
            return &config->rows[i];
    }
    return NULL;
}

static enum err command_run(struct ctx *ctx, struct control_call *call, struct sv text,
                            struct sv *out_json)
{
    const struct control_config *config = &call->server->config;
    if (control_is_stopping(call))
        return fail(ctx, ERR_BUSY, "the server is stopping");
    TRY(json_parse(ctx->arena, text, &json_limits_default, &call->request, NULL));
    struct sv command = json_get_str(call->request, SV("command"));
    const struct control_row *row = row_find(config, command);
    if (row == NULL)
        return fail(ctx, ERR_NOT_FOUND, "no such command");
    if (config->setup != NULL)
        config->setup(config->arg, ctx);
    enum err err = row->handler(ctx, call, out_json);
    if (config->finish != NULL)
        config->finish(config->arg, ctx);
    return err;
}

/* One request and its answers. */
static enum err request_serve(struct connection *c, struct arena *a)
{
    struct control_frame frame;
    struct control_call call = { .server = c->server, .socket = c->wire.socket };
    TRY(control_wire_receive(&c->wire, &frame));
    control_wire_take_files(&c->wire, call.files, &call.file_count);
    struct ctx ctx = { .arena = a, .now_ms = clock_now_ms() };
    struct sv json = SV("null");
    enum err err = frame.kind == CONTROL_REQUEST ? command_run(&ctx, &call, frame.json, &json)
                                                 : ERR_BAD_REQUEST;
    for (size_t i = 0; i < call.file_count; i++) {
        if (call.files[i] >= 0)
            (void)close(call.files[i]);
    }
    control_wire_next(&c->wire);
    return err == ERR_OK ? answer_send(&ctx, c->wire.socket, CONTROL_RESULT, json)
                         : error_send(&ctx, c->wire.socket, err);
}

static void *connection_main(void *arg)
{
    struct connection *c = arg;
    struct arena a;
    arena_init(&a, c->server->config.arena_max_bytes);
    while (!atomic_load(&c->server->is_stopping) && request_serve(c, &a) == ERR_OK)
        arena_reset(&a);
    arena_done(&a);
    atomic_store(&c->is_over, true);
    uint64_t one = 1;
    ssize_t written = write(c->server->event_fd, &one, sizeof one);
    UNUSED(written); /* full means that the accepting thread is awake */
    return NULL;
}

/* Join the threads that have ended; all of them when the server stops. */
static void connections_reap(struct control_server *server, bool all)
{
    struct connection **link = &server->connections;
    while (*link != NULL) {
        struct connection *c = *link;
        if (!all && !atomic_load(&c->is_over)) {
            link = &c->next;
            continue;
        }
        (void)pthread_join(c->thread, NULL);
        *link = c->next;
        server->connection_count--;
        control_wire_close(&c->wire);
        heap_free(c);
    }
}

/* The same user as this process, or root. */
static bool is_peer_allowed(int socket)
{
    struct ucred peer;
    socklen_t len = sizeof peer;
    if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &len) != 0)
        return false;
    return peer.uid == geteuid() || peer.uid == 0;
}

static void connection_accept(struct control_server *server)
{
    int fd = accept4(server->listen_fd, NULL, NULL, SOCK_CLOEXEC);
    if (fd < 0)
        return;
    struct timeval limit = { .tv_sec = IDLE_S };
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    (void)setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    if (!is_peer_allowed(fd) || server->connection_count == CONNECTIONS_MAX) {
        (void)close(fd);
        return;
    }
    struct connection *c = heap_new(sizeof *c);
    c->server = server;
    control_wire_init(&c->wire, fd);
    if (pthread_create(&c->thread, NULL, connection_main, c) != 0) {
        control_wire_close(&c->wire);
        heap_free(c);
        return;
    }
    c->next = server->connections;
    server->connections = c;
    server->connection_count++;
}

static void *accept_main(void *arg)
{
    struct control_server *server = arg;
    struct pollfd fds[2] = { { .fd = server->listen_fd, .events = POLLIN },
                             { .fd = server->event_fd, .events = POLLIN } };
    while (!atomic_load(&server->is_stopping)) {
        (void)poll(fds, ARRAY_COUNT(fds), -1);
        uint64_t count;
        if (fds[1].revents != 0 && read(server->event_fd, &count, sizeof count) > 0)
            connections_reap(server, false);
        if (fds[0].revents != 0)
            connection_accept(server);
    }
    /* Reading ends at once; a handler that runs is waited for and can still answer. */
    for (struct connection *c = server->connections; c != NULL; c = c->next)
        (void)shutdown(c->wire.socket, SHUT_RD);
    connections_reap(server, true);
    return NULL;
}

static enum err socket_open(struct ctx *ctx, struct control_server *server)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    size_t len = strlen(server->config.path);
    if (len >= sizeof address.sun_path)
        return fail(ctx, ERR_BAD_PARAM, "the path of the control socket is too long");
    memcpy(address.sun_path, server->config.path, len);
    server->listen_fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    /* The mode of the socket before it has a name is the mode of its file: there is no moment at
     * which others could connect. */
    if (server->listen_fd < 0 || fchmod(server->listen_fd, 0600) != 0)
        return fail(ctx, ERR_IO, "control socket: errno %d", errno);
    (void)unlink(server->config.path);
    if (bind(server->listen_fd, (const struct sockaddr *)&address, sizeof address) != 0 ||
        listen(server->listen_fd, CONNECTIONS_MAX) != 0)
        return fail(ctx, ERR_IO, "control socket: errno %d", errno);
    return ERR_OK;
}

static enum err thread_start(struct ctx *ctx, struct control_server *server)
{
    server->event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (server->event_fd < 0)
        return fail(ctx, ERR_IO, "control socket: errno %d", errno);
    /* Signals are the main thread's; the connections' threads inherit this. */
    sigset_t all;
    sigset_t before;
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_BLOCK, &all, &before);
    server->has_thread = pthread_create(&server->thread, NULL, accept_main, server) == 0;
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return server->has_thread ? ERR_OK : fail(ctx, ERR_IO, "control thread");
}

enum err control_server_start(struct ctx *ctx, const struct control_config *config,
                              struct control_server **out)
{
    struct control_server *server = heap_new(sizeof *server);
    server->config = *config;
    server->listen_fd = -1;
    server->event_fd = -1;
    enum err err = socket_open(ctx, server);
    if (err == ERR_OK)
        err = thread_start(ctx, server);
    if (err == ERR_OK)
        *out = server;
    else
        control_server_stop(server);
    return err;
}

void control_server_stop(struct control_server *server)
{
    if (server == NULL)
        return;
    atomic_store(&server->is_stopping, true);
    if (server->has_thread) {
        uint64_t one = 1;
        ssize_t written = write(server->event_fd, &one, sizeof one);
        UNUSED(written);
        (void)pthread_join(server->thread, NULL);
        (void)unlink(server->config.path);
    }
    if (server->listen_fd >= 0)
        (void)close(server->listen_fd);
    if (server->event_fd >= 0)
        (void)close(server->event_fd);
    heap_free(server);
}
