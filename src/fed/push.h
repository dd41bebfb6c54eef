/* Push: the thread that sends notifications to the push services of apps.
 *
 * What is due stands in the store (store/push.h) and stays until an answer came, so a crash sends again at most what was under
 * way. A subscription has one message under way and a person a few, so who is slow or silent keeps only a few places, and
 * after a failure waits longer each time. Deliveries between servers have their own connections.
 *
 * Spec: RFC 8030
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"
#include "fed/post.h"
#include "service/send_push.h"

struct fed_push;

struct fed_push_options {
    struct fed_post_transport transport;
    /* Write a message, at most FED_PUSH_MESSAGE_BYTES_MAX; ctx->viewer is whom the app belongs to. */
    enum err (*render)(struct ctx *ctx, const struct push_message *message, struct sv *out);
    size_t arena_bytes;                         /* of one round */
    void (*setup)(void *arg, struct ctx *ctx);  /* put the parts into the ctx, for each round */
    void (*finish)(void *arg, struct ctx *ctx); /* give leases back */
    void *arg;
};

/**
 * Start the thread.
 *
 * out      to be stopped with fed_push_stop, then freed
 *
 * Returns  ERR_INTERNAL  no thread
 */
MUST_USE enum err fed_push_start(const struct fed_push_options *options, struct fed_push **out);

/** Something may be due: look now. Thread: any. */
void fed_push_wake(struct fed_push *p);

/** End what is under way, which stays due, and join the thread. It may be woken still, without effect. Accepts NULL. */
void fed_push_stop(struct fed_push *p);

/** After fed_push_stop, when nobody wakes it any more. Accepts NULL. */
void fed_push_free(struct fed_push *p);

/**
 * Send everything that is due on the calling thread, until nothing is: for tests.
 *
 * options   transport and render alone; transport gives each result before submit returns
 * out_sent  how many requests were made; may be NULL
 *
 * Returns  ERR_DB …; failures of others are recorded, not returned
 */
MUST_USE enum err fed_push_run(struct ctx *ctx, const struct fed_push_options *options,
                               int64_t *out_sent);
