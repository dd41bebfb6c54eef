/* Rate limits: a set-associative table of counters. */
#include "http/rate.h"

#include <assert.h>
#include <pthread.h>

#include "base/clock.h"
#include "base/heap.h"
#include "base/macros.h"

#define SET_SLOTS ((size_t)8)
#define SLOTS_MIN ((size_t)64)
#define LOCK_COUNT ((size_t)16)

const struct rate_rule rate_rules_default[] = {
    { RATE_FEDERATION, RATE_WHO_NETWORK, 6000, 5 * MS_PER_MINUTE },
    { RATE_INBOX, RATE_WHO_NETWORK, 30000, 5 * MS_PER_MINUTE },
    { RATE_API, RATE_WHO_USER, 1500, 5 * MS_PER_MINUTE },
    { RATE_API, RATE_WHO_TOKEN, 300, 5 * MS_PER_MINUTE },
    { RATE_API, RATE_WHO_ANONYMOUS, 300, 5 * MS_PER_MINUTE },
    { RATE_MEDIA_UPLOAD, RATE_WHO_USER, 30, 30 * MS_PER_MINUTE },
    { RATE_SIGN_UP, RATE_WHO_NETWORK, 5, 30 * MS_PER_MINUTE },
    { RATE_APP, RATE_WHO_NETWORK, 5, 10 * MS_PER_MINUTE },
    { RATE_DELETE, RATE_WHO_USER, 30, 30 * MS_PER_MINUTE },
    { RATE_CONFIRM, RATE_WHO_USER, 5, 30 * MS_PER_MINUTE },
    { RATE_CONFIRM, RATE_WHO_NETWORK, 25, 5 * MS_PER_MINUTE },
    { RATE_LOGIN, RATE_WHO_NETWORK, 25, 5 * MS_PER_MINUTE },
    { RATE_POST, RATE_WHO_USER, 300, 3 * MS_PER_HOUR },
    { RATE_FOLLOW, RATE_WHO_USER, 400, 24 * MS_PER_HOUR },
    { RATE_REPORT, RATE_WHO_USER, 400, 24 * MS_PER_HOUR },
    { RATE_MEDIA_PROXY, RATE_WHO_NETWORK, 30, 10 * MS_PER_MINUTE },
    { RATE_PAGING, RATE_WHO_USER_OR_NETWORK, 300, 15 * MS_PER_MINUTE },
};
const size_t rate_rules_default_count = ARRAY_COUNT(rate_rules_default);

struct slot {
    uint64_t key;   /* 0: free */
    int64_t end_ms; /* of its window */
    uint32_t count;
};

struct rate_table {
    struct slot *slots;
    size_t set_count; /* power of two */
    uint64_t seed;
    pthread_mutex_t locks[LOCK_COUNT];
};

struct rate_table *rate_table_new(size_t slot_count, uint64_t seed)
{
    size_t cap = SLOTS_MIN;
    while (cap < slot_count)
        cap *= 2;
    struct rate_table *table = heap_new(sizeof *table);
    table->slots = heap_new(cap * sizeof *table->slots);
    table->set_count = cap / SET_SLOTS;
    table->seed = seed;
    for (size_t i = 0; i < LOCK_COUNT; i++)
        (void)pthread_mutex_init(&table->locks[i], NULL);
    return table;
}

void rate_table_free(struct rate_table *table)
{
    if (table == NULL)
        return;
    for (size_t i = 0; i < LOCK_COUNT; i++)
        (void)pthread_mutex_destroy(&table->locks[i]);
    heap_free(table->slots);
    heap_free(table);
}

/* The key's slot, or the best one to take over: free, expired, then the one with the least count.
 */
static struct slot *slot_pick(struct slot *set, uint64_t key, int64_t now_ms)
{
    struct slot *best = &set[0];
    for (size_t i = 0; i < SET_SLOTS; i++) {
        if (set[i].key == key)
            return &set[i];
        uint32_t weight = set[i].end_ms <= now_ms ? 0 : set[i].count;
        uint32_t best_weight = best->end_ms <= now_ms ? 0 : best->count;
        if (weight < best_weight)
            best = &set[i];
    }
    best->key = key;
    best->end_ms = 0;
    return best;
}

struct rate_state rate_take(struct rate_table *table, uint64_t kind, struct sv key, uint32_t limit,
                            int64_t window_ms, int64_t now_ms)
{
    assert(limit > 0 && window_ms > 0);
    uint64_t hash = sv_hash(key, sv_hash(sv_make(&kind, sizeof kind), table->seed)) | 1;
    size_t set = (size_t)(hash >> 20) & (table->set_count - 1);
    pthread_mutex_t *lock = &table->locks[set % LOCK_COUNT];
    int64_t end_ms = now_ms - now_ms % window_ms + window_ms;

    (void)pthread_mutex_lock(lock);
    struct slot *slot = slot_pick(&table->slots[set * SET_SLOTS], hash, now_ms);
    if (slot->end_ms != end_ms) {
        slot->end_ms = end_ms;
        slot->count = 0;
    }
    bool is_over = slot->count >= limit;
    if (!is_over)
        slot->count++;
    uint32_t remaining = limit - slot->count;
    (void)pthread_mutex_unlock(lock);
    return (struct rate_state){ limit, remaining, end_ms, is_over };
}

/* Bytes that stand for the client under a rule; absent when the rule does not count this client. */
static struct sv client_key(enum rate_who who, const struct rate_client *client)
{
    struct sv none = sv_make(NULL, 0);
    struct sv user = sv_make(&client->user, sizeof client->user);
    switch (who) {
    case RATE_WHO_USER:
        return client->user != 0 ? user : none;
    case RATE_WHO_TOKEN:
        return client->token != 0 ? sv_make(&client->token, sizeof client->token) : none;
    case RATE_WHO_ANONYMOUS:
        return client->user == 0 && client->token == 0 ? client->network : none;
    case RATE_WHO_NETWORK:
        return client->network;
    case RATE_WHO_USER_OR_NETWORK:
        return client->user != 0 ? user : client->network;
    }
    return none;
}

static bool is_tighter(const struct rate_state *a, const struct rate_state *b)
{
    if (a->is_over != b->is_over)
        return a->is_over;
    return a->remaining < b->remaining;
}

void rate_count(struct rate_table *table, const struct rate_rule *rules, size_t rule_count,
                enum rate_bucket bucket, bool is_paging, const struct rate_client *client,
                int64_t now_ms, struct rate_state *out)
{
    *out = (struct rate_state){ 0 };
    for (size_t i = 0; bucket != RATE_NONE && i < rule_count; i++) {
        const struct rate_rule *rule = &rules[i];
        bool applies = rule->bucket == bucket ||
                       (bucket >= RATE_API &&
                        (rule->bucket == RATE_API || (rule->bucket == RATE_PAGING && is_paging)));
        struct sv key = client_key(rule->who, client);
        if (!applies || key.ptr == NULL)
            continue;
        struct rate_state state = rate_take(table, i, key, rule->limit, rule->window_ms, now_ms);
        if (out->limit == 0 || is_tighter(&state, out))
            *out = state;
    }
}
