/* Tombstones in memory: what was erased, asked on every serve.
 *
 * Two generations of bounded size: when the newer is full the older is dropped. Dropping is safe,
 * because a tombstone comes after its commit: a reader that begins later does not find the thing in
 * the store, and what an earlier reader rendered is refused by its epoch (cache/cache.h).
 */
#pragma once

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/map.h"
#include "cache/ref.h"

struct tombstones {
    pthread_rwlock_t lock;
    struct map newer[CACHE_NOUN_COUNT];
    struct map older[CACHE_NOUN_COUNT];
    size_t newer_count;
    size_t generation_max;
    _Atomic uint64_t changes; /* grows with each insert */
};

/**
 * An empty set.
 *
 * max      tombstones remembered at most; at least half of it always; about 40 bytes each
 */
void tombstones_init(struct tombstones *t, size_t max);
void tombstones_done(struct tombstones *t);

/** Remember one. Thread: any. */
void tombstones_insert(struct tombstones *t, struct cache_ref ref);

/** True when one of the refs is erased. Thread: any. */
bool tombstones_have_any(struct tombstones *t, const struct cache_ref *refs, size_t count);

/** A number that changes whenever a tombstone comes; what was checked at it need not be checked
 * again. */
static inline uint64_t tombstones_changes(const struct tombstones *t)
{
    return atomic_load(&t->changes);
}
