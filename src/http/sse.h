/* Server-sent events: answers that stay open, fed from any thread.
 *
 * A handler opens a stream; whoever owns it pushes bytes and closes it. A stream holds at most
 * SSE_QUEUE_MAX_BYTES that its reader has not taken; a slower reader is dropped, never waited for.
 * The same http_body may wait in any number of streams, so a broadcast costs no copies. A vanished
 * client is found at the next write, so the heartbeat reaps it.
 *
 * A stream is counted: the connection and the owner hold one reference each. Memory: under 1 KB
 * beside the connection.
 *
 * Spec: HTML standard, server-sent events; client API sheet section 10.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/id.h"
#include "http/body.h"
#include "http/request.h"
#include "http/response.h"

#define SSE_QUEUE_MAX_BYTES ((size_t)256 << 10)
#define SSE_QUEUE_MAX_COUNT 256

struct exchange;
struct loop;
struct sse_stream;

/* Who has the stream, and what to do when the client is gone. */
struct sse_owner {
    struct account_id account;
    struct token_id token;
    /* Called once when the connection is over, with nothing locked: unsubscribe here. On a loop's thread, or on the
     * handler's when the answer could not be sent. May be NULL. `arg` is not in the arena. */
    void (*gone)(void *arg);
    void *arg;
};

/**
 * Make the answer of a request an event stream.
 *
 * owner    copied
 * out      one reference, to be given up with sse_unref (usually in `gone`)
 *
 * Returns  ERR_BUSY  the server has no room for another stream
 *          ERR_RATE  this account has too many open
 */
MUST_USE enum err sse_open(struct http_request *req, struct http_response *res,
                           const struct sse_owner *owner, struct sse_stream **out);

/**
 * Send bytes: one or more whole events ("event: update\ndata: …\n\n").
 *
 * body     borrowed; a reference is taken
 *
 * Returns  false when the stream is over (client gone, closed, or dropped as too slow)
 * Thread   any
 */
bool sse_push(struct sse_stream *stream, struct http_body *body);

/** End the stream; what is queued is still sent. Thread: any. */
void sse_close(struct sse_stream *stream);

/** One reference more. Thread: any. */
struct sse_stream *sse_ref(struct sse_stream *stream);

/** Give up a reference. NULL is accepted. Thread: any. */
void sse_unref(struct sse_stream *stream);

/* Private to http from here on. */
struct MHD_Response;

/** The library's answer for an exchange whose response is a stream; joins it to the loop. Thread:
 * the loop's. */
struct MHD_Response *sse_answer_new(struct exchange *ex);

/** The connection is over, or never was. Thread: any that has the exchange. */
void sse_connection_over(struct sse_stream *stream);

/** Heartbeats that are due. Thread: the loop's. */
void sse_beat(struct loop *loop, int64_t now_ms);

/** End all streams of the loop. Thread: the loop's. */
void sse_close_all(struct loop *loop);
