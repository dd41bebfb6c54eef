/* A peer for tests: a small HTTP server on every address of 127.0.0.0/8, in threads of this
 * program.
 *
 * The path says how it behaves:
 *   /ok            200, application/activity+json, {"ok":true}
 *   /echo          200, text/plain, the head of the request as it came
 *   /status/NNN    that status, with Retry-After: 7
 *   /to/URL        302 to URL (the rest of the path, as it stands)
 *   /loop          302 to itself
 *   /hops/N        302 to /hops/N-1; /hops/0 is /ok
 *   /drip          a byte now and then, without end
 *   /silent        no answer at all
 *   /huge          a body without end, no length given
 *   /announced     a Content-Length of 1 GiB
 *   /bomb          16 MiB of zeros, gzip-compressed
 *   /gzip          {"ok":true}, gzip-compressed
 *   /heads         headers without end
 *   /junk          something that is not HTTP
 *   /slow          /ok after 50 ms
 */
#pragma once

#include <stdatomic.h>
#include <stddef.h>

struct peer {
    int port;
    atomic_int requests;      /* answered so far */
    atomic_int connections;   /* accepted so far */
    atomic_int active;        /* requests being answered now */
    atomic_int active_most;   /* the most at once */
    atomic_size_t body_bytes; /* of requests */
    int listener;
    struct peer_thread *acceptor;
};

/** Start it; it lives until peer_stop. */
void peer_start(struct peer *p);
void peer_stop(struct peer *p);
