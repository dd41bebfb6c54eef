/* Begin an erasure: what the first phases of all kinds share.
 *
 * One commit deletes or hides, notes the erasure with its job, and afterwards, before the answer, memory forgets: caches
 * keep a tombstone, the feed drops the ids. Set up with begin_init() before db_write; begin_insert() inside it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "cache/ref.h"
#include "store/erase.h"
#include "store/erasure.h"

#define BEGIN_REFS_MAX 16

struct engine;

struct begun {
    struct engine *engine;
    struct erasure erasure;
    struct job_id job;
    struct cache_ref hidden[BEGIN_REFS_MAX]; /* gone for ever */
    size_t hidden_count;
    struct cache_ref touched[BEGIN_REFS_MAX]; /* changed: counters, pictures */
    size_t touched_count;
};

/** Ids are taken here, so that a write that runs again uses the same ones. */
void begin_init(struct ctx *ctx, struct begun *b, enum erasure_scope scope, int64_t subject,
                struct account_id owner);

/** It will be gone from memory after the commit; at most BEGIN_REFS_MAX. */
void begin_hide(struct ctx *ctx, struct begun *b, struct cache_ref ref);

/** It will look different after the commit; at most BEGIN_REFS_MAX. */
void begin_touch(struct ctx *ctx, struct begun *b, struct cache_ref ref);

/** The budget of what the first commit erases by itself. */
struct erase_step begin_step(const struct begun *b);

/**
 * db_write() of an erasure. On PostgreSQL it may lose against those who write for the account at the same time, again and
 * again while they are many; so it goes on for seconds before it says ERR_DB_CONFLICT.
 */
MUST_USE enum err begin_write(struct ctx *ctx, enum err (*fn)(struct ctx *ctx, void *arg),
                              void *arg);

/**
 * Inside db_write: note the erasure and its job, and register what follows the commit.
 *
 * is_done  no row is left: the job begins with files and keys
 */
MUST_USE enum err begin_insert(struct ctx *ctx, struct begun *b, const struct erase_step *step,
                               bool is_done);

/**
 * At start, before anything is served and after the feed is filled: memory learns what is being erased.
 *
 * What a begun erasure has not deleted yet is in the store, and with it in the feed; after its commit nothing of it may be
 * served, whoever restarted since.
 *
 * Returns  ERR_DB …
 * Cost     one query for a hundred open erasures
 */
MUST_USE enum err service_recall_erasures(struct ctx *ctx);

/** Does one account follow another? */
MUST_USE enum err begin_is_following(struct ctx *ctx, struct account_id owner,
                                     struct account_id target, bool *out);
