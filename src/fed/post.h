/* Post: the way out for signed requests, each on its own.
 *
 * Spec: the section on delivery in FEDERATION
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"
#include "net/send.h"

/* One request, and what became of it. Whoever submits it keeps it until done() was called. */
struct fed_post {
    struct sv url;
    const struct net_header *headers; /* until submit returns */
    size_t header_count;
    struct net_bytes *body; /* until submit returns; the transport holds it for longer */
    /* Called once, on any thread, perhaps before submit returns: err, status and retry_after_s are set. Must be quick. */
    void (*done)(struct fed_post *post);
    void *arg;      /* for done */
    enum err err;   /* of net_sent */
    int64_t status; /* 0 = no answer */
    int64_t retry_after_s;
};

/* The way out for posts, which a test replaces. */
struct fed_post_transport {
    /* Hand one over, without waiting for the network. After an error, done() is not called. */
    enum err (*submit)(void *arg, struct arena *a, struct fed_post *post);
    void (*stop)(
        void *arg); /* end what is under way: every post is done when it returns. May be NULL */
    void *arg;
};

struct fed_poster;

/**
 * A poster over net's delivery engine.
 *
 * net      outlives it
 * out      to be freed with fed_poster_free
 *
 * Returns  ERR_INTERNAL  no thread
 */
MUST_USE enum err fed_poster_new(struct net *net, struct fed_poster **out);

/** Accepts NULL. */
void fed_poster_free(struct fed_poster *p);

struct fed_post_transport fed_poster_transport(struct fed_poster *p);
