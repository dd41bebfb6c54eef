/* Push. */
#include "fed/push.h"

#include <pthread.h>

#include "base/clock.h"
#include "base/heap.h"
#include "base/log.h"
#include "base/num.h"
#include "crypto/random.h"
#include "fed/push_letter.h"
#include "service/engine.h"
#include "service/push_key.h"

#define PLACES 64
#define PERSON_MAX 4 /* under way of one person */
#define LOOK_MAX (PLACES + 64)
#define IDLE_MS MS_PER_MINUTE
#define FAILED_MS (5 * MS_PER_SECOND) /* the store failed: look again */
#define WAIT_LEAST_MS (15 * MS_PER_SECOND)
#define WAIT_MOST_MS MS_PER_HOUR
#define ASKED_MOST_S (6 * 3600)
#define TRIES_MAX 200 /* eight days, most of them by the hour */

enum place_state {
    PLACE_FREE,
    PLACE_SENDING, /* the transport has it */
    PLACE_SETTLED, /* its outcome is to be recorded */
};

struct place {
    struct fed_post post;
    enum place_state state;
    struct push_outcome outcome; /* without texts */
    struct notification_id before;
    struct place *next_result;
};

struct fed_push {
    struct fed_push_options options;
    struct place places[PLACES];
    int64_t sent;
    int64_t wait_ms; /* until the next look */
    pthread_t thread;
    pthread_mutex_t lock; /* of all below */
    pthread_cond_t changed;
    struct place *results;
    bool is_woken;
    bool is_stopping;
};

static void push_init(struct fed_push *p, const struct fed_push_options *options)
{
    *p = (struct fed_push){ .options = *options };
    pthread_mutex_init(&p->lock, NULL);
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&p->changed, &attributes);
    pthread_condattr_destroy(&attributes);
}

static void push_done(struct fed_push *p)
{
    pthread_cond_destroy(&p->changed);
    pthread_mutex_destroy(&p->lock);
}

/* Any thread. */
static void post_done(struct fed_post *post)
{
    struct place *place = (struct place *)post;
    struct fed_push *p = post->arg;
    pthread_mutex_lock(&p->lock);
    place->next_result = p->results;
    p->results = place;
    pthread_cond_signal(&p->changed);
    pthread_mutex_unlock(&p->lock);
}

/* Fourfold each time, up to an hour, with up to half of it again; longer where the push service says so. */
static int64_t wait_of(int64_t tries, int64_t asked_s)
{
    int64_t wait = WAIT_LEAST_MS;
    for (int64_t i = 1; i < tries && wait < WAIT_MOST_MS; i++)
        wait *= 4;
    wait = num_clamp(wait, WAIT_LEAST_MS, WAIT_MOST_MS);
    wait += crypto_random_below((uint32_t)(wait / 2));
    int64_t asked = num_clamp(asked_s, 0, ASKED_MOST_S) * MS_PER_SECOND;
    return asked > wait ? asked : wait;
}

static void retry_plan(struct place *place, int64_t now_ms)
{
    struct push_outcome *o = &place->outcome;
    o->due.tries++;
    o->due.sent = place->before;
    o->end = o->due.tries > TRIES_MAX ? PUSH_END_GONE : PUSH_END_RETRY;
    o->due_ms = now_ms + wait_of(o->due.tries, place->post.retry_after_s);
}

/* What an answer means. */
static void judge(struct place *place, int64_t now_ms)
{
    enum err err = place->post.err;
    place->state = PLACE_SETTLED;
    place->outcome.end = PUSH_END_PASSED;
    if (err == ERR_OK)
        place->outcome.due.tries = 0;
    else if (err == ERR_BUSY) /* we stop: it is due as before */
        place->state = PLACE_FREE;
    else if (err == ERR_UPSTREAM_GONE || err == ERR_ADDRESS_REFUSED)
        place->outcome.end = PUSH_END_GONE;
    else if (err != ERR_UPSTREAM_REFUSED) /* that message will never be taken, the next one may */
        retry_plan(place, now_ms);
}

static void collect(struct ctx *ctx, struct fed_push *p)
{
    pthread_mutex_lock(&p->lock);
    struct place *results = p->results;
    p->results = NULL;
    p->is_woken = false;
    pthread_mutex_unlock(&p->lock);
    for (; results != NULL; results = results->next_result)
        judge(results, ctx->now_ms);
}

/* out_count: how many there were */
static enum err record(struct ctx *ctx, struct fed_push *p, size_t *out_count)
{
    struct push_outcome outcomes[PLACES];
    size_t count = 0;
    for (size_t i = 0; i < PLACES; i++)
        if (p->places[i].state == PLACE_SETTLED)
            outcomes[count++] = p->places[i].outcome;
    engine_end_reading(ctx);
    TRY(service_record_pushes(ctx, outcomes, count));
    for (size_t i = 0; i < PLACES; i++)
        if (p->places[i].state == PLACE_SETTLED)
            p->places[i].state = PLACE_FREE;
    *out_count += count;
    return ERR_OK;
}

/* A place for one that is due; NULL when it has one, its person has enough of them, or none is free. */
static struct place *place_find(struct fed_push *p, const struct push_subscription *s)
{
    struct place *free_one = NULL;
    size_t person_count = 0;
    for (size_t i = 0; i < PLACES; i++) {
        struct place *place = &p->places[i];
        const struct push_subscription *there = &place->outcome.due.subscription;
        if (place->state == PLACE_FREE)
            free_one = place;
        else if (push_id_eq(there->id, s->id))
            return NULL;
        else
            person_count += account_id_eq(there->owner, s->owner);
    }
    return person_count < PERSON_MAX ? free_one : NULL;
}

static enum err letter_write(struct ctx *ctx, struct fed_push *p, const struct push_due *due,
                             const struct push_message *message, struct fed_push_letter *out)
{
    struct sv text;
    CLEANUP(p256_private_wipe) struct p256_private key = { 0 };
    TRY(p->options.render(ctx, message, &text));
    engine_end_reading(ctx);
    service_push_key(ctx, &key);
    return fed_push_letter_write(ctx->arena, &due->subscription.address, &key,
                                 ctx->engine->site.base, ctx->now_ms, PUSH_LIFE_MS / MS_PER_SECOND,
                                 text, out);
}

static void submit(struct ctx *ctx, struct fed_push *p, struct place *place, struct sv endpoint,
                   const struct fed_push_letter *letter)
{
    struct net_bytes *body = net_bytes_new(letter->body);
    place->state = PLACE_SENDING;
    place->post = (struct fed_post){ .url = endpoint,
                                     .headers = letter->headers,
                                     .header_count = letter->header_count,
                                     .body = body,
                                     .done = post_done,
                                     .arg = p };
    enum err err = p->options.transport.submit(p->options.transport.arg, ctx->arena, &place->post);
    net_bytes_free(body);
    if (err == ERR_OK) {
        p->sent++;
        return;
    }
    place->post.err = err;
    judge(place, ctx->now_ms);
}

/* What cannot be written now never will be, and must not keep what comes behind it. */
static enum err message_send(struct ctx *ctx, struct fed_push *p, struct place *place,
                             const struct push_due *due, const struct push_message *message)
{
    struct fed_push_letter letter;
    enum err err = letter_write(ctx, p, due, message, &letter);
    if (err == ERR_OK)
        submit(ctx, p, place, due->subscription.address.endpoint, &letter);
    else
        place->outcome.end = PUSH_END_PASSED;
    return err != ERR_OK && err_row(err)->retry == ERR_RETRY_RETRY ? err : ERR_OK;
}

/* Numbers alone: the texts end with this round. */
static struct push_due numbers_of(const struct push_due *due)
{
    struct push_due out = *due;
    out.subscription.address = (struct push_address){ 0 };
    out.access_token = (struct sv){ 0 };
    return out;
}

static enum err start(struct ctx *ctx, struct fed_push *p, struct place *place,
                      struct push_due *due)
{
    struct push_message message;
    enum push_step step = PUSH_STEP_END;
    place->before = due->sent;
    TRY(service_next_push(ctx, due, &message, &step));
    place->state = PLACE_SETTLED;
    place->outcome =
        (struct push_outcome){ .due = numbers_of(due),
                               .end = step == PUSH_STEP_END ? PUSH_END_GONE : PUSH_END_PASSED };
    enum err err = step == PUSH_STEP_SEND ? message_send(ctx, p, place, due, &message) : ERR_OK;
    if (err != ERR_OK)
        place->state = PLACE_FREE;
    return err;
}

static enum err start_due(struct ctx *ctx, struct fed_push *p)
{
    struct push_due *list = NULL;
    size_t count = 0;
    enum err err = ERR_OK;
    TRY(store_push_list_due(ctx, LOOK_MAX, &list, &count));
    for (size_t i = 0; i < count && err == ERR_OK; i++) {
        struct place *place = place_find(p, &list[i].subscription);
        if (place == NULL)
            continue;
        ARENA_SCOPE (ctx->arena)
            err = start(ctx, p, place, &list[i]);
    }
    ctx->viewer = (struct viewer){ 0 };
    return err;
}

/* out_is_busy: something was settled, so there may be more to do at once */
static enum err step(struct ctx *ctx, struct fed_push *p, bool *out_is_busy)
{
    size_t settled = 0;
    int64_t due_ms = INT64_MAX;
    collect(ctx, p);
    TRY(record(ctx, p, &settled));
    TRY(start_due(ctx, p));
    TRY(record(ctx, p, &settled));
    TRY(store_push_next_due(ctx, &due_ms));
    engine_end_reading(ctx);
    *out_is_busy = settled > 0;
    p->wait_ms = settled > 0 ? 0 : num_clamp(due_ms - ctx->now_ms, 0, IDLE_MS);
    return ERR_OK;
}

enum err fed_push_run(struct ctx *ctx, const struct fed_push_options *options, int64_t *out_sent)
{
    struct fed_push *p = heap_new(sizeof *p);
    bool is_busy = true;
    enum err err = ERR_OK;
    push_init(p, options);
    while (err == ERR_OK && is_busy) {
        int64_t sent = p->sent;
        ARENA_SCOPE (ctx->arena)
            err = step(ctx, p, &is_busy);
        is_busy |= p->sent != sent;
    }
    if (err == ERR_OK && out_sent != NULL)
        *out_sent = p->sent;
    push_done(p);
    heap_free(p);
    return err;
}

static enum err look(struct fed_push *p)
{
    struct arena arena;
    bool is_busy = false;
    arena_init(&arena, p->options.arena_bytes);
    struct ctx ctx = { .arena = &arena, .now_ms = clock_now_ms() };
    p->options.setup(p->options.arg, &ctx);
    enum err err = step(&ctx, p, &is_busy);
    if (err != ERR_OK)
        log_debug("pushes: %s: %s", err_row(err)->name, ctx.error.detail);
    p->options.finish(p->options.arg, &ctx);
    arena_done(&arena);
    return err;
}

/* False: it is to end. */
static bool wait_for(struct fed_push *p, int64_t wait_ms)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    int64_t ns = until.tv_nsec + wait_ms % 1000 * 1000000;
    until.tv_sec += (time_t)(wait_ms / 1000 + ns / 1000000000);
    until.tv_nsec = (long)(ns % 1000000000);
    pthread_mutex_lock(&p->lock);
    int waited = 0;
    while (wait_ms > 0 && waited == 0 && !p->is_woken && !p->is_stopping && p->results == NULL)
        waited = pthread_cond_timedwait(&p->changed, &p->lock, &until);
    bool goes_on = !p->is_stopping;
    pthread_mutex_unlock(&p->lock);
    return goes_on;
}

static void *work(void *arg)
{
    struct fed_push *p = arg;
    int64_t wait_ms = 0;
    while (wait_for(p, wait_ms))
        wait_ms = look(p) == ERR_OK ? p->wait_ms : FAILED_MS;
    return NULL;
}

enum err fed_push_start(const struct fed_push_options *options, struct fed_push **out)
{
    struct fed_push *p = heap_new(sizeof *p);
    push_init(p, options);
    if (pthread_create(&p->thread, NULL, work, p) != 0) {
        push_done(p);
        heap_free(p);
        return ERR_INTERNAL;
    }
    *out = p;
    return ERR_OK;
}

void fed_push_wake(struct fed_push *p)
{
    pthread_mutex_lock(&p->lock);
    p->is_woken = true;
    pthread_cond_signal(&p->changed);
    pthread_mutex_unlock(&p->lock);
}

void fed_push_stop(struct fed_push *p)
{
    if (p == NULL)
        return;
    pthread_mutex_lock(&p->lock);
    p->is_stopping = true;
    pthread_cond_signal(&p->changed);
    pthread_mutex_unlock(&p->lock);
    if (p->options.transport.stop != NULL)
        p->options.transport.stop(p->options.transport.arg);
    pthread_join(p->thread, NULL);
}

void fed_push_free(struct fed_push *p)
{
    if (p == NULL)
        return;
    push_done(p);
    heap_free(p);
}
