/* One event loop: a daemon of the library, turned by our own epoll. Private to http.
 *
 * Traps this file lives with (measured, see README.md): the library's own threads stall, so the
 * loop is ours; a resume from another thread wakes nobody, so finished answers come over a queue
 * and an eventfd; each resume walks all suspended connections of the daemon, so event streams have
 * a daemon of their own where a socket for them is given.
 */
#pragma once

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "http/exchange.h"
#include "http/server.h"

struct MHD_Daemon;
struct sse_stream;
struct websocket;

/* A connection, for the deadlines that the library does not keep. Loop thread only. */
struct conn {
    struct conn *prev;
    struct conn *next;
    int fd;
    int64_t deadline_ms;   /* monotonic; 0 = none */
    int64_t idle_since_ms; /* monotonic; 0 = a request is under way */
};

struct loop {
    struct http_server *server;
    struct MHD_Daemon *daemon;
    int listen_fd; /* the library's, until it is quiesced; -1 afterwards */
    int epoll_fd;
    int event_fd;
    pthread_t thread;
    bool has_thread;

    pthread_mutex_t lock; /* the resume queue */
    struct exchange *resume_first;
    struct exchange *resume_last;

    /* Loop thread only. */
    struct exchange *free_list;
    unsigned free_count;
    struct conn *conns;
    struct sse_stream *streams;
    struct websocket *websockets;
    bool must_run_again;      /* the library has something left to tidy up */
    unsigned suspended_count; /* exchanges at workers */
    int64_t swept_ms;
    int64_t now_ms; /* monotonic, refreshed each turn */
    int64_t drain_until_ms;
    bool is_draining;
    int64_t library_logged_ms;
};

/**
 * Prepare a loop on a listening socket, which it takes over on success.
 *
 * pool_bytes  the library's memory per connection
 *
 * Returns  ERR_IO  a descriptor or the daemon could not be had
 */
MUST_USE enum err loop_init(struct loop *loop, struct http_server *server, int listen_fd,
                            size_t pool_bytes);

/** Start its thread. Returns ERR_IO when there is none to be had. */
MUST_USE enum err loop_start(struct loop *loop);

/** Wait for its thread, which ends when the server stops. */
void loop_join(struct loop *loop);

/** Free what init made; after join. Accepts a zeroed loop. */
void loop_done(struct loop *loop);

/** Let the loop look up. Thread: any. */
void loop_wake(struct loop *loop);

/** Hand a suspended exchange back to its loop. Thread: any. */
void loop_resume(struct exchange *ex);

/** An exchange for a new request. Thread: the loop's. */
struct exchange *loop_exchange_take(struct loop *loop);

/** Give it back. Thread: the loop's. */
void loop_exchange_give(struct exchange *ex);
