/* WebSockets.
 *
 * Locks, always in this order: hub, socket. The descriptor belongs to the loop's thread, which alone closes it; any thread
 * writes to it under the lock. Who finds the socket useless shuts it down, and the loop, told by the kernel, closes it.
 */
#include "http/websocket.h"

#include <errno.h>
#include <fcntl.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdatomic.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/heap.h"
#include "http/hub.h"
#include "http/state.h"
#include "http/ws_handshake.h"
#include "http/ws_reader.h"

/* Reads of one socket in a turn of the loop: others wait as well. */
#define READS_MAX 4
/* Who does not answer a close frame is cut after. */
#define CLOSE_WAIT_MS 5000
#define QUEUE_MIN_COUNT 4

struct waiting_frame {
    struct http_body *body;
    size_t sent;
};

struct websocket {
    atomic_int refs;
    struct websocket_owner owner;
    struct hub_member member;

    /* Loop thread only. */
    struct loop *loop; /* NULL: no connection yet */
    struct websocket *loop_prev;
    struct websocket *loop_next;
    struct ws_reader *reader;
    int64_t heard_ms;
    int64_t pinged_ms;
    unsigned frame_count; /* since the last ping */
    bool is_read_over;    /* a close frame came or was answered: nothing more is read */

    pthread_mutex_t lock;
    int fd;       /* -1: no connection yet, or no longer */
    int epoll_fd; /* that watches it */
    struct waiting_frame
        *queue;   /* heap, a ring that grows up to WEBSOCKET_QUEUE_MAX_COUNT; NULL at first */
    unsigned cap; /* power of two, or 0 */
    unsigned first;
    unsigned count;
    size_t queued_bytes;
    int64_t closing_ms;   /* since when; 0 = not */
    bool is_closing;      /* no further push */
    bool is_dropped;      /* of no use any more */
    bool waits_for_write; /* the kernel is asked to tell */
};

bool websocket_is_asked(const struct http_request *req)
{
    return ws_is_asked(req);
}

struct sv websocket_protocol(const struct http_request *req)
{
    return ws_protocol(req);
}

struct websocket *websocket_ref(struct websocket *ws)
{
    atomic_fetch_add_explicit(&ws->refs, 1, memory_order_relaxed);
    return ws;
}

static void queue_clear(struct websocket *ws)
{
    for (; ws->count > 0; ws->count--) {
        http_body_unref(ws->queue[ws->first].body);
        ws->first = (ws->first + 1) % ws->cap;
    }
    ws->queued_bytes = 0;
    heap_free(ws->queue);
    ws->queue = NULL;
    ws->cap = 0;
    ws->first = 0;
}

void websocket_unref(struct websocket *ws)
{
    if (ws == NULL || atomic_fetch_sub_explicit(&ws->refs, 1, memory_order_acq_rel) != 1)
        return;
    queue_clear(ws);
    (void)pthread_mutex_destroy(&ws->lock);
    heap_free(ws);
}

static void member_close(struct hub_member *member)
{
    struct websocket *ws =
        (struct websocket *)((char *)member - offsetof(struct websocket, member));
    websocket_close(ws, WS_CLOSE_POLICY);
}

static void answer_make(const struct ws_handshake *handshake, struct http_response *res)
{
    res->status = 101;
    http_response_header(res, "Upgrade", SV("websocket"));
    http_response_header(res, "Sec-WebSocket-Accept", handshake->accept);
    if (handshake->protocol.ptr != NULL)
        http_response_header(res, "Sec-WebSocket-Protocol", handshake->protocol);
}

enum err websocket_open(struct http_request *req, struct http_response *res,
                        const struct websocket_owner *owner, struct websocket **out)
{
    struct http_server *server = req->exchange->loop->server;
    struct ws_handshake handshake;
    enum err err = ws_handshake_check(req->ctx->arena, req, &handshake);
    if (err != ERR_OK)
        return fail(req->ctx, err, "no WebSocket handshake");
    struct websocket *ws = heap_new(sizeof *ws);
    atomic_init(&ws->refs, 1);
    ws->owner = *owner;
    ws->member = (struct hub_member){ .account = owner->account,
                                      .token = owner->token,
                                      .close = member_close };
    ws->fd = -1;
    (void)pthread_mutex_init(&ws->lock, NULL);
    err = hub_join(&server->hub, &ws->member, &server->config);
    if (err != ERR_OK) {
        websocket_unref(ws);
        return fail(req->ctx, err, "too many event streams");
    }
    answer_make(&handshake, res);
    res->content = HTTP_CONTENT_WEBSOCKET;
    res->websocket = websocket_ref(ws);
    *out = ws;
    return ERR_OK;
}

/* With the lock held: of no use any more. The kernel tells the loop. */
static void drop(struct websocket *ws)
{
    if (ws->is_dropped)
        return;
    ws->is_dropped = true;
    if (ws->fd >= 0)
        (void)shutdown(ws->fd, SHUT_RDWR);
}

/* With the lock held: have the kernel tell when there is room, or no longer. */
static void write_watch(struct websocket *ws, bool waits)
{
    if (waits == ws->waits_for_write)
        return;
    struct epoll_event event = { .events = EPOLLIN | EPOLLRDHUP | (waits ? EPOLLOUT : 0u),
                                 .data = { .ptr = ws } };
    ws->waits_for_write = waits;
    if (epoll_ctl(ws->epoll_fd, EPOLL_CTL_MOD, ws->fd, &event) != 0)
        drop(ws);
}

/* With the lock held: bytes the kernel took; 0 when it has no room. A socket that fails is dropped. */
static size_t bytes_send(struct websocket *ws, const char *bytes, size_t len)
{
    ssize_t sent = send(ws->fd, bytes, len, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent >= 0)
        return (size_t)sent;
    if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)
        drop(ws);
    return 0;
}

/* With the lock held: send what waits, as far as it goes. */
static void queue_flush(struct websocket *ws)
{
    while (ws->count > 0 && ws->fd >= 0 && !ws->is_dropped) {
        struct waiting_frame *frame = &ws->queue[ws->first];
        size_t rest = frame->body->len - frame->sent;
        size_t sent = bytes_send(ws, frame->body->bytes + frame->sent, rest);
        frame->sent += sent;
        ws->queued_bytes -= sent;
        if (sent < rest) {
            write_watch(ws, true);
            return;
        }
        http_body_unref(frame->body);
        ws->first = (ws->first + 1) % ws->cap;
        ws->count--;
    }
    if (ws->fd < 0 || ws->is_dropped)
        return;
    queue_clear(ws);
    write_watch(ws, false);
}

static void queue_grow(struct websocket *ws)
{
    if (ws->count < ws->cap)
        return;
    unsigned cap = ws->cap == 0 ? QUEUE_MIN_COUNT : ws->cap * 2;
    struct waiting_frame *queue = heap_new(cap * sizeof *queue);
    for (unsigned i = 0; i < ws->count; i++)
        queue[i] = ws->queue[(ws->first + i) % ws->cap];
    heap_free(ws->queue);
    ws->queue = queue;
    ws->cap = cap;
    ws->first = 0;
}

/* With the lock held: send a frame, or let it wait behind others. */
static void frame_send(struct websocket *ws, struct http_body *frame)
{
    size_t sent = 0;
    if (ws->count == 0 && ws->fd >= 0)
        sent = bytes_send(ws, frame->bytes, frame->len);
    if (sent == frame->len || ws->is_dropped)
        return;
    queue_grow(ws);
    ws->queue[(ws->first + ws->count++) % ws->cap] =
        (struct waiting_frame){ http_body_ref(frame), sent };
    ws->queued_bytes += frame->len - sent;
    if (ws->fd >= 0)
        write_watch(ws, true);
}

bool websocket_push(struct websocket *ws, struct http_body *frame)
{
    (void)pthread_mutex_lock(&ws->lock);
    bool is_full = ws->count == WEBSOCKET_QUEUE_MAX_COUNT ||
                   ws->queued_bytes + frame->len > WEBSOCKET_QUEUE_MAX_BYTES;
    bool is_over = ws->is_closing || ws->is_dropped;
    if (!is_over && is_full) {
        drop(ws);
        is_over = true;
    } else if (!is_over) {
        frame_send(ws, frame);
        is_over = ws->is_dropped;
    }
    (void)pthread_mutex_unlock(&ws->lock);
    return !is_over;
}

/* With the lock held: the last frame. It may pass the bounds of the queue. */
static void close_send(struct websocket *ws, struct http_body *frame)
{
    if (!ws->is_closing && !ws->is_dropped) {
        ws->is_closing = true;
        ws->closing_ms = clock_monotonic_ms();
        frame_send(ws, frame);
    }
}

void websocket_close(struct websocket *ws, enum ws_close code)
{
    struct http_body *frame = ws_frame_close(code);
    (void)pthread_mutex_lock(&ws->lock);
    close_send(ws, frame);
    (void)pthread_mutex_unlock(&ws->lock);
    http_body_unref(frame);
}

/* On the loop's thread: the connection is over, or never was. */
static void websocket_over(struct websocket *ws)
{
    (void)pthread_mutex_lock(&ws->lock);
    ws->is_dropped = true;
    if (ws->fd >= 0) {
        (void)epoll_ctl(ws->epoll_fd, EPOLL_CTL_DEL, ws->fd, NULL);
        (void)close(ws->fd);
    }
    ws->fd = -1;
    (void)pthread_mutex_unlock(&ws->lock);
    ws_reader_free(ws->reader);
    ws->reader = NULL;
    hub_leave(&ws->member);
    ws->owner.gone(ws->owner.arg);
    websocket_unref(ws);
}

void websocket_never_was(struct websocket *ws)
{
    websocket_over(ws);
}

static void loop_join_socket(struct loop *loop, struct websocket *ws)
{
    ws->loop = loop;
    ws->loop_next = loop->websockets;
    if (ws->loop_next != NULL)
        ws->loop_next->loop_prev = ws;
    loop->websockets = ws;
}

static void loop_leave(struct websocket *ws)
{
    struct loop *loop = ws->loop;
    if (ws->loop_prev != NULL)
        ws->loop_prev->loop_next = ws->loop_next;
    else
        loop->websockets = ws->loop_next;
    if (ws->loop_next != NULL)
        ws->loop_next->loop_prev = ws->loop_prev;
}

static void websocket_end(struct websocket *ws)
{
    loop_leave(ws);
    websocket_over(ws);
}

/* What the client's bytes ask to be sent. An end that both sides have named is one. */
static void taken_answer(struct websocket *ws, const struct ws_taken *taken)
{
    struct http_body *frames = taken->frames.len > 0 ? http_body_new(taken->frames) : NULL;
    if (taken->is_over) {
        ws->is_read_over = true;
        assert(frames != NULL);
        (void)pthread_mutex_lock(&ws->lock);
        close_send(ws, frames);
        (void)pthread_mutex_unlock(&ws->lock);
    } else if (frames != NULL) {
        (void)websocket_push(ws, frames);
    }
    http_body_unref(frames);
}

static void bytes_take(struct websocket *ws, struct sv bytes)
{
    char room[WS_ANSWER_MAX_BYTES];
    ws->heard_ms = ws->loop->now_ms;
    while (bytes.len > 0 && !ws->is_read_over) {
        struct ws_taken taken;
        struct sv piece = sv_sub(bytes, 0, WS_READ_MAX_BYTES);
        bytes = sv_from_offset(bytes, piece.len);
        ws_reader_take(&ws->reader, piece, ws->owner.text, ws->owner.arg, room, &taken);
        ws->frame_count += taken.frame_count;
        taken_answer(ws, &taken);
        if (!ws->is_read_over && ws->frame_count > WEBSOCKET_FRAMES_MAX) {
            ws->is_read_over = true;
            websocket_close(ws, WS_CLOSE_POLICY);
        }
    }
}

/* False when the client is gone. What comes behind a close frame is thrown away. */
static bool socket_read(struct websocket *ws)
{
    char bytes[WS_READ_MAX_BYTES];
    for (int i = 0; i < READS_MAX; i++) {
        ssize_t len = recv(ws->fd, bytes, sizeof bytes, MSG_DONTWAIT);
        if (len < 0)
            return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
        if (len == 0)
            return false;
        bytes_take(ws, sv_make(bytes, (size_t)len));
    }
    return true;
}

/* Both sides have said goodbye, and all of it is on its way. */
static bool is_finished(struct websocket *ws)
{
    (void)pthread_mutex_lock(&ws->lock);
    bool is_sent = ws->is_closing && ws->count == 0;
    bool is_finished = ws->is_dropped || (is_sent && ws->is_read_over);
    (void)pthread_mutex_unlock(&ws->lock);
    return is_finished;
}

void websocket_ready(struct websocket *ws, unsigned epoll_events)
{
    bool is_gone = (epoll_events & (EPOLLERR | EPOLLHUP)) != 0;
    if (!is_gone && (epoll_events & EPOLLOUT) != 0) {
        (void)pthread_mutex_lock(&ws->lock);
        queue_flush(ws);
        (void)pthread_mutex_unlock(&ws->lock);
    }
    if (!is_gone && (epoll_events & (EPOLLIN | EPOLLRDHUP)) != 0)
        is_gone = !socket_read(ws);
    if (is_gone || is_finished(ws))
        websocket_end(ws);
}

/* Our own descriptor of the connection, watched by the loop; false when there is none to be had. */
static bool socket_take(struct websocket *ws, struct loop *loop, int fd)
{
    int on = 1;
    int own = fcntl(fd, F_DUPFD_CLOEXEC, 3);
    if (own < 0)
        return false;
    (void)setsockopt(own, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    (void)pthread_mutex_lock(&ws->lock);
    struct epoll_event event = { .events = EPOLLIN | EPOLLRDHUP, .data = { .ptr = ws } };
    ws->epoll_fd = loop->epoll_fd;
    bool is_watched = epoll_ctl(loop->epoll_fd, EPOLL_CTL_ADD, own, &event) == 0;
    ws->fd = is_watched ? own : -1;
    queue_flush(ws);
    (void)pthread_mutex_unlock(&ws->lock);
    if (!is_watched)
        (void)close(own);
    return is_watched;
}

/* The library hands the connection over. It forgets it at once: kept, it would take its whole memory, and each resume
 * would walk over it. */
static void on_upgrade(void *cls, struct MHD_Connection *mhd, void *req_cls, const char *extra,
                       size_t extra_len, MHD_socket fd, struct MHD_UpgradeResponseHandle *handle)
{
    UNUSED(cls);
    UNUSED(mhd);
    struct exchange *ex = req_cls;
    struct loop *loop = ex->loop;
    struct websocket *ws = ex->response.websocket;
    ex->response.websocket = NULL; /* its reference is the connection's now */
    ws->heard_ms = ws->pinged_ms = loop->now_ms;
    loop_join_socket(loop, ws);
    bool is_taken = socket_take(ws, loop, fd);
    if (is_taken)
        bytes_take(ws, sv_make(extra, extra_len)); /* they are the library's */
    (void)MHD_upgrade_action(handle, MHD_UPGRADE_ACTION_CLOSE);
    loop->must_run_again = true;
    if (loop->is_draining)
        websocket_close(ws, WS_CLOSE_GOING_AWAY);
    if (!is_taken || is_finished(ws))
        websocket_end(ws);
}

struct MHD_Response *websocket_answer_new(struct exchange *ex)
{
    UNUSED(ex);
    return MHD_create_response_for_upgrade(on_upgrade, NULL);
}

/* Did who should have answered a ping or a close frame not do so? */
static bool is_late(struct websocket *ws, int64_t now_ms)
{
    (void)pthread_mutex_lock(&ws->lock);
    bool is_late = ws->is_closing && now_ms - ws->closing_ms >= CLOSE_WAIT_MS;
    (void)pthread_mutex_unlock(&ws->lock);
    return is_late;
}

/* False when the last ping was not answered. */
static bool ping(struct websocket *ws, int64_t now_ms, struct http_body **frame)
{
    if (ws->heard_ms < ws->pinged_ms)
        return false;
    if (*frame == NULL)
        *frame = ws_frame_ping();
    ws->pinged_ms = now_ms;
    ws->frame_count = 0;
    (void)websocket_push(ws, *frame);
    return true;
}

void websocket_beat(struct loop *loop, int64_t now_ms)
{
    struct http_body *frame = NULL;
    struct websocket *next = NULL;
    for (struct websocket *ws = loop->websockets; ws != NULL; ws = next) {
        next = ws->loop_next;
        bool is_due = now_ms - ws->pinged_ms >= loop->server->config.ping_ms;
        if (is_late(ws, now_ms) || (is_due && !ping(ws, now_ms, &frame)))
            websocket_end(ws);
    }
    http_body_unref(frame);
}

void websocket_close_all(struct loop *loop)
{
    for (struct websocket *ws = loop->websockets; ws != NULL; ws = ws->loop_next)
        websocket_close(ws, WS_CLOSE_GOING_AWAY);
}

void websocket_drop_all(struct loop *loop)
{
    while (loop->websockets != NULL)
        websocket_end(loop->websockets);
}
