/* Ring of recent posts: 16 bytes each, ordered by id, the oldest dropped when it is full.
 *
 * Blocks of up to 2,048 entries in a directory. Posts come almost in order, so an insert is nearly
 * always an append; one that comes late moves a part of one block. Ids, authors and flags lie apart
 * within a block: the scan reads four bytes of an entry it passes over.
 *
 * The ring is complete for ids from its floor on; what is older is left to the merge
 * (feed/merge.h).
 *
 * Not thread-safe: feed/feed.c holds the lock. Memory: 32 KiB a block; neighbours that fill half a
 * block together are joined, so at most about 64 bytes an entry of capacity, 16 in practice.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "feed/follow_set.h"
#include "feed/range.h"

struct feed_entry {
    int64_t id;      /* status id */
    uint32_t author; /* dense number of its author (of the reblogger, for a reblog) */
    uint32_t flags;  /* enum feed_flag */
};

struct feed_block;

struct feed_ring {
    struct feed_block **blocks; /* oldest first, none empty */
    size_t block_count;
    size_t block_cap;
    size_t count;
    size_t capacity;
    int64_t floor; /* complete for ids ≥ floor */
};

/* Why a scan ended. */
enum feed_stop {
    FEED_STOP_FULL,  /* the page is full */
    FEED_STOP_BOUND, /* everything in the range was examined */
    FEED_STOP_TAIL,  /* the ring ends before the range does: the rest is the merge's */
    FEED_STOP_CAP,   /* as many entries were examined as allowed */
};

struct feed_scan {
    const struct feed_members *members;
    uint32_t skip_flags;     /* entries with any of them are passed over */
    struct feed_range range; /* not yet examined; narrowed as the scan goes on */
    size_t budget;           /* entries that may still be examined */
    size_t limit;            /* room in ids */
    int64_t *ids;            /* in the order of the scan */
    size_t count;
};

/** An empty ring, complete from id 0 on. Capacity in entries. */
void feed_ring_init(struct feed_ring *r, size_t capacity);
void feed_ring_done(struct feed_ring *r);

/** Put an entry in its place; false when its id is there already or below the floor. */
bool feed_ring_insert(struct feed_ring *r, struct feed_entry entry);

/** Take an entry out; false when it is not there. */
bool feed_ring_delete(struct feed_ring *r, int64_t id);

/**
 * Take an author's entries out of the next blocks.
 *
 * from         id to begin at; advanced behind the last block looked at
 * block_max    blocks to look at in this call
 *
 * Returns  false when the end was reached
 */
bool feed_ring_delete_author(struct feed_ring *r, uint32_t author, int64_t *from, size_t block_max);

/**
 * Examine the next entries of a scan.
 *
 * s         narrowed and filled; call again while true is returned
 * slice     entries examined in this call, at most
 * out_stop  why it ended, set when false is returned
 */
bool feed_ring_scan(const struct feed_ring *r, struct feed_scan *s, size_t slice,
                    enum feed_stop *out_stop);
