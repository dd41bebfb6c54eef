/* Delivery: the thread that sends. */
#include "fed/delivery.h"

#include <pthread.h>

#include "base/clock.h"
#include "base/heap.h"
#include "base/log.h"
#include "fed/outbox.h"
#include "service/engine.h"

#define FAILED_MS (5 * MS_PER_SECOND) /* the store failed: look again */

enum err fed_delivery_run(struct ctx *ctx, const struct fed_post_transport *transport,
                          int64_t *out_sent)
{
    struct fed_outbox outbox;
    enum err err = ERR_OK;
    fed_outbox_init(&outbox, transport);
    while (err == ERR_OK && fed_outbox_is_busy(&outbox)) {
        ctx->now_ms = clock_now_ms();
        ARENA_SCOPE (ctx->arena)
            err = fed_outbox_step(ctx, &outbox, true);
        engine_end_reading(ctx);
    }
    if (err == ERR_OK && out_sent != NULL)
        *out_sent = outbox.sent;
    fed_outbox_done(&outbox);
    return err;
}

struct fed_delivery {
    struct fed_delivery_options options;
    struct fed_outbox outbox;
    pthread_t thread;
};

static enum err look(struct fed_delivery *d, bool is_eager)
{
    struct arena arena;
    arena_init(&arena, d->options.arena_bytes);
    struct ctx ctx = { .arena = &arena, .now_ms = clock_now_ms() };
    d->options.setup(d->options.arg, &ctx);
    enum err err = fed_outbox_step(&ctx, &d->outbox, is_eager);
    if (err != ERR_OK)
        log_debug("deliveries: %s: %s", err_row(err)->name, ctx.error.detail);
    d->options.finish(d->options.arg, &ctx);
    arena_done(&arena);
    return err;
}

static void *work(void *arg)
{
    struct fed_delivery *d = arg;
    int64_t wait_ms = 0;
    while (fed_outbox_wait(&d->outbox, wait_ms)) {
        enum err err = look(d, false);
        wait_ms = err == ERR_OK ? fed_outbox_rest_ms(&d->outbox) : FAILED_MS;
    }
    fed_outbox_drain(&d->outbox);
    /* What cannot be recorded now is sent again after the start. */
    (void)look(d, true);
    return NULL;
}

enum err fed_delivery_start(const struct fed_delivery_options *options, struct fed_delivery **out)
{
    struct fed_delivery *d = heap_new(sizeof *d);
    d->options = *options;
    fed_outbox_init(&d->outbox, &options->transport);
    if (pthread_create(&d->thread, NULL, work, d) != 0) {
        fed_outbox_done(&d->outbox);
        heap_free(d);
        return ERR_INTERNAL;
    }
    *out = d;
    return ERR_OK;
}

void fed_delivery_wake(struct fed_delivery *d)
{
    fed_outbox_wake(&d->outbox);
}

void fed_delivery_stop(struct fed_delivery *d)
{
    if (d == NULL)
        return;
    fed_outbox_stop(&d->outbox);
    if (d->options.transport.stop != NULL)
        d->options.transport.stop(d->options.transport.arg);
    pthread_join(d->thread, NULL);
}

void fed_delivery_free(struct fed_delivery *d)
{
    if (d == NULL)
        return;
    fed_outbox_done(&d->outbox);
    heap_free(d);
}
