/* Authors: an array by number and an open table of numbers by account id. */
#include "feed/author.h"

#include <assert.h>

#include "base/heap.h"

void feed_authors_done(struct feed_authors *a)
{
    heap_free(a->items);
    heap_free(a->slots);
    *a = (struct feed_authors){ 0 };
}

static size_t home_slot(const struct feed_authors *a, int64_t id)
{
    uint64_t h = (uint64_t)id * UINT64_C(0x9E3779B97F4A7C15);
    h ^= h >> 32;
    return (size_t)h & (a->slot_count - 1);
}

/* The slot that holds the account, or the free one where it would go. */
static size_t slot_of(const struct feed_authors *a, int64_t id)
{
    size_t at = home_slot(a, id);
    while (a->slots[at] != 0 && a->items[a->slots[at] - 1].id != id)
        at = (at + 1) & (a->slot_count - 1);
    return at;
}

static void grow_slots(struct feed_authors *a)
{
    heap_free(a->slots);
    a->slot_count = a->slot_count == 0 ? 64 : a->slot_count * 2;
    a->slots = heap_new(a->slot_count * sizeof *a->slots);
    for (size_t i = 0; i < a->count; i++) {
        if (a->items[i].id != 0)
            a->slots[slot_of(a, a->items[i].id)] = (uint32_t)i + 1;
    }
}

uint32_t feed_author_find(const struct feed_authors *a, struct account_id id)
{
    if (a->slot_count == 0 || id.v == 0)
        return FEED_AUTHOR_NONE;
    uint32_t found = a->slots[slot_of(a, id.v)];
    return found == 0 ? FEED_AUTHOR_NONE : found - 1;
}

uint32_t feed_author_number(struct feed_authors *a, struct account_id id)
{
    assert(id.v != 0 && a->count < FEED_AUTHOR_NONE - 1);
    uint32_t found = feed_author_find(a, id);
    if (found != FEED_AUTHOR_NONE)
        return found;
    if ((a->count + 1) * 2 > a->slot_count)
        grow_slots(a);
    if (a->count == a->cap) {
        a->cap = a->cap == 0 ? 64 : a->cap * 2;
        a->items = heap_resize(a->items, a->cap * sizeof *a->items);
    }
    uint32_t number = (uint32_t)a->count++;
    a->items[number] = (struct feed_author){ .id = id.v };
    a->slots[slot_of(a, id.v)] = number + 1;
    return number;
}

void feed_author_forget(struct feed_authors *a, struct account_id id)
{
    uint32_t number = feed_author_find(a, id);
    if (number == FEED_AUTHOR_NONE)
        return;
    size_t hole = slot_of(a, id.v);
    a->slots[hole] = 0;
    a->items[number] = (struct feed_author){ 0 };
    /* Pull later members of the run back over the hole when that brings them no nearer than their
     * home. */
    for (size_t at = (hole + 1) & (a->slot_count - 1); a->slots[at] != 0;
         at = (at + 1) & (a->slot_count - 1)) {
        size_t home = home_slot(a, a->items[a->slots[at] - 1].id);
        if (((at - home) & (a->slot_count - 1)) < ((at - hole) & (a->slot_count - 1)))
            continue;
        a->slots[hole] = a->slots[at];
        a->slots[at] = 0;
        hole = at;
    }
}
