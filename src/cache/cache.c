/* Cache: sixteen shards, each a hash table of entries, a list by age of use and an index from refs
 * to entries.
 *
 * Order of locks: shard, then tombstones. A put checks the epochs and links its entry under the
 * shard's lock, an invalidation stamps first and sweeps the shards afterwards: whichever comes
 * first, the entry is refused or swept. Values are let go outside the lock, since their objects may
 * be dear to destroy.
 */
#include "cache/cache.h"

#include <assert.h>
#include <pthread.h>
#include <string.h>

#include "base/epoch.h"
#include "base/heap.h"
#include "cache/tombstone.h"

#define SHARD_COUNT ((size_t)16)
#define NAME_MAX_BYTES ((size_t)1024)
#define EPOCH_SLOTS ((size_t)1 << 16)
/* What an entry is expected to take, to size the tables. */
#define TYPICAL_BYTES ((size_t)2048)

struct entry;

/* Membership of an entry in the list of a ref's slot. */
struct link {
    struct link *next;
    struct link **at; /* the pointer that points here */
    struct entry *entry;
};

struct entry {
    struct entry *next; /* in its slot, or in a list of the doomed */
    struct entry *newer;
    struct entry *older;
    uint64_t hash;
    enum cache_kind kind;
    uint32_t variant;
    int64_t id;
    struct cache_value *value;
    size_t size_bytes;
    uint64_t checked; /* count of tombstones at which it was found alive */
    struct sv name;
    /* These and the name lie behind the entry. */
    struct cache_ref *refs;
    size_t ref_count;
    struct link links[];
};

struct shard {
    pthread_mutex_t lock;
    struct entry **slots;
    struct link **ref_slots;
    struct entry *newest;
    struct entry *oldest;
    struct cache_stats stats;
};

struct cache {
    struct shard shards[SHARD_COUNT];
    struct epoch_table epochs;
    struct tombstones tombstones;
    size_t slot_count; /* of each table of a shard; power of two */
    size_t shard_cap_bytes;
};

enum cache_noun cache_kind_noun(enum cache_kind kind)
{
    switch (kind) {
    case CACHE_KIND_STATUS_API:
    case CACHE_KIND_STATUS_VIEWER:
        return CACHE_NOUN_STATUS;
    case CACHE_KIND_ANSWER:
    case CACHE_KIND_COUNT:
        break;
    }
    return CACHE_NOUN_NONE;
}

struct cache *cache_new(const struct cache_settings *settings)
{
    assert(settings->cap_bytes >= 65536);
    struct cache *c = heap_new(sizeof *c);
    c->shard_cap_bytes = settings->cap_bytes / SHARD_COUNT;
    c->slot_count = 64;
    while (c->slot_count < c->shard_cap_bytes / TYPICAL_BYTES)
        c->slot_count *= 2;
    for (size_t i = 0; i < SHARD_COUNT; i++) {
        struct shard *s = &c->shards[i];
        int failed = pthread_mutex_init(&s->lock, NULL);
        assert(failed == 0);
        s->slots = heap_new(c->slot_count * sizeof *s->slots);
        s->ref_slots = heap_new(c->slot_count * sizeof *s->ref_slots);
    }
    epoch_init(&c->epochs, EPOCH_SLOTS);
    tombstones_init(&c->tombstones, settings->tombstone_max);
    return c;
}

static void doomed_free(struct entry *doomed)
{
    while (doomed != NULL) {
        struct entry *next = doomed->next;
        cache_value_unref(doomed->value);
        heap_free(doomed);
        doomed = next;
    }
}

void cache_free(struct cache *c)
{
    if (c == NULL)
        return;
    for (size_t i = 0; i < SHARD_COUNT; i++) {
        struct shard *s = &c->shards[i];
        for (size_t slot = 0; slot < c->slot_count; slot++)
            doomed_free(s->slots[slot]);
        heap_free(s->slots);
        heap_free(s->ref_slots);
        (void)pthread_mutex_destroy(&s->lock);
    }
    epoch_done(&c->epochs);
    tombstones_done(&c->tombstones);
    heap_free(c);
}

static uint64_t key_hash(const struct cache_key *key)
{
    uint64_t h = (uint64_t)key->id * UINT64_C(0x9E3779B97F4A7C15);
    h ^= ((uint64_t)key->kind << 32 | key->variant) * UINT64_C(0xC2B2AE3D27D4EB4F);
    if (key->name.len > 0)
        h ^= sv_hash(key->name, 1);
    h ^= h >> 31;
    h *= UINT64_C(0xBF58476D1CE4E5B9);
    return h ^ h >> 32;
}

static struct shard *shard_of(struct cache *c, uint64_t hash)
{
    return &c->shards[hash >> 60];
}

static struct entry **slot_of(const struct cache *c, struct shard *s, uint64_t hash)
{
    return &s->slots[hash & (c->slot_count - 1)];
}

static struct link **ref_slot_of(const struct cache *c, struct shard *s, struct cache_ref ref)
{
    return &s->ref_slots[cache_ref_hash(ref) >> 20 & (c->slot_count - 1)];
}

static bool is_keyed(const struct entry *e, uint64_t hash, const struct cache_key *key)
{
    return e->hash == hash && e->kind == key->kind && e->variant == key->variant &&
           e->id == key->id && sv_eq(e->name, key->name);
}

static struct entry *entry_find(const struct cache *c, struct shard *s, uint64_t hash,
                                const struct cache_key *key)
{
    struct entry *e = *slot_of(c, s, hash);
    while (e != NULL && !is_keyed(e, hash, key))
        e = e->next;
    return e;
}

static void age_unlink(struct shard *s, struct entry *e)
{
    *(e->newer == NULL ? &s->newest : &e->newer->older) = e->older;
    *(e->older == NULL ? &s->oldest : &e->older->newer) = e->newer;
}

static void age_push(struct shard *s, struct entry *e)
{
    e->newer = NULL;
    e->older = s->newest;
    *(s->newest == NULL ? &s->oldest : &s->newest->newer) = e;
    s->newest = e;
}

/* Take an entry out of every list of its shard and put it on the doomed. */
static void entry_doom(const struct cache *c, struct shard *s, struct entry *e,
                       struct entry **doomed)
{
    struct entry **at = slot_of(c, s, e->hash);
    while (*at != e)
        at = &(*at)->next;
    *at = e->next;
    age_unlink(s, e);
    for (size_t i = 0; i < e->ref_count; i++) {
        struct link *link = &e->links[i];
        *link->at = link->next;
        if (link->next != NULL)
            link->next->at = link->at;
    }
    s->stats.count--;
    s->stats.bytes -= e->size_bytes;
    e->next = *doomed;
    *doomed = e;
}

static void entry_link(const struct cache *c, struct shard *s, struct entry *e)
{
    struct entry **slot = slot_of(c, s, e->hash);
    e->next = *slot;
    *slot = e;
    age_push(s, e);
    for (size_t i = 0; i < e->ref_count; i++) {
        struct link **first = ref_slot_of(c, s, e->refs[i]);
        e->links[i] = (struct link){ .next = *first, .at = first, .entry = e };
        if (*first != NULL)
            (*first)->at = &e->links[i].next;
        *first = &e->links[i];
    }
    s->stats.count++;
    s->stats.bytes += e->size_bytes;
}

uint64_t cache_epoch(const struct cache *c)
{
    return epoch_now(&c->epochs);
}

/* Nothing it is about has a tombstone; remembered until another tombstone comes. */
static bool entry_is_alive(struct cache *c, struct entry *e)
{
    uint64_t changes = tombstones_changes(&c->tombstones);
    if (e->checked == changes)
        return true;
    if (tombstones_have_any(&c->tombstones, e->refs, e->ref_count))
        return false;
    e->checked = changes;
    return true;
}

struct cache_value *cache_find(struct cache *c, const struct cache_key *key)
{
    uint64_t hash = key_hash(key);
    struct shard *s = shard_of(c, hash);
    struct entry *doomed = NULL;
    struct cache_value *found = NULL;
    (void)pthread_mutex_lock(&s->lock);
    struct entry *e = entry_find(c, s, hash, key);
    if (e != NULL && !entry_is_alive(c, e)) {
        entry_doom(c, s, e, &doomed);
        s->stats.invalidated++;
        e = NULL;
    }
    if (e != NULL) {
        if (s->newest != e) {
            age_unlink(s, e);
            age_push(s, e);
        }
        found = cache_value_ref(e->value);
        s->stats.hits++;
    } else {
        s->stats.misses++;
    }
    (void)pthread_mutex_unlock(&s->lock);
    doomed_free(doomed);
    return found;
}

static void entry_add_ref(struct entry *e, struct cache_ref ref)
{
    if (ref.noun == CACHE_NOUN_NONE || (ref.id == 0 && ref.noun != CACHE_NOUN_SITE))
        return;
    for (size_t i = 0; i < e->ref_count; i++) {
        if (cache_ref_eq(e->refs[i], ref))
            return;
    }
    e->refs[e->ref_count++] = ref;
}

static struct cache_ref key_ref(const struct cache_key *key)
{
    return (struct cache_ref){ cache_kind_noun(key->kind), key->id };
}

static struct entry *entry_new(const struct cache_key *key, struct account_id owner,
                               const struct cache_ref *deps, size_t dep_count,
                               struct cache_value *value)
{
    size_t ref_max = dep_count + 2; /* the key's and the owner */
    size_t size = sizeof(struct entry) +
                  ref_max * (sizeof(struct link) + sizeof(struct cache_ref)) + key->name.len;
    struct entry *e = heap_new(size);
    e->hash = key_hash(key);
    e->kind = key->kind;
    e->variant = key->variant;
    e->id = key->id;
    e->value = cache_value_ref(value);
    e->size_bytes = size + cache_value_size(value);
    e->refs = (struct cache_ref *)&e->links[ref_max];
    char *name = (char *)&e->refs[ref_max];
    if (key->name.len > 0)
        memcpy(name, key->name.ptr, key->name.len);
    e->name = sv_make(name, key->name.len);
    entry_add_ref(e, key_ref(key));
    entry_add_ref(e, cache_ref_account(owner));
    for (size_t i = 0; i < dep_count; i++)
        entry_add_ref(e, deps[i]);
    return e;
}

static bool is_outdated(const struct cache *c, const struct entry *e, uint64_t epoch)
{
    if (epoch_is_stamped_after(&c->epochs, e->hash, epoch))
        return true;
    for (size_t i = 0; i < e->ref_count; i++) {
        if (epoch_is_stamped_after(&c->epochs, cache_ref_hash(e->refs[i]), epoch))
            return true;
    }
    return false;
}

/* Under the shard's lock: link the entry unless it came too late, make room for it. */
static bool entry_admit(struct cache *c, struct shard *s, struct entry *e, uint64_t epoch,
                        struct entry **doomed)
{
    struct cache_key key = { e->kind, e->variant, e->id, e->name };
    /* Checked afresh: a tombstone may have come between two looks at the count. */
    e->checked = UINT64_MAX;
    if (is_outdated(c, e, epoch) || !entry_is_alive(c, e)) {
        s->stats.refused++;
        return false;
    }
    struct entry *same = entry_find(c, s, e->hash, &key);
    if (same != NULL)
        entry_doom(c, s, same, doomed);
    while (s->stats.bytes + e->size_bytes > c->shard_cap_bytes && s->oldest != NULL) {
        entry_doom(c, s, s->oldest, doomed);
        s->stats.evicted++;
    }
    entry_link(c, s, e);
    s->stats.puts++;
    return true;
}

bool cache_put(struct cache *c, const struct cache_key *key, struct account_id owner,
               const struct cache_ref *deps, size_t dep_count, struct cache_value *value,
               uint64_t epoch)
{
    assert(key->kind < CACHE_KIND_COUNT && dep_count <= CACHE_DEPS_MAX);
    assert(epoch > 0);
    if (key->name.len > NAME_MAX_BYTES || cache_value_size(value) > c->shard_cap_bytes / 8)
        return false;
    struct entry *e = entry_new(key, owner, deps, dep_count, value);
    struct shard *s = shard_of(c, e->hash);
    struct entry *doomed = NULL;
    (void)pthread_mutex_lock(&s->lock);
    bool is_kept = entry_admit(c, s, e, epoch, &doomed);
    (void)pthread_mutex_unlock(&s->lock);
    doomed_free(doomed);
    if (!is_kept) {
        cache_value_unref(e->value);
        heap_free(e);
    }
    return is_kept;
}

#ifdef EFFACE_MUTANT_CACHE_NOT_INVALIDATED

void cache_invalidate(struct cache *c, struct cache_ref ref)
{
    UNUSED(c);
    UNUSED(ref);
}

void cache_invalidate_key(struct cache *c, const struct cache_key *key)
{
    UNUSED(c);
    UNUSED(key);
}

#else

static bool is_about(const struct entry *e, struct cache_ref ref)
{
    for (size_t i = 0; i < e->ref_count; i++) {
        if (cache_ref_eq(e->refs[i], ref))
            return true;
    }
    return false;
}

static void shard_sweep(struct cache *c, struct shard *s, struct cache_ref ref)
{
    struct entry *doomed = NULL;
    (void)pthread_mutex_lock(&s->lock);
    struct link *link = *ref_slot_of(c, s, ref);
    while (link != NULL) {
        struct entry *e = link->entry;
        link = link->next;
        if (!is_about(e, ref))
            continue;
        /* Another link of the same entry may be next in this slot; do not step on it. */
        while (link != NULL && link->entry == e)
            link = link->next;
        entry_doom(c, s, e, &doomed);
        s->stats.invalidated++;
    }
    (void)pthread_mutex_unlock(&s->lock);
    doomed_free(doomed);
}

void cache_invalidate(struct cache *c, struct cache_ref ref)
{
    epoch_stamp(&c->epochs, cache_ref_hash(ref));
    for (size_t i = 0; i < SHARD_COUNT; i++)
        shard_sweep(c, &c->shards[i], ref);
}

void cache_invalidate_key(struct cache *c, const struct cache_key *key)
{
    uint64_t hash = key_hash(key);
    epoch_stamp(&c->epochs, hash);
    struct shard *s = shard_of(c, hash);
    struct entry *doomed = NULL;
    (void)pthread_mutex_lock(&s->lock);
    struct entry *e = entry_find(c, s, hash, key);
    if (e != NULL) {
        entry_doom(c, s, e, &doomed);
        s->stats.invalidated++;
    }
    (void)pthread_mutex_unlock(&s->lock);
    doomed_free(doomed);
}

#endif

void cache_tombstone(struct cache *c, struct cache_ref ref)
{
    tombstones_insert(&c->tombstones, ref);
    cache_invalidate(c, ref);
}

bool cache_is_tombstoned(struct cache *c, struct cache_ref ref)
{
    return tombstones_have_any(&c->tombstones, &ref, 1);
}

void cache_stats_get(struct cache *c, struct cache_stats *out)
{
    struct cache_stats sum = { 0 };
    for (size_t i = 0; i < SHARD_COUNT; i++) {
        struct shard *s = &c->shards[i];
        (void)pthread_mutex_lock(&s->lock);
        sum.hits += s->stats.hits;
        sum.misses += s->stats.misses;
        sum.puts += s->stats.puts;
        sum.refused += s->stats.refused;
        sum.evicted += s->stats.evicted;
        sum.invalidated += s->stats.invalidated;
        sum.count += s->stats.count;
        sum.bytes += s->stats.bytes;
        (void)pthread_mutex_unlock(&s->lock);
    }
    *out = sum;
}
