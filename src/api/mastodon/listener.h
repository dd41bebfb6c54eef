/* Listener: one open event stream of an app, whatever carries it, and the threads that serve listeners. Private to the
 * streaming part; streaming.h starts and stops the threads.
 *
 * What comes (events, requests of the app) waits in the listener's queue until a thread serves it. One listener is served
 * by one thread at a time.
 */
#pragma once

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include "api/mastodon/streaming.h"
#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "http/body.h"
#include "http/request.h"
#include "stream/stream.h"

struct listener;

/* What waits: an event, the app's own words, or the news that a channel is gone. */
struct waiting {
    struct stream_event *event;       /* or NULL */
    struct http_body *text;           /* or NULL */
    enum stream_channel_kind channel; /* where it came, or which is gone */
    int64_t channel_id;
    struct http_body *channel_name; /* NULL where the channel has none */
};

/* How a listener is carried. */
struct listener_kind {
    void (*serve)(struct listener *l, const struct waiting *waiting); /* on a thread */
    void (*close)(struct listener *l,
                  enum stream_end why); /* its connection; `listener_gone` follows */
    void (*free)(struct listener *l);   /* give up the connection, and the listener itself */
};

/* Part of what carries it. `lock` of its streaming guards everything that changes. */
struct listener {
    const struct listener_kind *kind;
    struct streaming *streaming;
    struct listener *next_ready;
    struct listener *prev; /* all of them */
    struct listener *next;
    struct viewer viewer;
    struct stream_sub *sub;
    struct waiting *queue; /* heap, a ring that grows up to STREAMING_QUEUE_MAX; NULL at first */
    size_t cap;            /* power of two, or 0 */
    size_t first;
    size_t count;
    enum stream_end why;
    bool is_open;      /* its connection is there: it may be served */
    bool is_scheduled; /* in the list of the ready, or with a thread */
    bool is_ended;     /* its subscription is over: close the connection */
    bool is_gone;      /* the connection is over: free it */
};

struct streaming {
    struct streaming_options options;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct listener *ready_first;
    struct listener *ready_last;
    struct listener *all;
    bool is_stopping;
    pthread_t threads[STREAMING_THREADS_MAX];
    unsigned thread_count;
};

/**
 * Begin to listen, in no channel yet; what comes waits until listener_open.
 *
 * l        zeroed, on the heap
 *
 * Returns  ERR_BUSY  as many as allowed are open; `l` is to be freed with listener_free all the same
 */
MUST_USE enum err listener_init(struct listener *l, struct streaming *s,
                                const struct listener_kind *kind, const struct viewer *viewer);

/** Its connection is made: what waits is served. */
void listener_open(struct listener *l);

/** Stop listening and free it; no thread and no connection knows it. */
void listener_free(struct listener *l);

/** The connection is over: a thread frees it. Nothing locked. Thread: any. */
void listener_gone(struct listener *l);

/**
 * What an event is told as, to this listener: decided and rendered now, on loaded rows.
 *
 * out      in the arena
 *
 * Returns  ERR_NOT_FOUND  nothing is told. Other errors are passed over too: a stream is a convenience, apps poll besides
 */
MUST_USE enum err streaming_payload(struct listener *l, struct arena *a,
                                    const struct waiting *waiting, struct sv *out);

/** The app said something. Who says more than is served is ended. Thread: any. */
void listener_text(struct listener *l, struct sv text);

/**
 * Ask again who asks, once a subscription stands: a token that ended before that has not ended it.
 *
 * Returns  as api_authenticate and route_admits
 */
MUST_USE enum err listener_check(struct ctx *ctx, struct http_request *req);
