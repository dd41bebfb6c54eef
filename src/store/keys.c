/* Opened keys. */
#include "store/keys.h"

#include <pthread.h>
#include <sys/mman.h>

#include "base/heap.h"

#define WAYS 8
#define SETS ((size_t)8192)

struct slot {
    int64_t account;
    int64_t object;
    uint32_t used_at; /* 0 = empty; the set's clock otherwise */
    struct crypto_key key;
};

struct set {
    struct slot slots[WAYS];
};

struct keys {
    pthread_mutex_t lock;
    uint32_t clock;
    struct set *sets;
};

_Static_assert(sizeof(struct set) * SETS <= (size_t)4 << 20, "the opened keys take at most 4 MiB");

struct keys *keys_new(void)
{
    struct keys *k = heap_new(sizeof *k);
    (void)pthread_mutex_init(&k->lock, NULL);
    void *memory = mmap(NULL, SETS * sizeof(struct set), PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert(memory != MAP_FAILED);
    /* A system that allows little locked memory still gets the rest of the protection. */
    (void)mlock(memory, SETS * sizeof(struct set));
    (void)madvise(memory, SETS * sizeof(struct set), MADV_DONTDUMP);
    k->sets = memory;
    return k;
}

void keys_free(struct keys *k)
{
    if (k == NULL)
        return;
    secret_wipe(secret_make(k->sets, SETS * sizeof(struct set)));
    (void)munmap(k->sets, SETS * sizeof(struct set));
    (void)pthread_mutex_destroy(&k->lock);
    heap_free(k);
}

static struct set *set_of(struct keys *k, int64_t account, int64_t object)
{
    uint64_t h = ((uint64_t)account ^ ((uint64_t)object << 7) ^ (uint64_t)object) *
                 UINT64_C(0x9E3779B97F4A7C15);
    return &k->sets[(h >> 40) % SETS];
}

static struct slot *slot_find(struct set *set, int64_t account, int64_t object)
{
    for (size_t i = 0; i < WAYS; i++) {
        struct slot *s = &set->slots[i];
        if (s->used_at != 0 && s->account == account && s->object == object)
            return s;
    }
    return NULL;
}

static struct slot *slot_oldest(struct set *set)
{
    struct slot *oldest = &set->slots[0];
    for (size_t i = 1; i < WAYS; i++)
        if (set->slots[i].used_at < oldest->used_at)
            oldest = &set->slots[i];
    return oldest;
}

static void slot_wipe(struct slot *s)
{
    secret_wipe(secret_make(s, sizeof *s));
}

static uint32_t tick(struct keys *k)
{
    if (++k->clock == 0)
        k->clock = 1;
    return k->clock;
}

void keys_put(struct keys *k, struct account_id account, int64_t object,
              const struct crypto_key *key)
{
    (void)pthread_mutex_lock(&k->lock);
    struct set *set = set_of(k, account.v, object);
    struct slot *s = slot_find(set, account.v, object);
    if (s == NULL)
        s = slot_oldest(set);
    *s = (struct slot){ .account = account.v, .object = object, .used_at = tick(k), .key = *key };
    (void)pthread_mutex_unlock(&k->lock);
}

bool keys_find(struct keys *k, struct account_id account, int64_t object, struct crypto_key *out)
{
    (void)pthread_mutex_lock(&k->lock);
    struct slot *s = slot_find(set_of(k, account.v, object), account.v, object);
    if (s != NULL) {
        s->used_at = tick(k);
        *out = s->key;
    }
    (void)pthread_mutex_unlock(&k->lock);
    return s != NULL;
}

void keys_forget(struct keys *k, struct account_id account, int64_t object)
{
    (void)pthread_mutex_lock(&k->lock);
    struct slot *s = slot_find(set_of(k, account.v, object), account.v, object);
    if (s != NULL)
        slot_wipe(s);
    (void)pthread_mutex_unlock(&k->lock);
}

void keys_forget_account(struct keys *k, struct account_id account)
{
    (void)pthread_mutex_lock(&k->lock);
    for (size_t i = 0; i < SETS; i++)
        for (size_t j = 0; j < WAYS; j++)
            if (k->sets[i].slots[j].used_at != 0 && k->sets[i].slots[j].account == account.v)
                slot_wipe(&k->sets[i].slots[j]);
    (void)pthread_mutex_unlock(&k->lock);
}
