/* Post: many signed requests at once, and the wait for all of them.
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

/* One request, and what became of it. */
struct fed_post {
    struct sv url;
    const struct net_header *headers;
    size_t header_count;
    enum err err;   /* of net_sent; set by the send */
    int64_t status; /* 0 = no answer */
    int64_t retry_after_s;
};

/* The way out for posts, which a test replaces: sends them all and returns when each has its result. */
struct fed_post_transport {
    void (*send)(void *arg, struct arena *a, struct fed_post *posts, size_t count, struct sv body);
    void (*stop)(void *arg); /* end what is under way; send() returns soon. May be NULL */
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
