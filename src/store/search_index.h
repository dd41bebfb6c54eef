/* Search index: the words of statuses whose authors let them be searched, in full-text shards beside the store.
 *
 * Each shard is an SQLite file of its own, on either engine of the store: PostgreSQL's full text cannot be wiped. An account's
 * statuses lie in one shard. A shard may be thrown away: it is filled again from the store, and no backup holds it.
 *
 * FTS5 marks what is deleted and keeps its words until segments are merged. So a shard from which something was deleted is
 * soiled until search_index_clean() merged all of it and emptied its log; that it is soiled stands in the shard itself.
 *
 * Two files cannot commit together. Whoever fills or empties a shard holds its lock and reads the store within: then what the
 * store says is either older than an erasure that waits for the lock and deletes afterwards, or newer than it.
 *
 * Spec: sqlite.org/fts5.html
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/id.h"
#include "base/macros.h"
#include "base/sv.h"

#define SEARCH_SHARD_COUNT 8
#define SEARCH_CLEAN_EVERY_MS 60000 /* a shard is merged at most so often */

struct search_index;

/**
 * Prepare the shards of a data folder. Files are opened when something is in them, or comes.
 *
 * folder   path; copied
 * out      to be closed with search_index_close
 */
void search_index_new(const char *folder, struct search_index **out);

/** Nobody may be in it. Accepts NULL. */
void search_index_free(struct search_index *index);

/** The shard of an account's statuses, 0 … SEARCH_SHARD_COUNT − 1. */
size_t search_index_shard(struct account_id owner);

/** Wait for a shard's lock; do not wait for a db_write with it. Thread: any; blocks. */
void search_index_lock(struct search_index *index, size_t shard);
void search_index_unlock(struct search_index *index, size_t shard);

/* A status as it is found. */
struct search_post {
    struct status_id id;
    struct sv body;  /* words of text/search_words.h */
    struct sv facet; /* tokens of letters and digits, with spaces between */
};

/**
 * With the lock of its shard: put a status in, in place of what was there of it.
 *
 * Returns  ERR_DB, ERR_DISK_FULL, ERR_CORRUPT, ERR_BUSY, as all below
 */
MUST_USE enum err search_index_put(struct ctx *ctx, struct search_index *index, size_t shard,
                                   const struct search_post *posts, size_t count);

/** With the lock: take statuses out; those that are not in are passed over. */
MUST_USE enum err search_index_delete(struct ctx *ctx, struct search_index *index, size_t shard,
                                      const struct status_id *ids, size_t count);

/** With the lock: take out everything that has a facet. */
MUST_USE enum err search_index_delete_facet(struct ctx *ctx, struct search_index *index,
                                            size_t shard, struct sv facet);

/* One thing that is looked for: words in a row. */
struct search_term {
    struct sv words; /* as folded, or one facet */
    bool is_facet;
    bool is_not;
};

/**
 * Find statuses in one shard, newest first.
 *
 * terms    all of them must fit; at least one that is not turned round
 * above, below  ids between which to look, both left out
 * out      ids, `count` at most; in ctx->arena
 */
MUST_USE enum err search_index_find(struct ctx *ctx, struct search_index *index, size_t shard,
                                    const struct search_term *terms, size_t term_count,
                                    int64_t above, int64_t below, int64_t count,
                                    struct status_id **out, size_t *out_count);

/**
 * With the lock: leave nothing of what was deleted, where anything was.
 *
 * is_forced  also when the shard was cleaned less than SEARCH_CLEAN_EVERY_MS ago
 * out_due_ms 0: it is clean; else when to come again
 *
 * Cost       reads and writes the whole shard
 */
MUST_USE enum err search_index_clean(struct ctx *ctx, struct search_index *index, size_t shard,
                                     bool is_forced, int64_t *out_due_ms);

/** Was everything put in that was in the store when the index was made? */
MUST_USE enum err search_index_is_filled(struct ctx *ctx, struct search_index *index, bool *out);
MUST_USE enum err search_index_set_filled(struct ctx *ctx, struct search_index *index);
