/* Server-sent events.
 *
 * Locks, always in this order: hub, stream, loop's resume queue. The library calls `stream_fill` on
 * the loop's thread; it suspends the connection under the stream's lock, and whoever pushes next
 * sees `is_asleep` under the same lock, so no wake-up is lost and none comes before the suspend.
 */
#include "http/sse.h"

#include <microhttpd.h>
#include <stdatomic.h>
#include <stddef.h>

#include "base/clock.h"
#include "base/heap.h"
#include "http/hub.h"
#include "http/state.h"

/* A comment line: ignored by clients, seen by the network. */
#define HEARTBEAT ":thump\n" /* no blank line: Mastodon.py takes one for the end of an event */
/* Copied at a time into the connection's memory. */
#define BLOCK_BYTES 1024
#define QUEUE_MIN_COUNT 4

struct piece {
    struct http_body *body;
    size_t sent;
};

struct sse_stream {
    atomic_int refs;
    struct sse_owner owner;
    struct hub_member member;

    /* Loop thread only. */
    struct exchange *exchange; /* NULL before the answer is queued and after it is over */
    struct sse_stream *loop_prev;
    struct sse_stream *loop_next;
    int64_t beat_ms;

    pthread_mutex_t lock;
    struct piece *queue; /* heap, a ring that grows up to SSE_QUEUE_MAX_COUNT; NULL at first */
    unsigned cap;        /* power of two, or 0 */
    unsigned first;
    unsigned count;
    size_t queued_bytes;
    bool is_asleep;  /* the connection is suspended */
    bool is_closing; /* no further push; ends when the queue is empty */
    bool is_dropped; /* ends at once */
};

static struct sse_stream *stream_of(struct hub_member *member)
{
    return (struct sse_stream *)((char *)member - offsetof(struct sse_stream, member));
}

static void member_close(struct hub_member *member)
{
    sse_close(stream_of(member));
}

static void queue_clear(struct sse_stream *stream)
{
    for (; stream->count > 0; stream->count--) {
        http_body_unref(stream->queue[stream->first].body);
        stream->first = (stream->first + 1) % stream->cap;
    }
    stream->queued_bytes = 0;
}

struct sse_stream *sse_ref(struct sse_stream *stream)
{
    atomic_fetch_add_explicit(&stream->refs, 1, memory_order_relaxed);
    return stream;
}

void sse_unref(struct sse_stream *stream)
{
    if (stream == NULL || atomic_fetch_sub_explicit(&stream->refs, 1, memory_order_acq_rel) != 1)
        return;
    queue_clear(stream);
    heap_free(stream->queue);
    (void)pthread_mutex_destroy(&stream->lock);
    heap_free(stream);
}

enum err sse_open(struct http_request *req, struct http_response *res,
                  const struct sse_owner *owner, struct sse_stream **out)
{
    struct http_server *server = req->exchange->loop->server;
    struct sse_stream *stream = heap_new(sizeof *stream);
    atomic_init(&stream->refs, 1);
    stream->owner = *owner;
    stream->member = (struct hub_member){ .account = owner->account,
                                          .token = owner->token,
                                          .close = member_close };
    (void)pthread_mutex_init(&stream->lock, NULL);
    enum err err = hub_join(&server->hub, &stream->member, &server->config);
    if (err != ERR_OK) {
        sse_unref(stream);
        return fail(req->ctx, err, "too many event streams");
    }
    http_response_header(res, "Content-Type", SV("text/event-stream"));
    http_response_header(res, "Cache-Control", SV("private, no-store"));
    http_response_header(res, "X-Accel-Buffering", SV("no"));
    res->content = HTTP_CONTENT_STREAM;
    res->stream = sse_ref(stream);
    *out = stream;
    return ERR_OK;
}

/* Wake the connection; with the stream's lock held. */
static void stream_wake(struct sse_stream *stream)
{
    if (!stream->is_asleep)
        return;
    stream->is_asleep = false;
    loop_resume(stream->exchange);
}

/* Room for one piece more; an idle stream has none. */
static void queue_grow(struct sse_stream *stream)
{
    if (stream->count < stream->cap)
        return;
    unsigned cap = stream->cap == 0 ? QUEUE_MIN_COUNT : stream->cap * 2;
    struct piece *queue = heap_new(cap * sizeof *queue);
    for (unsigned i = 0; i < stream->count; i++)
        queue[i] = stream->queue[(stream->first + i) % stream->cap];
    heap_free(stream->queue);
    stream->queue = queue;
    stream->cap = cap;
    stream->first = 0;
}

bool sse_push(struct sse_stream *stream, struct http_body *body)
{
    (void)pthread_mutex_lock(&stream->lock);
    bool is_full = stream->count == SSE_QUEUE_MAX_COUNT ||
                   stream->queued_bytes + body->len > SSE_QUEUE_MAX_BYTES;
    bool is_over = stream->is_closing || stream->is_dropped;
    if (!is_over && is_full) {
        stream->is_dropped = true;
        is_over = true;
        stream_wake(stream);
    } else if (!is_over && body->len > 0) {
        queue_grow(stream);
        unsigned at = (stream->first + stream->count++) % stream->cap;
        stream->queue[at] = (struct piece){ http_body_ref(body), 0 };
        stream->queued_bytes += body->len;
        stream_wake(stream);
    }
    (void)pthread_mutex_unlock(&stream->lock);
    return !is_over;
}

void sse_close(struct sse_stream *stream)
{
    (void)pthread_mutex_lock(&stream->lock);
    stream->is_closing = true;
    stream_wake(stream);
    (void)pthread_mutex_unlock(&stream->lock);
}

/* Copy what is queued, with the lock held. */
static size_t queue_copy(struct sse_stream *stream, char *out, size_t max)
{
    size_t done = 0;
    while (stream->count > 0 && done < max) {
        struct piece *piece = &stream->queue[stream->first];
        size_t len = piece->body->len - piece->sent;
        if (len > max - done)
            len = max - done;
        memcpy(out + done, piece->body->bytes + piece->sent, len);
        done += len;
        piece->sent += len;
        stream->queued_bytes -= len;
        if (piece->sent < piece->body->len)
            break;
        http_body_unref(piece->body);
        stream->first = (stream->first + 1) % stream->cap;
        stream->count--;
    }
    return done;
}

/* The library asks for bytes. */
static ssize_t stream_fill(void *cls, uint64_t position, char *out, size_t max)
{
    UNUSED(position);
    struct sse_stream *stream = cls;
    ssize_t result = MHD_CONTENT_READER_END_OF_STREAM;
    (void)pthread_mutex_lock(&stream->lock);
    if (stream->count > 0 && !stream->is_dropped) {
        result = (ssize_t)queue_copy(stream, out, max);
        stream->beat_ms = clock_monotonic_ms();
    } else if (!stream->is_closing && !stream->is_dropped) {
        MHD_suspend_connection(stream->exchange->mhd);
        stream->is_asleep = true;
        result = 0;
    }
    (void)pthread_mutex_unlock(&stream->lock);
    return result;
}

struct MHD_Response *sse_answer_new(struct exchange *ex)
{
    struct sse_stream *stream = ex->response.stream;
    struct MHD_Response *answer =
        MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, BLOCK_BYTES, stream_fill, stream, NULL);
    if (answer == NULL)
        return NULL;
    stream->exchange = ex;
    stream->beat_ms = clock_monotonic_ms();
    stream->loop_next = ex->loop->streams;
    if (stream->loop_next != NULL)
        stream->loop_next->loop_prev = stream;
    ex->loop->streams = stream;
    return answer;
}

/* Take the stream out of its loop's list. */
static void loop_leave(struct sse_stream *stream)
{
    struct loop *loop = stream->exchange->loop;
    if (stream->loop_prev != NULL)
        stream->loop_prev->loop_next = stream->loop_next;
    else
        loop->streams = stream->loop_next;
    if (stream->loop_next != NULL)
        stream->loop_next->loop_prev = stream->loop_prev;
}

void sse_connection_over(struct sse_stream *stream)
{
    (void)pthread_mutex_lock(&stream->lock);
    stream->is_dropped = true;
    stream->is_asleep = false;
    (void)pthread_mutex_unlock(&stream->lock);
    if (stream->exchange != NULL)
        loop_leave(stream);
    stream->exchange = NULL;
    hub_leave(&stream->member);
    if (stream->owner.gone != NULL)
        stream->owner.gone(stream->owner.arg);
    sse_unref(stream);
}

void sse_beat(struct loop *loop, int64_t now_ms)
{
    struct http_body *beat = NULL;
    for (struct sse_stream *s = loop->streams; s != NULL; s = s->loop_next) {
        /* beat_ms is written by this thread only. */
        if (now_ms - s->beat_ms < loop->server->config.heartbeat_ms)
            continue;
        if (beat == NULL)
            beat = http_body_new(SV(HEARTBEAT));
        s->beat_ms = now_ms;
        (void)sse_push(s, beat);
    }
    http_body_unref(beat);
}

void sse_close_all(struct loop *loop)
{
    for (struct sse_stream *s = loop->streams; s != NULL; s = s->loop_next)
        sse_close(s);
}
