/* Merge: the posts of many authors in order of id, from one cursor an author, for what is older
 * than the ring.
 *
 * Authors wait in a heap under the best id they may still give: a bound on their newest post until
 * they are first fetched from. So a page of the newest twenty fetches from about twenty authors,
 * not from all that are followed.
 *
 * Pure but for the caller's fetch.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/id.h"
#include "base/macros.h"
#include "feed/range.h"

struct feed_source {
    struct account_id author;
    int64_t newest_id; /* no post of the author has a greater id; INT64_MAX = unknown */
};

/**
 * The next ids of one author.
 *
 * range    open interval; oldest first when is_from_oldest, else newest first
 * cap      room in out_ids
 *
 * Returns  ERR_OK with up to cap ids (fewer: there are no more), or any error, which ends the merge
 */
typedef enum err feed_fetch_fn(void *arg, struct account_id author, const struct feed_range *range,
                               size_t cap, struct status_id *out_ids, size_t *out_count);

/**
 * A page of the authors' posts; one that several sources give stands in it once.
 *
 * a          for cursors, about 120 bytes an author
 * sources    each author once
 * range      from feed_range_of(), or what a scan of the ring left over
 * limit      ids wanted, at least 1
 * out_ids    room for limit; newest first, always
 *
 * Returns  ERR_OK, or what fetch returned
 * Cost     one fetch for each author whose bound is reached, and one more for each eight of its
 * posts
 */
MUST_USE enum err feed_merge_list(struct arena *a, const struct feed_source *sources, size_t count,
                                  const struct feed_range *range, size_t limit,
                                  feed_fetch_fn *fetch, void *arg, struct status_id *out_ids,
                                  size_t *out_count);
