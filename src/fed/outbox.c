/* Outbox: what is due is handed over as room allows, and what became of it is recorded. */
#include "fed/outbox.h"

#include <stdlib.h>

#include "base/clock.h"
#include "crypto/random.h"
#include "fed/delivery_policy.h"
#include "fed/letter.h"
#include "service/domain_rule.h"
#include "service/engine.h"
#include "store/outbound.h"

#define START_MAX 128 /* of one step: signing takes 40 ms, in which no result is looked at */
#define ROWS_MAX 64   /* of them from rows, so that fan-outs have their part */
#define ROOM_MIN 64   /* a look takes a dozen queries: not for fewer places */
#define PAGE_MIN 8
#define RECORD_COUNT 128
#define RECORD_MS 50
#define LATE_MS MS_PER_SECOND /* under way for longer: the fan-out does not wait for it */
#define IDLE_MS MS_PER_MINUTE

static_assert(FED_WINDOW_HOSTS_FULL_MAX <= STORE_HOSTS_PASSED_MAX, "full hosts are passed over");

/* What one step hands over: gathered while it reads, signed when it does not any more. */
struct start {
    struct fed_sending *sending;
    const struct fed_letter *letter;
};

struct starts {
    struct start items[START_MAX];
    size_t count;
    struct fed_letter letters[START_MAX];
    size_t letter_count;
    size_t taken; /* places of the window, of those that go and those that were settled at once */
};

void fed_outbox_init(struct fed_outbox *o, const struct fed_post_transport *transport)
{
    *o = (struct fed_outbox){ .transport = *transport, .is_stale = true, .round = 1 };
    fed_window_init(&o->window);
    pthread_mutex_init(&o->lock, NULL);
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&o->changed, &attributes);
    pthread_condattr_destroy(&attributes);
}

void fed_outbox_done(struct fed_outbox *o)
{
    fed_window_done(&o->window);
    pthread_cond_destroy(&o->changed);
    pthread_mutex_destroy(&o->lock);
}

static void news_add(struct fed_outbox *o)
{
    if (o->news++ == 0)
        o->news_ms = clock_monotonic_ms();
}

static void settle(struct fed_outbox *o, struct fed_sending *s)
{
    fed_window_settle(&o->window, s);
    news_add(o);
}

/* Any thread. */
static void post_done(struct fed_post *post)
{
    struct fed_sending *s = (struct fed_sending *)post;
    struct fed_outbox *o = post->arg;
    pthread_mutex_lock(&o->lock);
    s->next_result = o->results;
    o->results = s;
    if (++o->result_count == o->result_goal)
        pthread_cond_signal(&o->changed);
    pthread_mutex_unlock(&o->lock);
}

static void judge(struct ctx *ctx, struct fed_outbox *o, struct fed_sending *s)
{
    fed_delivery_judge(&s->outcome, &s->post, ctx->now_ms, crypto_random_below(0x10000));
    settle(o, s);
}

static void collect(struct ctx *ctx, struct fed_outbox *o)
{
    pthread_mutex_lock(&o->lock);
    struct fed_sending *results = o->results;
    o->results = NULL;
    o->result_count = 0;
    o->is_stale |= o->is_woken;
    o->is_woken = false;
    o->is_ending = o->is_stopping;
    pthread_mutex_unlock(&o->lock);
    while (results != NULL) {
        struct fed_sending *next = results->next_result;
        judge(ctx, o, results);
        results = next;
    }
}

/* When the next record is due (monotonic); INT64_MAX when there is none. */
static int64_t record_ms(const struct fed_outbox *o)
{
    int64_t oldest_ms = fed_window_oldest_ms(&o->window);
    int64_t due_ms = oldest_ms == INT64_MAX ? INT64_MAX : oldest_ms + LATE_MS;
    if (o->news >= RECORD_COUNT)
        return 0;
    return o->news > 0 && o->news_ms + RECORD_MS < due_ms ? o->news_ms + RECORD_MS : due_ms;
}

static enum err record(struct ctx *ctx, struct fed_outbox *o)
{
    struct delivery_batch batch;
    fed_window_plan(&o->window, ctx->arena, ctx->now_ms, clock_monotonic_ms() - LATE_MS, &batch);
    if (batch.count > 0 || batch.progress_count > 0) {
        TRY(service_record_deliveries(ctx, &batch));
        fed_window_recorded(&o->window);
        o->is_stale = true;
    }
    o->news = 0;
    return ERR_OK;
}

/* What cannot be written now will never be, and must not keep the rest waiting. */
static bool is_pointless(enum err err)
{
    return err != ERR_OK && err_row(err)->retry != ERR_RETRY_RETRY;
}

/* May it go? If not, its outcome is set. */
static enum err admit(struct ctx *ctx, const struct fed_outbox *o, struct delivery_outcome *outcome,
                      bool *out_goes)
{
    const struct delivery *d = &outcome->delivery;
    bool is_blocked = site_is_local(&ctx->engine->site, d->inbox.url);
    *out_goes = false;
    outcome->end = DELIVERY_DROPPED;
    if (!is_blocked)
        TRY(service_domain_is_blocked(ctx, d->inbox.host_name, &is_blocked));
    if (is_blocked || fed_delivery_is_too_old(d, ctx->now_ms))
        return ERR_OK;
    if (d->inbox.parked_until_ms > ctx->now_ms)
        fed_delivery_postpone(outcome, d->inbox.parked_until_ms);
    else if (d->inbox.is_behind || fed_window_is_host_full(&o->window, d->inbox.host) ||
             fed_window_has(&o->window, d->owner, d->object, d->inbox.id))
        fed_delivery_postpone(outcome, ctx->now_ms);
    else
        *out_goes = true;
    return ERR_OK;
}

/* Into the window, to be handed over; or settled there. */
static enum err take(struct ctx *ctx, struct fed_outbox *o, struct starts *starts,
                     const struct fed_letter *letter, struct delivery_outcome *outcome,
                     struct fed_walk *walk)
{
    bool goes = false;
    TRY(admit(ctx, o, outcome, &goes));
    struct fed_sending *s = fed_window_add(&o->window, outcome, walk, clock_monotonic_ms());
    starts->taken++;
    if (goes)
        starts->items[starts->count++] = (struct start){ s, letter };
    else
        settle(o, s);
    return ERR_OK;
}

/* Write a letter; NULL when there is nothing to write it about. */
static enum err letter_of(struct ctx *ctx, struct starts *starts, const struct fed_outgoing *o,
                          const struct fed_letter **out)
{
    /* Whoever gets one takes a place. */
    assert(starts->letter_count < START_MAX);
    struct fed_letter *letter = &starts->letters[starts->letter_count];
    enum err err = fed_letter_write(ctx, o, letter);
    *out = err == ERR_OK ? letter : NULL;
    if (err == ERR_OK)
        starts->letter_count++;
    return is_pointless(err) ? ERR_OK : err;
}

static bool is_same_letter(const struct delivery *a, const struct delivery *b)
{
    return account_id_eq(a->owner, b->owner) && a->object == b->object && a->kind == b->kind &&
           account_id_eq(a->target, b->target) && sv_eq(a->uri, b->uri);
}

static int compare_letters(const void *left, const void *right)
{
    const struct delivery *a = left;
    const struct delivery *b = right;
    if (a->owner.v != b->owner.v)
        return a->owner.v < b->owner.v ? -1 : 1;
    if (a->object != b->object)
        return a->object < b->object ? -1 : 1;
    return (a->kind > b->kind) - (a->kind < b->kind);
}

/* Is there one whose host has room? */
static bool may_go(const struct fed_outbox *o, const struct delivery *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!fed_window_is_host_full(&o->window, rows[i].inbox.host))
            return true;
    return false;
}

/* Rows of one letter. */
static enum err group_start(struct ctx *ctx, struct fed_outbox *o, struct starts *starts,
                            const struct delivery *rows, size_t count)
{
    const struct fed_letter *letter = NULL;
    struct fed_outgoing outgoing = { rows->owner, rows->kind, rows->object, rows->target,
                                     rows->uri };
    TRY(letter_of(ctx, starts, &outgoing, &letter));
    for (size_t i = 0; i < count; i++) {
        struct delivery_outcome outcome = { .delivery = rows[i],
                                            .end = DELIVERY_DROPPED,
                                            .has_row = true };
        if (letter == NULL) {
            settle(o, fed_window_add(&o->window, &outcome, NULL, clock_monotonic_ms()));
            starts->taken++;
        } else if (!fed_window_is_host_full(&o->window, rows[i].inbox.host)) {
            TRY(take(ctx, o, starts, letter, &outcome, NULL));
        }
    }
    return ERR_OK;
}

/* Those due about whose object and inbox nothing is in the window, at most `most`; they move to the front. */
static size_t rows_choose(const struct fed_outbox *o, struct delivery *due, size_t count,
                          size_t most)
{
    size_t chosen = 0;
    for (size_t i = 0; i < count && chosen < most; i++)
        if (!fed_window_has(&o->window, due[i].owner, due[i].object, due[i].inbox.id))
            due[chosen++] = due[i];
    return chosen;
}

/* What waits as a row. Those in the window are still due in the store: so many more are asked for. */
static enum err rows_start(struct ctx *ctx, struct fed_outbox *o, struct starts *starts,
                           bool *out_more)
{
    size_t room = fed_window_room(&o->window);
    size_t most = room < ROWS_MAX ? room : ROWS_MAX;
    size_t limit = most + o->window.count;
    size_t full_count = 0;
    size_t count = 0;
    struct delivery *due = NULL;
    const struct host_id *full = fed_window_full_hosts(&o->window, ctx->arena, &full_count);
    TRY(store_delivery_due(ctx, ctx->now_ms, full, full_count, (int64_t)limit, &due, &count));
    size_t chosen = rows_choose(o, due, count, most);
    if (chosen > 1)
        qsort(due, chosen, sizeof *due, compare_letters);
    for (size_t from = 0; from < chosen;) {
        size_t to = from + 1;
        while (to < chosen && is_same_letter(&due[from], &due[to]))
            to++;
        if (may_go(o, &due[from], to - from))
            TRY(group_start(ctx, o, starts, &due[from], to - from));
        from = to;
    }
    *out_more = chosen > 0 && (chosen == most || count == limit);
    return *out_more ? ERR_OK : store_delivery_next(ctx, ctx->now_ms, &o->next_due_ms);
}

static enum err inboxes_start(struct ctx *ctx, struct fed_outbox *o, struct starts *starts,
                              struct fed_walk *walk, const struct outbound_inbox *inboxes,
                              size_t count)
{
    const struct fanout *f = &walk->fanout;
    const struct fed_letter *letter = NULL;
    struct fed_outgoing outgoing = { .owner = f->owner, .kind = f->kind, .object = f->object };
    TRY(letter_of(ctx, starts, &outgoing, &letter));
    if (letter == NULL)
        walk->is_read = true;
    for (size_t i = 0; i < count && letter != NULL; i++) {
        struct delivery_outcome outcome = { .delivery = { .owner = f->owner,
                                                          .object = f->object,
                                                          .kind = f->kind,
                                                          .inbox = inboxes[i],
                                                          .created_ms = f->created_ms } };
        TRY(take(ctx, o, starts, letter, &outcome, walk));
        walk->position = inboxes[i].id;
    }
    return ERR_OK;
}

/* The next page of a fan-out, as far as it may go. */
static enum err walk_start(struct ctx *ctx, struct fed_outbox *o, struct starts *starts,
                           struct fed_walk *walk, size_t most, bool *out_more)
{
    struct fanout from = walk->fanout;
    struct outbound_inbox *inboxes = NULL;
    size_t found = 0;
    from.cursor = walk->position;
    TRY(store_fanout_inboxes(ctx, &from, (int64_t)most, &inboxes, &found));
    struct inbox_id limit = fed_window_limit(&o->window, walk);
    bool is_end = found < most;
    size_t count = found;
    while (count > 0 && inboxes[count - 1].id.v > limit.v)
        count--;
    *out_more |= count == most;
    if (count > 0)
        TRY(inboxes_start(ctx, o, starts, walk, inboxes, count));
    walk->is_read |= is_end && count == found;
    if (walk->is_read)
        news_add(o);
    return ERR_OK;
}

/* Does it wait for its part of this round? */
static bool is_in_turn(const struct fed_outbox *o, const struct fed_walk *walk)
{
    return !walk->is_read && !walk->is_gone && walk->round < o->round;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* All fan-outs share the places: in a round each gets its part, over several steps when they are many. */
static enum err walks_start(struct ctx *ctx, struct fed_outbox *o, struct starts *starts,
                            bool *out_more)
{
    struct fanout *fanouts = NULL;
    size_t count = 0;
    size_t waiting = 0;
    TRY(store_fanout_list(ctx, FED_WALKS_MAX, &fanouts, &count));
    fed_window_list(&o->window, fanouts, count);
    for (const struct fed_walk *walk = o->window.walks; walk != NULL; walk = walk->next)
        waiting += is_in_turn(o, walk);
    size_t part = waiting > 0 ? (START_MAX - starts->taken) / waiting : 0;
    for (struct fed_walk *walk = o->window.walks; walk != NULL; walk = walk->next) {
        size_t left = least(START_MAX - starts->taken, fed_window_room(&o->window));
        if (!is_in_turn(o, walk))
            continue;
        if (left == 0) {
            *out_more = true;
            return ERR_OK;
        }
        walk->round = o->round;
        TRY(walk_start(ctx, o, starts, walk, least(part > PAGE_MIN ? part : PAGE_MIN, left),
                       out_more));
    }
    o->round++;
    return ERR_OK;
}

/* Signed and handed over; who cannot be is judged at once. */
static void starts_send(struct ctx *ctx, struct fed_outbox *o, struct starts *starts)
{
    engine_end_reading(ctx);
    for (size_t i = 0; i < starts->count; i++) {
        struct fed_sending *s = starts->items[i].sending;
        s->post.done = post_done;
        s->post.arg = o;
        ARENA_SCOPE (ctx->arena) {
            enum err err =
                fed_letter_sign(ctx->arena, starts->items[i].letter, clock_now_ms(), &s->post);
            if (err == ERR_OK)
                err = o->transport.submit(o->transport.arg, ctx->arena, &s->post);
            if (err != ERR_OK) {
                s->post.err = err;
                judge(ctx, o, s);
            }
        }
        o->sent++;
    }
    for (size_t i = 0; i < starts->letter_count; i++)
        fed_letter_done(&starts->letters[i]);
}

static enum err start_some(struct ctx *ctx, struct fed_outbox *o)
{
    struct starts *starts = ARENA_NEW(ctx->arena, struct starts);
    bool has_more_rows = false;
    bool has_more_inboxes = false;
    enum err err = rows_start(ctx, o, starts, &has_more_rows);
    if (err == ERR_OK)
        err = walks_start(ctx, o, starts, &has_more_inboxes);
    starts_send(ctx, o, starts);
    if (err == ERR_OK)
        o->is_stale = has_more_rows || has_more_inboxes;
    return err;
}

static bool may_start(const struct fed_outbox *o)
{
    return o->is_stale && !o->is_ending && fed_window_room(&o->window) >= ROOM_MIN;
}

enum err fed_outbox_step(struct ctx *ctx, struct fed_outbox *o, bool is_eager)
{
    collect(ctx, o);
    if ((is_eager && o->news > 0) || record_ms(o) <= clock_monotonic_ms())
        TRY(record(ctx, o));
    o->is_stale |= o->next_due_ms <= ctx->now_ms;
    return may_start(o) ? start_some(ctx, o) : ERR_OK;
}

bool fed_outbox_is_busy(const struct fed_outbox *o)
{
    return o->is_stale || o->window.count > 0 || o->news > 0;
}

int64_t fed_outbox_rest_ms(const struct fed_outbox *o)
{
    if (may_start(o))
        return 0;
    int64_t due_ms = record_ms(o);
    int64_t rest_ms = due_ms == INT64_MAX ? IDLE_MS : due_ms - clock_monotonic_ms();
    int64_t next_ms = o->next_due_ms == INT64_MAX ? IDLE_MS : o->next_due_ms - clock_now_ms();
    rest_ms = next_ms < rest_ms ? next_ms : rest_ms;
    return rest_ms < 0 ? 0 : rest_ms > IDLE_MS ? IDLE_MS : rest_ms;
}

void fed_outbox_drain(struct fed_outbox *o)
{
    pthread_mutex_lock(&o->lock);
    o->result_goal = o->window.unsettled;
    while (o->result_count < o->window.unsettled)
        pthread_cond_wait(&o->changed, &o->lock);
    pthread_mutex_unlock(&o->lock);
}

bool fed_outbox_wait(struct fed_outbox *o, int64_t wait_ms)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    int64_t ns = until.tv_nsec + wait_ms % 1000 * 1000000;
    until.tv_sec += (time_t)(wait_ms / 1000 + ns / 1000000000);
    until.tv_nsec = (long)(ns % 1000000000);
    pthread_mutex_lock(&o->lock);
    /* The first result sets the time of the record; until then only many are worth a look. */
    o->result_goal = o->news == 0 ? 1 : RECORD_COUNT > o->news ? RECORD_COUNT - o->news : 1;
    int waited = 0;
    while (wait_ms > 0 && waited == 0 && !o->is_woken && !o->is_stopping &&
           o->result_count < o->result_goal)
        waited = pthread_cond_timedwait(&o->changed, &o->lock, &until);
    bool goes_on = !o->is_stopping;
    pthread_mutex_unlock(&o->lock);
    return goes_on;
}

void fed_outbox_wake(struct fed_outbox *o)
{
    pthread_mutex_lock(&o->lock);
    o->is_woken = true;
    pthread_cond_signal(&o->changed);
    pthread_mutex_unlock(&o->lock);
}

void fed_outbox_stop(struct fed_outbox *o)
{
    pthread_mutex_lock(&o->lock);
    o->is_stopping = true;
    pthread_cond_signal(&o->changed);
    pthread_mutex_unlock(&o->lock);
}
