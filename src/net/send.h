/* The delivery engine: many POSTs at once, in one thread.
 *
 * Posts wait in one queue a host; hosts take turns, so that a slow one keeps only its own share of
 * the connections. The clock of a request starts when it starts, not while it waits. No redirects,
 * no retries: what becomes of a failure is decided by whoever asked.
 *
 * Bound: queue_max posts (about 1 KiB each with headers, bodies shared), total_max transfers (about
 * 40 KiB each) and kept_max open connections.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"
#include "net/bytes.h"
#include "net/net.h"

struct net_sender;

/* Zero means the default. */
struct net_sender_limits {
    size_t total_max;    /* requests under way, default 256 */
    size_t per_host_max; /* requests under way to one host and port, default 3 */
    size_t queue_max;    /* requests waiting or under way, default 4,096 */
    size_t kept_max;     /* connections kept open, default 256 */
};

struct net_post {
    struct sv url;                    /* untrusted */
    const struct net_header *headers; /* copied */
    size_t header_count;
    struct net_bytes *body; /* held by the sender until completion */
    uint64_t id;            /* handed back at completion */
};

/* What became of one post. */
struct net_sent {
    uint64_t id;
    enum err err;          /* as net_fetch; ERR_BUSY when it was cancelled by net_sender_stop */
    int64_t status;        /* 0 = no answer */
    int64_t retry_after_s; /* 0 = none */
    int64_t took_ms;       /* from its start to its end; 0 = never started */
};

/**
 * Start the thread.
 *
 * n        outlives the sender
 * done     called in the sender's thread, once for each accepted post; must be quick, may submit
 *
 * Returns  ERR_INTERNAL   no thread or no handle could be had
 */
MUST_USE enum err net_sender_new(struct net *n, const struct net_sender_limits *limits,
                                 void (*done)(void *arg, const struct net_sent *sent), void *arg,
                                 struct net_sender **out);

/**
 * Hand over one post.
 *
 * scratch  for the time of the call
 *
 * Returns  ERR_BUSY              the queue is full or the sender stops: come back later
 *          ERR_ADDRESS_REFUSED   not an address that may be talked to (a name may still be refused
 * later) ERR_BAD_PARAM         a control character in a header ERR_INTERNAL          the library
 * failed After an error there is no completion. Thread   any
 */
MUST_USE enum err net_sender_submit(struct net_sender *s, struct arena *scratch,
                                    const struct net_post *post);

/**
 * Stop: what waits is cancelled at once, what is under way after grace_ms; then join the thread.
 *
 * Every accepted post has had its completion when this returns. Calling it again is harmless.
 */
void net_sender_stop(struct net_sender *s, int64_t grace_ms);

/** Stop without grace if still running, and free. Accepts NULL. */
void net_sender_free(struct net_sender *s);
