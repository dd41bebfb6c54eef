/* Delivery: walks what is to be sent and sends it. */
#include "fed/delivery.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/heap.h"
#include "crypto/random.h"
#include "fed/delivery_policy.h"
#include "fed/fetch.h"
#include "fed/outgoing.h"
#include "fed/signature.h"
#include "service/domain_rule.h"
#include "service/engine.h"
#include "service/record_delivery.h"
#include "store/outbound.h"

#define FANOUTS_AT_ONCE 16
#define INBOXES_AT_ONCE 400
#define DELIVERIES_AT_ONCE 200
#define IDLE_MS MS_PER_MINUTE
#define FAILED_MS (5 * MS_PER_SECOND) /* the store failed: look again */

/* An activity written once, for however many inboxes. */
struct letter {
    struct sv body;
    struct sv digest;
    struct sv key_id;
    struct rsa_key *key;
};

static void letter_done(struct letter *letter)
{
    rsa_key_free(letter->key);
}

static enum err letter_write(struct ctx *ctx, const struct fed_outgoing *o, struct letter *out)
{
    TRY(fed_outgoing_render(ctx, o, &out->body));
    TRY(fed_signing_key(ctx, o->owner, &out->key));
    out->digest = fed_digest(ctx->arena, out->body);
    out->key_id = site_key_uri(ctx->arena, &ctx->engine->site, o->owner);
    return ERR_OK;
}

/* What cannot be written now will never be, and must not keep the rest waiting. */
static bool is_pointless(enum err err)
{
    return err != ERR_OK && err_row(err)->retry != ERR_RETRY_RETRY;
}

/* Signing needs the address as it will stand on the wire; no policy is asked here, the sender does that. */
static enum err hop_of(struct ctx *ctx, struct sv url, struct net_hop *out)
{
    struct sv host = fed_host_of(ctx->arena, url);
    size_t at = sv_find(url, host, 0);
    if (host.len == 0 || at == SIZE_MAX)
        return ERR_PARSE;
    struct sv path = fed_without_fragment(sv_from_offset(url, at + host.len));
    *out = (struct net_hop){
        .method = NET_POST, .url = url, .authority = host, .path = path.len > 0 ? path : SV("/")
    };
    return ERR_OK;
}

static enum err post_sign(struct ctx *ctx, const struct letter *letter,
                          const struct outbound_inbox *inbox, struct fed_post *out)
{
    struct net_hop hop;
    struct net_headers headers = { 0 };
    struct fed_signer signer = { letter->key_id, letter->key };
    TRY(hop_of(ctx, inbox->url, &hop));
    TRY(fed_signature_add(ctx->arena, &signer, &hop, letter->digest, clock_now_ms(), &headers));
    *out = (struct fed_post){ .url = inbox->url,
                              .headers = headers.list.items,
                              .header_count = headers.list.count };
    return ERR_OK;
}

/* Before it is sent: may it go, must it wait? out_goes false: its outcome is set. */
static enum err admit(struct ctx *ctx, struct delivery_outcome *outcome, bool *out_goes)
{
    const struct delivery *d = &outcome->delivery;
    bool is_blocked = site_is_local(&ctx->engine->site, d->inbox.url);
    bool is_behind = false;
    *out_goes = false;
    outcome->end = DELIVERY_DROPPED;
    if (!is_blocked)
        TRY(service_domain_is_blocked(ctx, d->inbox.host_name, &is_blocked));
    if (is_blocked || fed_delivery_is_too_old(d, ctx->now_ms))
        return ERR_OK;
    if (d->inbox.parked_until_ms > ctx->now_ms) {
        fed_delivery_postpone(outcome, d->inbox.parked_until_ms);
        return ERR_OK;
    }
    TRY(store_delivery_is_behind(ctx, d->owner, d->object, d->kind, d->inbox.id, &is_behind));
    if (is_behind) {
        fed_delivery_postpone(outcome, ctx->now_ms);
        return ERR_OK;
    }
    *out_goes = true;
    return ERR_OK;
}

/* Send one letter to some inboxes and judge what comes back; outcomes have their deliveries. */
static enum err batch_send(struct ctx *ctx, const struct fed_post_transport *transport,
                           const struct letter *letter, struct delivery_outcome *outcomes,
                           size_t count, int64_t *sent)
{
    struct fed_post *posts = ARENA_ARRAY(ctx->arena, struct fed_post, count);
    size_t *whose = ARENA_ARRAY(ctx->arena, size_t, count);
    size_t going = 0;
    for (size_t i = 0; i < count; i++) {
        bool goes = false;
        TRY(admit(ctx, &outcomes[i], &goes));
        if (!goes)
            continue;
        if (post_sign(ctx, letter, &outcomes[i].delivery.inbox, &posts[going]) == ERR_OK)
            whose[going++] = i;
        else
            outcomes[i].end = DELIVERY_DROPPED;
    }
    engine_end_reading(ctx);
    if (going > 0)
        transport->send(transport->arg, ctx->arena, posts, going, letter->body);
    for (size_t i = 0; i < going; i++)
        fed_delivery_judge(&outcomes[whose[i]], &posts[i], ctx->now_ms,
                           crypto_random_below(0x10000));
    *sent += (int64_t)going;
    return ERR_OK;
}

static enum err fanout_step(struct ctx *ctx, const struct fed_post_transport *transport,
                            const struct fanout *fanout, int64_t *sent)
{
    struct outbound_inbox *inboxes = NULL;
    size_t count = 0;
    struct delivery_batch batch = { .fanout = fanout };
    struct fed_outgoing o = { .owner = fanout->owner,
                              .kind = fanout->kind,
                              .object = fanout->object };
    TRY(store_fanout_inboxes(ctx, fanout, INBOXES_AT_ONCE, &inboxes, &count));
    batch.is_finished = count < INBOXES_AT_ONCE;
    if (count == 0)
        return service_record_deliveries(ctx, &batch);
    CLEANUP(letter_done) struct letter letter = { 0 };
    enum err err = letter_write(ctx, &o, &letter);
    if (is_pointless(err)) {
        batch.is_finished = true;
        return service_record_deliveries(ctx, &batch);
    }
    TRY(err);
    struct delivery_outcome *outcomes = ARENA_ARRAY(ctx->arena, struct delivery_outcome, count);
    for (size_t i = 0; i < count; i++)
        outcomes[i].delivery = (struct delivery){ .owner = fanout->owner,
                                                  .object = fanout->object,
                                                  .kind = fanout->kind,
                                                  .inbox = inboxes[i],
                                                  .created_ms = fanout->created_ms };
    TRY(batch_send(ctx, transport, &letter, outcomes, count, sent));
    batch.outcomes = outcomes;
    batch.count = count;
    batch.cursor = inboxes[count - 1].id;
    return service_record_deliveries(ctx, &batch);
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

static enum err delivery_group(struct ctx *ctx, const struct fed_post_transport *transport,
                               const struct delivery *deliveries, size_t count, int64_t *sent)
{
    CLEANUP(letter_done) struct letter letter = { 0 };
    struct delivery_outcome *outcomes = ARENA_ARRAY(ctx->arena, struct delivery_outcome, count);
    struct delivery_batch batch = { .outcomes = outcomes, .count = count };
    for (size_t i = 0; i < count; i++)
        outcomes[i] = (struct delivery_outcome){ .delivery = deliveries[i],
                                                 .end = DELIVERY_DROPPED,
                                                 .has_row = true };
    struct fed_outgoing o = { deliveries->owner, deliveries->kind, deliveries->object,
                              deliveries->target, deliveries->uri };
    enum err err = letter_write(ctx, &o, &letter);
    if (err == ERR_OK)
        err = batch_send(ctx, transport, &letter, outcomes, count, sent);
    if (err != ERR_OK && !is_pointless(err))
        return err;
    return service_record_deliveries(ctx, &batch);
}

static enum err deliveries_step(struct ctx *ctx, const struct fed_post_transport *transport,
                                bool *out_any, int64_t *sent)
{
    struct delivery *due = NULL;
    size_t count = 0;
    TRY(store_delivery_due(ctx, ctx->now_ms, DELIVERIES_AT_ONCE, &due, &count));
    *out_any = count > 0;
    if (count > 1)
        qsort(due, count, sizeof *due, compare_letters);
    for (size_t from = 0; from < count;) {
        size_t to = from + 1;
        while (to < count && is_same_letter(&due[from], &due[to]))
            to++;
        TRY(delivery_group(ctx, transport, &due[from], to - from, sent));
        from = to;
    }
    return ERR_OK;
}

/* One round: a batch of what is due and of each fan-out. */
static enum err round_run(struct ctx *ctx, const struct fed_post_transport *transport,
                          bool *out_any, int64_t *sent)
{
    struct fanout *fanouts = NULL;
    size_t count = 0;
    TRY(deliveries_step(ctx, transport, out_any, sent));
    TRY(store_fanout_list(ctx, FANOUTS_AT_ONCE, &fanouts, &count));
    for (size_t i = 0; i < count; i++)
        TRY(fanout_step(ctx, transport, &fanouts[i], sent));
    *out_any |= count > 0;
    return ERR_OK;
}

enum err fed_delivery_run(struct ctx *ctx, const struct fed_post_transport *transport,
                          int64_t *out_sent)
{
    bool any = true;
    int64_t sent = 0;
    while (any) {
        ctx->now_ms = clock_now_ms();
        ARENA_SCOPE (ctx->arena) {
            TRY(round_run(ctx, transport, &any, &sent));
            engine_end_reading(ctx);
        }
    }
    if (out_sent != NULL)
        *out_sent = sent;
    return ERR_OK;
}

struct fed_delivery {
    struct fed_delivery_options options;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool is_woken;
    bool is_stopping;
};

/* Look once; how long to wait before the next look. */
static int64_t look(struct fed_delivery *d)
{
    struct arena arena;
    arena_init(&arena, d->options.arena_bytes);
    struct ctx ctx = { .arena = &arena, .now_ms = clock_now_ms() };
    d->options.setup(d->options.arg, &ctx);
    bool any = false;
    int64_t sent = 0;
    int64_t next_ms = 0;
    enum err err = round_run(&ctx, &d->options.transport, &any, &sent);
    if (err == ERR_OK && !any)
        err = store_delivery_next(&ctx, &next_ms);
    d->options.finish(d->options.arg, &ctx);
    arena_done(&arena);
    if (err != ERR_OK)
        return FAILED_MS;
    if (any)
        return 0;
    int64_t wait = next_ms == INT64_MAX ? IDLE_MS : next_ms - clock_now_ms();
    return wait < 100 ? 100 : wait > IDLE_MS ? IDLE_MS : wait;
}

/* False when the thread shall end. */
static bool rest(struct fed_delivery *d, int64_t wait_ms)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    int64_t ns = until.tv_nsec + wait_ms % 1000 * 1000000;
    until.tv_sec += (time_t)(wait_ms / 1000 + ns / 1000000000);
    until.tv_nsec = (long)(ns % 1000000000);
    pthread_mutex_lock(&d->lock);
    int waited = 0;
    while (wait_ms > 0 && !d->is_woken && !d->is_stopping && waited == 0)
        waited = pthread_cond_timedwait(&d->changed, &d->lock, &until);
    d->is_woken = false;
    bool goes_on = !d->is_stopping;
    pthread_mutex_unlock(&d->lock);
    return goes_on;
}

static void *work(void *arg)
{
    struct fed_delivery *d = arg;
    int64_t wait_ms = 0;
    while (rest(d, wait_ms))
        wait_ms = look(d);
    return NULL;
}

enum err fed_delivery_start(const struct fed_delivery_options *options, struct fed_delivery **out)
{
    struct fed_delivery *d = heap_new(sizeof *d);
    d->options = *options;
    pthread_mutex_init(&d->lock, NULL);
    pthread_cond_init(&d->changed, NULL);
    if (pthread_create(&d->thread, NULL, work, d) != 0) {
        pthread_cond_destroy(&d->changed);
        pthread_mutex_destroy(&d->lock);
        heap_free(d);
        return ERR_INTERNAL;
    }
    *out = d;
    return ERR_OK;
}

void fed_delivery_wake(struct fed_delivery *d)
{
    pthread_mutex_lock(&d->lock);
    d->is_woken = true;
    pthread_cond_signal(&d->changed);
    pthread_mutex_unlock(&d->lock);
}

void fed_delivery_stop(struct fed_delivery *d)
{
    if (d == NULL)
        return;
    pthread_mutex_lock(&d->lock);
    d->is_stopping = true;
    pthread_cond_signal(&d->changed);
    pthread_mutex_unlock(&d->lock);
    if (d->options.transport.stop != NULL)
        d->options.transport.stop(d->options.transport.arg);
    pthread_join(d->thread, NULL);
    pthread_cond_destroy(&d->changed);
    pthread_mutex_destroy(&d->lock);
    heap_free(d);
}
