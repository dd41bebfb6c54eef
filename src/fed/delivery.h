/* Delivery: the thread that sends what is due (fed/outbox.h).
 *
 * An activity is written and digested once for many inboxes and signed for each. What is under way is a window
 * (fed/window.h): what a crash may do is send again what was in it, which receivers pass over; nothing is lost. Failures are
 * tried again for three days, Deletes for thirty; hosts that do not answer are parked.
 *
 * Spec: ActivityPub 7.1; the section on delivery in FEDERATION
 */
#pragma once

#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "fed/post.h"

struct fed_delivery;

struct fed_delivery_options {
    struct fed_post_transport transport;
    size_t arena_bytes;                         /* of one round */
    void (*setup)(void *arg, struct ctx *ctx);  /* put the parts into the ctx, for each round */
    void (*finish)(void *arg, struct ctx *ctx); /* give leases back */
    void *arg;
};

/**
 * Start the thread.
 *
 * out      to be stopped with fed_delivery_stop, then freed
 *
 * Returns  ERR_INTERNAL  no thread
 */
MUST_USE enum err fed_delivery_start(const struct fed_delivery_options *options,
                                     struct fed_delivery **out);

/** There is something new to send: look now. Thread: any. */
void fed_delivery_wake(struct fed_delivery *d);

/** End what is under way, keep it for the next start, join the thread. It may be woken still, without effect. Accepts NULL. */
void fed_delivery_stop(struct fed_delivery *d);

/** After fed_delivery_stop, when nobody wakes it any more. Accepts NULL. */
void fed_delivery_free(struct fed_delivery *d);

/**
 * Send everything that is due on the calling thread, until nothing is: for tests.
 *
 * transport  gives each result before submit returns
 * out_sent   how many requests were made; may be NULL
 *
 * Returns  ERR_DB …; failures of others are kept or dropped, not returned
 */
MUST_USE enum err fed_delivery_run(struct ctx *ctx, const struct fed_post_transport *transport,
                                   int64_t *out_sent);
