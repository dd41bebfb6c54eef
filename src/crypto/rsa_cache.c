/* Cache of opened public keys: a hash table of slots that stand in a ring, newest first.
 *
 * The hash is seeded at random and only finds the slot; the bytes decide. Two keys with one hash
 * take turns.
 */
#include "crypto/rsa_cache.h"

#include <assert.h>
#include <pthread.h>
#include <string.h>

#include "base/heap.h"
#include "base/map.h"
#include "crypto/random.h"

#define NUMBERS_BYTES_MAX (RSA_MODULUS_BYTES_MAX + RSA_EXPONENT_BYTES_MAX)

struct slot {
    uint64_t hash;
    struct rsa_key *key;    /* NULL while the slot is free */
    unsigned char *numbers; /* modulus ‖ exponent, on the heap */
    size_t modulus_len;
    size_t len;
    size_t newer; /* ring; slot 0 is its head */
    size_t older;
};

struct rsa_key_cache {
    pthread_mutex_t lock;
    uint64_t seed;
    struct map by_hash; /* hash to slot number */
    struct slot *slots; /* [0] is the head of the ring, no key */
    size_t cap;
};

struct rsa_key_cache *rsa_key_cache_new(size_t count)
{
    assert(count >= 1 && count <= 1000000);
    struct rsa_key_cache *cache = heap_new(sizeof *cache);
    (void)pthread_mutex_init(&cache->lock, NULL);
    crypto_random_bytes(&cache->seed, sizeof cache->seed);
    cache->cap = count;
    cache->slots = heap_new((count + 1) * sizeof *cache->slots);
    return cache;
}

void rsa_key_cache_free(struct rsa_key_cache *cache)
{
    if (cache == NULL)
        return;
    for (size_t i = 1; i <= cache->cap; i++) {
        rsa_key_free(cache->slots[i].key);
        heap_free(cache->slots[i].numbers);
    }
    map_done(&cache->by_hash);
    heap_free(cache->slots);
    (void)pthread_mutex_destroy(&cache->lock);
    heap_free(cache);
}

static void ring_leave(struct rsa_key_cache *cache, size_t at)
{
    struct slot *slot = &cache->slots[at];
    cache->slots[slot->newer].older = slot->older;
    cache->slots[slot->older].newer = slot->newer;
}

static void ring_enter(struct rsa_key_cache *cache, size_t at)
{
    struct slot *slot = &cache->slots[at];
    slot->newer = 0;
    slot->older = cache->slots[0].older;
    cache->slots[slot->older].newer = at;
    cache->slots[0].older = at;
}

static bool is_same(const struct slot *slot, struct rsa_public key)
{
    return slot->modulus_len == key.modulus.len &&
           slot->len == key.modulus.len + key.exponent.len &&
           memcmp(slot->numbers, key.modulus.ptr, key.modulus.len) == 0 &&
           memcmp(slot->numbers + slot->modulus_len, key.exponent.ptr, key.exponent.len) == 0;
}

/* With the lock: the key, held once more, or NULL. */
static struct rsa_key *find(struct rsa_key_cache *cache, uint64_t hash, struct rsa_public key)
{
    uint64_t at;
    if (!map_find(&cache->by_hash, hash, &at) || !is_same(&cache->slots[at], key))
        return NULL;
    ring_leave(cache, at);
    ring_enter(cache, at);
    return rsa_key_hold(cache->slots[at].key);
}

static void slot_clear(struct rsa_key_cache *cache, size_t at)
{
    struct slot *slot = &cache->slots[at];
    ring_leave(cache, at);
    (void)map_delete(&cache->by_hash, slot->hash);
    rsa_key_free(slot->key);
    heap_free(slot->numbers);
    *slot = (struct slot){ 0 };
}

/* A free slot: the one that had this hash, a fresh one, or the one used longest ago. */
static size_t slot_take(struct rsa_key_cache *cache, uint64_t hash)
{
    uint64_t at;
    if (!map_find(&cache->by_hash, hash, &at)) {
        if (cache->by_hash.count < cache->cap)
            return cache->by_hash.count + 1;
        at = cache->slots[0].newer;
    }
    slot_clear(cache, at);
    return at;
}

/* With the lock: remember an opened key, which the cache holds too. */
static void insert(struct rsa_key_cache *cache, uint64_t hash, struct rsa_public key,
                   struct rsa_key *opened)
{
    size_t at = slot_take(cache, hash);
    struct slot *slot = &cache->slots[at];
    slot->hash = hash;
    slot->key = rsa_key_hold(opened);
    slot->modulus_len = key.modulus.len;
    slot->len = key.modulus.len + key.exponent.len;
    slot->numbers = heap_new(slot->len);
    memcpy(slot->numbers, key.modulus.ptr, key.modulus.len);
    memcpy(slot->numbers + key.modulus.len, key.exponent.ptr, key.exponent.len);
    map_put(&cache->by_hash, hash, at);
    ring_enter(cache, at);
}

enum err rsa_key_cache_get(struct rsa_key_cache *cache, struct rsa_public key, struct rsa_key **out)
{
    if (key.modulus.len + key.exponent.len > NUMBERS_BYTES_MAX)
        return ERR_PARSE;
    uint64_t hash = sv_hash(key.exponent, sv_hash(key.modulus, cache->seed));
    (void)pthread_mutex_lock(&cache->lock);
    struct rsa_key *found = find(cache, hash, key);
    (void)pthread_mutex_unlock(&cache->lock);
    if (found != NULL) {
        *out = found;
        return ERR_OK;
    }
    struct rsa_key *opened;
    TRY(rsa_public_open(key, &opened));
    (void)pthread_mutex_lock(&cache->lock);
    insert(cache, hash, key, opened);
    (void)pthread_mutex_unlock(&cache->lock);
    *out = opened;
    return ERR_OK;
}

size_t rsa_key_cache_count(struct rsa_key_cache *cache)
{
    (void)pthread_mutex_lock(&cache->lock);
    size_t count = cache->by_hash.count;
    (void)pthread_mutex_unlock(&cache->lock);
    return count;
}
