/* Hash table from 64-bit keys to 64-bit values, on the heap.
 *
 * Open addressing with linear probing and backward-shift deletion, so there are no tombstones and no rebuilds. Key 0
 * is an ordinary key. Not thread-safe: its owner holds the lock. 17 bytes a slot, at most three quarters full.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct map_slot {
    uint64_t key;
    uint64_t value;
};

struct map {
    struct map_slot *slots;
    unsigned char *is_used;
    size_t cap; /* power of two, or 0 */
    size_t count;
};

/** Free the table; accepts a zeroed struct, which is also an empty map. */
void map_done(struct map *m);

/** Insert or replace. */
void map_put(struct map *m, uint64_t key, uint64_t value);

/** True and *out_value when the key is there; untouched otherwise. out_value may be NULL. */
bool map_find(const struct map *m, uint64_t key, uint64_t *out_value);

/** True when the key was there. */
bool map_delete(struct map *m, uint64_t key);

/**
 * Walk: call with *at = 0 first; false at the end. Do not change the map meanwhile.
 */
bool map_next(const struct map *m, size_t *at, uint64_t *out_key, uint64_t *out_value);
