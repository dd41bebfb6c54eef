/* Stream: a hash table of channels, each a list of memberships; one lock.
 *
 * Subscriptions stand in one list beside, walked when a token or an account ends, which is rare.
 */
#include "stream/stream.h"

#include <assert.h>
#include <pthread.h>
#include <string.h>

#include "base/heap.h"

#define SLOT_COUNT ((size_t)4096)

struct channel;

/* One subscription in one channel. */
struct membership {
    struct channel *channel;
    struct stream_sub *sub;
    struct membership *next; /* in the channel */
    struct membership **at;  /* the pointer that points here */
    struct membership *next_of_sub;
};

/* A channel with at least one listener. */
struct channel {
    struct channel *next; /* in the slot */
    struct membership *first;
    struct stream_channel key; /* its name points behind the struct */
    uint64_t hash;
};

struct stream_sub {
    struct stream_listener listener;
    struct membership *memberships;
    size_t membership_count;
    bool is_ended;
    struct stream_sub *next;
    struct stream_sub **at;
};

struct stream {
    pthread_mutex_t lock;
    struct channel *slots[SLOT_COUNT];
    struct stream_sub *subs;
    size_t sub_count;
    size_t sub_max;
};

struct stream *stream_new(size_t sub_max)
{
    struct stream *s = heap_new(sizeof *s);
    int failed = pthread_mutex_init(&s->lock, NULL);
    assert(failed == 0);
    s->sub_max = sub_max;
    return s;
}

void stream_free(struct stream *s)
{
    if (s == NULL)
        return;
    assert(s->subs == NULL);
    (void)pthread_mutex_destroy(&s->lock);
    heap_free(s);
}

static uint64_t key_hash(const struct stream_channel *key)
{
    uint64_t h = (uint64_t)key->id * UINT64_C(0x9E3779B97F4A7C15) + (uint64_t)key->kind;
    if (key->name.len > 0)
        h ^= sv_hash(key->name, 1);
    h ^= h >> 32;
    return h * UINT64_C(0xBF58476D1CE4E5B9);
}

static struct channel **slot_of(struct stream *s, uint64_t hash)
{
    return &s->slots[hash >> 40 & (SLOT_COUNT - 1)];
}

static struct channel *channel_find(struct stream *s, const struct stream_channel *key)
{
    uint64_t hash = key_hash(key);
    struct channel *c = *slot_of(s, hash);
    while (c != NULL && (c->hash != hash || c->key.kind != key->kind || c->key.id != key->id ||
                         !sv_eq(c->key.name, key->name)))
        c = c->next;
    return c;
}

static struct channel *channel_new(struct stream *s, const struct stream_channel *key)
{
    struct channel *c = heap_new(sizeof *c + key->name.len);
    c->key = *key;
    if (key->name.len > 0)
        memcpy(c + 1, key->name.ptr, key->name.len);
    c->key.name = sv_make(c + 1, key->name.len);
    c->hash = key_hash(key);
    struct channel **slot = slot_of(s, c->hash);
    c->next = *slot;
    *slot = c;
    return c;
}

static void channel_free(struct stream *s, struct channel *c)
{
    struct channel **at = slot_of(s, c->hash);
    while (*at != c)
        at = &(*at)->next;
    *at = c->next;
    heap_free(c);
}

/* The pointer to the subscription's membership in a channel, or to the NULL at the end. */
static struct membership **membership_of(struct stream_sub *sub, const struct channel *c)
{
    struct membership **at = &sub->memberships;
    while (*at != NULL && (*at)->channel != c)
        at = &(*at)->next_of_sub;
    return at;
}

static void membership_delete(struct stream *s, struct membership **of_sub)
{
    struct membership *m = *of_sub;
    *of_sub = m->next_of_sub;
    m->sub->membership_count--;
    *m->at = m->next;
    if (m->next != NULL)
        m->next->at = m->at;
    if (m->channel->first == NULL)
        channel_free(s, m->channel);
    heap_free(m);
}

enum err stream_subscribe(struct stream *s, const struct stream_listener *listener,
                          struct stream_sub **out)
{
    assert(listener->deliver != NULL && listener->end != NULL);
    enum err err = ERR_BUSY;
    (void)pthread_mutex_lock(&s->lock);
    if (s->sub_count < s->sub_max) {
        struct stream_sub *sub = heap_new(sizeof *sub);
        sub->listener = *listener;
        sub->next = s->subs;
        sub->at = &s->subs;
        if (s->subs != NULL)
            s->subs->at = &sub->next;
        s->subs = sub;
        s->sub_count++;
        *out = sub;
        err = ERR_OK;
    }
    (void)pthread_mutex_unlock(&s->lock);
    return err;
}

void stream_unsubscribe(struct stream *s, struct stream_sub *sub)
{
    if (sub == NULL)
        return;
    (void)pthread_mutex_lock(&s->lock);
    while (sub->memberships != NULL)
        membership_delete(s, &sub->memberships);
    *sub->at = sub->next;
    if (sub->next != NULL)
        sub->next->at = sub->at;
    s->sub_count--;
    (void)pthread_mutex_unlock(&s->lock);
    heap_free(sub);
}

static enum err join(struct stream *s, struct stream_sub *sub, const struct stream_channel *key)
{
    struct channel *c = channel_find(s, key);
    if (c != NULL && *membership_of(sub, c) != NULL)
        return ERR_OK;
    if (sub->membership_count >= STREAM_CHANNELS_MAX)
        return ERR_LIMIT;
    if (c == NULL)
        c = channel_new(s, key);
    struct membership *m = heap_new(sizeof *m);
    *m = (struct membership){
        .channel = c, .sub = sub, .next = c->first, .at = &c->first, .next_of_sub = sub->memberships
    };
    if (c->first != NULL)
        c->first->at = &m->next;
    c->first = m;
    sub->memberships = m;
    sub->membership_count++;
    return ERR_OK;
}

enum err stream_join(struct stream *s, struct stream_sub *sub, const struct stream_channel *channel)
{
    assert(channel->kind < STREAM_CHANNEL_COUNT);
    if (channel->name.len > STREAM_NAME_MAX_BYTES)
        return ERR_BAD_PARAM;
    (void)pthread_mutex_lock(&s->lock);
    enum err err = join(s, sub, channel);
    (void)pthread_mutex_unlock(&s->lock);
    return err;
}

void stream_leave(struct stream *s, struct stream_sub *sub, const struct stream_channel *channel)
{
    (void)pthread_mutex_lock(&s->lock);
    const struct channel *c = channel_find(s, channel);
    struct membership **at = c == NULL ? NULL : membership_of(sub, c);
    if (at != NULL && *at != NULL)
        membership_delete(s, at);
    (void)pthread_mutex_unlock(&s->lock);
}

static void sub_end(struct stream_sub *sub, enum stream_end why)
{
    sub->is_ended = true;
    sub->listener.end(sub->listener.arg, why);
}

static bool sub_deliver(struct stream_sub *sub, const struct stream_channel *channel,
                        struct stream_event *event)
{
    if (sub->is_ended)
        return false;
    if (sub->listener.deliver(sub->listener.arg, channel, event))
        return true;
    sub_end(sub, STREAM_END_FULL);
    return false;
}

size_t stream_publish(struct stream *s, const struct stream_channel *channel,
                      struct stream_event *event)
{
    size_t count = 0;
    (void)pthread_mutex_lock(&s->lock);
    const struct channel *c = channel_find(s, channel);
    for (struct membership *m = c == NULL ? NULL : c->first; m != NULL; m = m->next)
        count += sub_deliver(m->sub, &c->key, event);
    (void)pthread_mutex_unlock(&s->lock);
    return count;
}

bool stream_has_listener(struct stream *s, const struct stream_channel *channel)
{
    (void)pthread_mutex_lock(&s->lock);
    bool has = channel_find(s, channel) != NULL;
    (void)pthread_mutex_unlock(&s->lock);
    return has;
}

/* Walk the channels of a kind; copy their ids when there is room for them. */
static size_t channels_of(const struct stream *s, enum stream_channel_kind kind, int64_t *ids)
{
    size_t count = 0;
    for (size_t i = 0; i < SLOT_COUNT; i++) {
        for (const struct channel *c = s->slots[i]; c != NULL; c = c->next) {
            if (c->key.kind != kind)
                continue;
            if (ids != NULL)
                ids[count] = c->key.id;
            count++;
        }
    }
    return count;
}

void stream_list_ids(struct stream *s, struct arena *a, enum stream_channel_kind kind,
                     int64_t **out, size_t *out_count)
{
    (void)pthread_mutex_lock(&s->lock);
    /* Without subscriptions there are no channels; a post asks here each time. */
    size_t count = s->subs == NULL ? 0 : channels_of(s, kind, NULL);
    int64_t *ids = ARENA_ARRAY(a, int64_t, count);
    if (count > 0)
        (void)channels_of(s, kind, ids);
    (void)pthread_mutex_unlock(&s->lock);
    *out = ids;
    *out_count = count;
}

size_t stream_end_token(struct stream *s, struct token_id token)
{
    size_t count = 0;
    if (token_id_is_none(token))
        return 0;
    (void)pthread_mutex_lock(&s->lock);
    for (struct stream_sub *sub = s->subs; sub != NULL; sub = sub->next) {
        if (sub->is_ended || !token_id_eq(sub->listener.token, token))
            continue;
        sub_end(sub, STREAM_END_TOKEN);
        count++;
    }
    (void)pthread_mutex_unlock(&s->lock);
    return count;
}

static bool is_of_account(const struct stream_sub *sub, struct account_id account)
{
    return account_id_eq(sub->listener.account, account) ||
           account_id_eq(sub->listener.user_account, account);
}

size_t stream_end_account(struct stream *s, struct account_id account)
{
    size_t count = 0;
    if (account_id_is_none(account))
        return 0;
    (void)pthread_mutex_lock(&s->lock);
    for (struct stream_sub *sub = s->subs; sub != NULL; sub = sub->next) {
        if (sub->is_ended || !is_of_account(sub, account))
            continue;
        sub_end(sub, STREAM_END_ACCOUNT);
        count++;
    }
    (void)pthread_mutex_unlock(&s->lock);
    return count;
}

size_t stream_end_channel(struct stream *s, const struct stream_channel *channel)
{
    size_t count = 0;
    (void)pthread_mutex_lock(&s->lock);
    const struct channel *c = channel_find(s, channel);
    struct membership *m = c == NULL ? NULL : c->first;
    while (m != NULL) {
        struct membership *next = m->next; /* with the last of them goes the channel */
        struct stream_sub *sub = m->sub;
        membership_delete(s, membership_of(sub, c));
        if (sub->listener.left != NULL && !sub->is_ended)
            sub->listener.left(sub->listener.arg, channel);
        count++;
        m = next;
    }
    (void)pthread_mutex_unlock(&s->lock);
    return count;
}

size_t stream_count_subs(struct stream *s)
{
    (void)pthread_mutex_lock(&s->lock);
    size_t count = s->sub_count;
    (void)pthread_mutex_unlock(&s->lock);
    return count;
}
