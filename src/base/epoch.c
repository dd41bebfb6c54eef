/* Epochs: stamps in a fixed table under the hash of the key. */
#include "base/epoch.h"

#include <assert.h>

#include "base/heap.h"

static size_t slot_of(const struct epoch_table *t, uint64_t key)
{
    uint64_t h = key * UINT64_C(0x9E3779B97F4A7C15);
    h ^= h >> 29;
    h *= UINT64_C(0xBF58476D1CE4E5B9);
    h ^= h >> 32;
    return (size_t)h & (t->slot_count - 1);
}

void epoch_init(struct epoch_table *t, size_t slot_count)
{
    assert(slot_count > 0 && (slot_count & (slot_count - 1)) == 0);
    t->slot_count = slot_count;
    t->stamps = heap_new(slot_count * sizeof *t->stamps);
    atomic_init(&t->now, 1);
}

void epoch_done(struct epoch_table *t)
{
    heap_free(t->stamps);
    t->stamps = NULL;
    t->slot_count = 0;
}

uint64_t epoch_now(const struct epoch_table *t)
{
    return atomic_load(&t->now);
}

void epoch_stamp(struct epoch_table *t, uint64_t key)
{
    uint64_t stamp = atomic_fetch_add(&t->now, 1) + 1;
    _Atomic uint64_t *slot = &t->stamps[slot_of(t, key)];
    /* A slower thread with an older stamp must not hide a newer one. */
    uint64_t seen = atomic_load(slot);
    while (seen < stamp && !atomic_compare_exchange_weak(slot, &seen, stamp))
        continue;
}

bool epoch_is_stamped_after(const struct epoch_table *t, uint64_t key, uint64_t epoch)
{
    return atomic_load(&t->stamps[slot_of(t, key)]) > epoch;
}
