/* Feed: the index that computes home timelines when they are read.
 *
 * Nothing is stored per follower: a ring of recent posts is filtered by the viewer's follow set. It
 * only selects candidates; whether a status is shown is decided on loaded rows, so a page may need
 * more than one call, each going on with what the last one left of the range. What is older than
 * the ring comes from feed/merge.h.
 *
 * Only authors with a local follower are in it (a local author counts as a follower of their own).
 * Service tells it of every change after the commit and before the answer, in commit order.
 *
 * Thread: all functions but new and free, any. A scan gives the lock back every 64 Ki entries,
 * about 0.1 ms.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/id.h"
#include "base/macros.h"
#include "feed/follow_set.h"
#include "feed/merge.h"
#include "feed/range.h"
#include "feed/ring.h"

/* What a query may pass over without loading a row; bits. */
enum feed_flag {
    FEED_FLAG_REBLOG = 1,
    FEED_FLAG_REPLY = 2,
    FEED_FLAG_PUBLIC = 4,
    FEED_FLAG_UNLISTED = 8,
    FEED_FLAG_FOLLOWERS = 16,
    FEED_FLAG_DIRECT = 32,
    FEED_FLAG_LOCAL = 64,
};

struct feed_post {
    struct status_id id;
    struct account_id author; /* the reblogger, for a reblog */
    uint32_t flags;           /* enum feed_flag */
};

/* A follow set being loaded. */
struct feed_draft;

/** One member more; called by the loader. The account must not be none. */
void feed_draft_add(struct feed_draft *draft, struct account_id member);

/**
 * Read a set from the store, in ctx's read transaction: for a home the followed accounts and the
 * viewer itself.
 *
 * Returns  ERR_OK, or any error, which ends the query
 */
typedef enum err feed_load_fn(struct ctx *ctx, struct feed_set_key key, struct feed_draft *draft);

struct feed_settings {
    size_t ring_capacity;  /* posts; 16 bytes each */
    size_t sets_cap_bytes; /* follow sets kept */
    feed_load_fn *load;
};

struct feed_query {
    struct feed_set_key set;
    struct feed_range range;
    size_t limit;        /* ids wanted, at least 1 */
    size_t scan_cap;     /* entries examined at most */
    uint32_t skip_flags; /* posts with any of these flags are left out */
    uint64_t epoch;      /* from feed_epoch(), taken before ctx's read transaction began */
};

struct feed_page {
    size_t count;
    struct feed_range
        rest; /* not examined yet: query it again, or hand it to the merge after FEED_STOP_TAIL */
    enum feed_stop stop;
};

struct feed_stats {
    size_t post_count;
    size_t author_count;
    size_t sets_bytes;
    int64_t floor; /* the ring is complete from this id on */
};

struct feed;

/** An empty feed, complete from id 0 on; to be freed with feed_free when no thread uses it any
 * more. */
struct feed *feed_new(const struct feed_settings *settings);
void feed_free(struct feed *f);

/** The epoch of a reader; take it before the reader's transaction begins. */
uint64_t feed_epoch(const struct feed *f);

/**
 * Candidates for a timeline.
 *
 * ctx      for the loader; its arena holds the set while it is loaded
 * ids      room for query->limit; newest first, always
 * out      what was found and what is left
 *
 * Returns  ERR_LIMIT  the set does not fit into ctx's arena
 *          or what the loader returned
 * Cost     about 1 ns an entry examined; one load when the set is not kept
 */
MUST_USE enum err feed_select(struct feed *f, struct ctx *ctx, const struct feed_query *query,
                              struct status_id *ids, struct feed_page *out);

/**
 * The authors of a set with bounds on their newest posts, for feed_merge_list().
 *
 * out      in ctx's arena
 *
 * Returns  as feed_select
 */
MUST_USE enum err feed_list_sources(struct feed *f, struct ctx *ctx, struct feed_set_key set,
                                    uint64_t epoch, struct feed_source **out, size_t *out_count);

/**
 * Whether an account is in a set, e.g. to push a new post to the followers that are connected.
 *
 * Returns  as feed_select
 */
MUST_USE enum err feed_has_member(struct feed *f, struct ctx *ctx, struct feed_set_key set,
                                  uint64_t epoch, struct account_id member, bool *out);

/** A set changed (follow, unfollow, list members); call after the commit. */
void feed_set_invalidate(struct feed *f, struct feed_set_key key);

/**
 * New posts, in any order; ascending is fastest. Those of authors nobody here follows, below the
 * floor or already there are passed over.
 */
void feed_insert_posts(struct feed *f, const struct feed_post *posts, size_t count);

/** A post is deleted or an unreblog happened; false when it was not there. */
bool feed_delete_post(struct feed *f, struct status_id id);

/**
 * Local followers are gained.
 *
 * Returns  true when the author had none before: then read its posts from feed_floor() on and its
 * newest id, in a transaction begun after this call, and hand them to feed_fill_author()
 */
bool feed_retain_author(struct feed *f, struct account_id author, uint32_t follower_count);

/** Local followers are lost; no more than were gained. */
void feed_release_author(struct feed *f, struct account_id author, uint32_t follower_count);

/**
 * The author's posts from the floor on.
 *
 * newest_id  its newest post in the store, also below the floor; none when it never posted
 */
void feed_fill_author(struct feed *f, const struct feed_post *posts, size_t count,
                      struct account_id author, struct status_id newest_id);

/** The author is erased: its posts leave the ring and its number is never used again. */
void feed_erase_author(struct feed *f, struct account_id author);

/** The ring is complete for ids from here on. */
int64_t feed_floor(struct feed *f);

/** After loading at start: posts below this id were not handed in. The floor never goes down. */
void feed_raise_floor(struct feed *f, int64_t floor);

/** Figures for the operator. */
void feed_stats_get(struct feed *f, struct feed_stats *out);
