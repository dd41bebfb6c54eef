/* Hash table from 64-bit keys to 64-bit values. */
#include "base/map.h"

#include <assert.h>

#include "base/heap.h"

static size_t home_slot(const struct map *m, uint64_t key)
{
    uint64_t h = key * UINT64_C(0x9E3779B97F4A7C15);
    h ^= h >> 32;
    return (size_t)h & (m->cap - 1);
}

/* The slot holding key, or the free one where it would go. */
static size_t slot_of(const struct map *m, uint64_t key)
{
    size_t at = home_slot(m, key);
    while (m->is_used[at] && m->slots[at].key != key)
        at = (at + 1) & (m->cap - 1);
    return at;
}

static void grow(struct map *m)
{
    struct map bigger = { .cap = m->cap == 0 ? 16 : m->cap * 2, .count = m->count };
    bigger.slots = heap_new(bigger.cap * sizeof *bigger.slots);
    bigger.is_used = heap_new(bigger.cap);
    for (size_t i = 0; i < m->cap; i++) {
        if (!m->is_used[i])
            continue;
        size_t at = slot_of(&bigger, m->slots[i].key);
        bigger.slots[at] = m->slots[i];
        bigger.is_used[at] = 1;
    }
    heap_free(m->slots);
    heap_free(m->is_used);
    *m = bigger;
}

void map_done(struct map *m)
{
    heap_free(m->slots);
    heap_free(m->is_used);
    *m = (struct map){ 0 };
}

void map_put(struct map *m, uint64_t key, uint64_t value)
{
    if ((m->count + 1) * 4 > m->cap * 3)
        grow(m);
    size_t at = slot_of(m, key);
    if (!m->is_used[at]) {
        m->is_used[at] = 1;
        m->count++;
    }
    m->slots[at] = (struct map_slot){ key, value };
}

bool map_find(const struct map *m, uint64_t key, uint64_t *out_value)
{
    if (m->count == 0)
        return false;
    size_t at = slot_of(m, key);
    if (!m->is_used[at])
        return false;
    if (out_value != NULL)
        *out_value = m->slots[at].value;
    return true;
}

bool map_delete(struct map *m, uint64_t key)
{
    if (m->count == 0)
        return false;
    size_t hole = slot_of(m, key);
    if (!m->is_used[hole])
        return false;
    m->is_used[hole] = 0;
    m->count--;
    /* Pull later members of the run back over the hole when that brings them no nearer than their home. */
    for (size_t at = (hole + 1) & (m->cap - 1); m->is_used[at]; at = (at + 1) & (m->cap - 1)) {
        size_t from_home = (at - home_slot(m, m->slots[at].key)) & (m->cap - 1);
        size_t from_hole = (at - hole) & (m->cap - 1);
        if (from_home < from_hole)
            continue;
        m->slots[hole] = m->slots[at];
        m->is_used[hole] = 1;
        m->is_used[at] = 0;
        hole = at;
    }
    return true;
}

bool map_next(const struct map *m, size_t *at, uint64_t *out_key, uint64_t *out_value)
{
    while (*at < m->cap && !m->is_used[*at])
        (*at)++;
    if (*at >= m->cap)
        return false;
    *out_key = m->slots[*at].key;
    *out_value = m->slots[*at].value;
    (*at)++;
    return true;
}
