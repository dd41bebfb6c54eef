/* Follow sets: who is in a viewer's home or list, or which hashtags it follows, as bitmaps of author numbers, least recently used
 * out first.
 *
 * A set is loaded from the store when first asked for and dropped when it changes. The race rule is
 * the cache's: a set read from a snapshot older than a change is used for that one request and not
 * kept (base/epoch.h).
 *
 * Beside the exact Roaring bitmap a set has a filter of some 32 bits a member, so that the scan
 * asks the bitmap for one entry in thirty.
 *
 * Thread: all functions but init and done, any.
 */
#pragma once

#include <pthread.h>
#include <roaring/roaring.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/epoch.h"
#include "base/map.h"

enum feed_set_kind {
    FEED_SET_HOME, /* id: the viewer's account */
    FEED_SET_LIST, /* id: the list */
    FEED_SET_TAGS, /* id: the viewer's account; its members are hashtags */
    FEED_SET_COUNT
};

struct feed_set_key {
    enum feed_set_kind kind;
    int64_t id;
};

/* One set, immutable once made. */
struct feed_members {
    roaring_bitmap_t *numbers;
    uint64_t *filter;
    uint32_t filter_mask;
    _Atomic unsigned refs;
    size_t size_bytes;
    struct feed_set_key key;
    struct feed_members *newer; /* in the list by use */
    struct feed_members *older;
};

struct feed_sets {
    pthread_mutex_t lock;
    struct epoch_table epochs;
    struct map by_id[FEED_SET_COUNT]; /* to struct feed_members */
    struct feed_members *newest;
    struct feed_members *oldest;
    size_t bytes;
    size_t cap_bytes;
};

/** False for most numbers that are not in the set. */
static inline bool feed_members_may_have(const struct feed_members *m, uint32_t number)
{
    uint32_t bit = number & m->filter_mask;
    return (m->filter[bit >> 6] >> (bit & 63) & 1) != 0;
}

/** True when the number is in the set. */
static inline bool feed_members_has(const struct feed_members *m, uint32_t number)
{
    return roaring_bitmap_contains(m->numbers, number);
}

/**
 * A set with one reference.
 *
 * numbers  in any order, doubles allowed
 */
struct feed_members *feed_members_new(struct feed_set_key key, const uint32_t *numbers,
                                      size_t count);
void feed_members_unref(struct feed_members *m);

/** An empty store of sets; cap in bytes of all sets kept. */
void feed_sets_init(struct feed_sets *s, size_t cap_bytes);
void feed_sets_done(struct feed_sets *s);

/** A reference to a kept set, or NULL. */
struct feed_members *feed_sets_find(struct feed_sets *s, struct feed_set_key key);

/** Keep a set that was read at an epoch, unless it changed since or is larger than the cap. The
 * caller keeps its reference. */
void feed_sets_put(struct feed_sets *s, struct feed_members *m, uint64_t epoch);

/** The set has changed in the store; call after the commit. */
void feed_sets_invalidate(struct feed_sets *s, struct feed_set_key key);
