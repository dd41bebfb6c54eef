/* Tombstones in memory: two generations of maps, one map a noun. */
#include "cache/tombstone.h"

#include <assert.h>
#include <string.h>

void tombstones_init(struct tombstones *t, size_t max)
{
    assert(max >= 2);
    *t = (struct tombstones){ .generation_max = max / 2 };
    int failed = pthread_rwlock_init(&t->lock, NULL);
    assert(failed == 0);
    atomic_init(&t->changes, 0);
}

static void generation_done(struct map *maps)
{
    for (size_t noun = 0; noun < CACHE_NOUN_COUNT; noun++)
        map_done(&maps[noun]);
}

void tombstones_done(struct tombstones *t)
{
    generation_done(t->newer);
    generation_done(t->older);
    (void)pthread_rwlock_destroy(&t->lock);
}

static void turn_generation(struct tombstones *t)
{
    generation_done(t->older);
    memcpy(t->older, t->newer, sizeof t->older);
    memset(t->newer, 0, sizeof t->newer);
    t->newer_count = 0;
}

void tombstones_insert(struct tombstones *t, struct cache_ref ref)
{
    assert(ref.noun > CACHE_NOUN_NONE && ref.noun < CACHE_NOUN_COUNT);
    (void)pthread_rwlock_wrlock(&t->lock);
    if (t->newer_count >= t->generation_max)
        turn_generation(t);
    if (!map_find(&t->newer[ref.noun], (uint64_t)ref.id, NULL)) {
        map_put(&t->newer[ref.noun], (uint64_t)ref.id, 1);
        t->newer_count++;
    }
    (void)atomic_fetch_add(&t->changes, 1);
    (void)pthread_rwlock_unlock(&t->lock);
}

bool tombstones_have_any(struct tombstones *t, const struct cache_ref *refs, size_t count)
{
    bool is_any = false;
    (void)pthread_rwlock_rdlock(&t->lock);
    for (size_t i = 0; i < count && !is_any; i++) {
        uint64_t id = (uint64_t)refs[i].id;
        is_any = map_find(&t->newer[refs[i].noun], id, NULL) ||
                 map_find(&t->older[refs[i].noun], id, NULL);
    }
    (void)pthread_rwlock_unlock(&t->lock);
    return is_any;
}
