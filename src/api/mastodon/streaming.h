/* Streaming: what open event streams are told, rendered for each listener as its own viewer when it is sent.
 *
 * Services publish ids (stream/stream.h). An event waits in its listener's queue until a thread of this part renders it:
 * visibility, blocks, filters and erasure are decided then, on loaded rows, so nothing is shown that was taken back
 * meanwhile. One listener is served by one thread at a time, so its events keep their order.
 *
 * Bounded: STREAMING_QUEUE_MAX ids a listener (who does not keep up is disconnected), about 1 KB each besides; as many
 * listeners as the stream room and the server let in. Freed when the connection is over, at the latest by
 * streaming_stop.
 *
 * Spec: Mastodon API, streaming.
 */
#pragma once

#include <stddef.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"

#define STREAMING_QUEUE_MAX 64
#define STREAMING_THREADS_MAX 64

struct streaming;

struct streaming_options {
    unsigned thread_count; /* 1 … STREAMING_THREADS_MAX */
    size_t arena_bytes;    /* for one event */
    struct stream *stream; /* borrowed; outlives it */
    /* As in struct http_hooks: put the parts into a ctx, give back what was leased. */
    void (*setup)(void *arg, struct ctx *ctx);
    void (*finish)(void *arg, struct ctx *ctx);
    void *arg;
};

/**
 * Start the threads. Its place is engine.streaming.
 *
 * out      to be ended with streaming_stop
 *
 * Returns  ERR_IO  a thread could not be had
 */
MUST_USE enum err streaming_start(struct ctx *ctx, const struct streaming_options *options,
                                  struct streaming **out);

/** End the threads and free what is left; after the HTTP server has stopped. NULL is accepted. */
void streaming_stop(struct streaming *streaming);
