/* Authors: a dense 32-bit number for each account that posts into the ring or is followed, with its
 * local followers counted and a bound on its newest post.
 *
 * Numbers are never given twice in one process, so a follow set made before an erasure cannot come
 * to mean somebody else. About 32 bytes an author. Not thread-safe: feed/feed.c holds the lock.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/id.h"

#define FEED_AUTHOR_NONE UINT32_MAX

struct feed_author {
    int64_t id;         /* account id; 0 once erased */
    int64_t newest_id;  /* newest status known here */
    uint32_t ref_count; /* local followers, and one for a local author's own home */
    bool is_filled;     /* newest_id bounds everything in the store */
};

struct feed_authors {
    struct feed_author *items;
    size_t count;
    size_t cap;
    uint32_t *slots; /* number + 1; 0 = free */
    size_t slot_count;
};

/** Free everything; accepts a zeroed struct, which is also an empty table. */
void feed_authors_done(struct feed_authors *a);

/** The number of an account, or FEED_AUTHOR_NONE. */
uint32_t feed_author_find(const struct feed_authors *a, struct account_id id);

/** The same, giving it a number when it has none. */
uint32_t feed_author_number(struct feed_authors *a, struct account_id id);

/** Forget an account; its number stays unused. */
void feed_author_forget(struct feed_authors *a, struct account_id id);
