/* Cache: rendered bytes by key, dropped with what they are about.
 *
 * Every entry is about some things: what its key names, its owner, and what else is shown in it (a
 * rendered reblog is about two statuses and two accounts). The race rule: a reader takes
 * cache_epoch() before its transaction begins and hands it to cache_put(), which refuses when any
 * of these things was invalidated later. The writer invalidates after its commit and before its
 * answer, so who reads after the answer sees the change, and nothing rendered from an older
 * snapshot comes back. Tombstones are asked on every serve besides.
 *
 * Sharded by key, one mutex a shard, least recently used out first. The cap bounds keys, values and
 * their overhead; the tables of epochs and tombstones are bounded by their own settings.
 *
 * Thread: all functions but new and free, any.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/id.h"
#include "base/macros.h"
#include "base/sv.h"
#include "cache/ref.h"
#include "cache/value.h"

/* A page of sixty answers by as many people, whom they answer and name, is within. */
#define CACHE_DEPS_MAX 256

/* What is rendered. The kind says which noun the key's id is (cache_kind_noun). */
enum cache_kind {
    CACHE_KIND_STATUS_API,    /* what the client API shows of a status to everybody */
    CACHE_KIND_STATUS_VIEWER, /* what a status is to one viewer: key.name is the viewer */
    CACHE_KIND_ANSWER,        /* a whole answer for anybody: key.name is its target, key.id is 0 */
    CACHE_KIND_COUNT
};

struct cache_key {
    enum cache_kind kind;
    uint32_t variant; /* language, page, representation: the caller's numbering within the kind */
    int64_t id;       /* of the kind's noun; 0 when the name says all */
    struct sv name;   /* borrowed; may be empty; at most 1,024 bytes */
};

struct cache_settings {
    size_t cap_bytes;     /* entries with all their overhead; at least 64 KiB */
    size_t tombstone_max; /* remembered erasures, about 40 bytes each; at least 2 */
};

struct cache_stats {
    uint64_t hits;
    uint64_t misses;
    uint64_t puts;
    uint64_t refused;     /* puts that came too late */
    uint64_t evicted;     /* for room */
    uint64_t invalidated; /* entries dropped by invalidation or tombstone */
    size_t count;
    size_t bytes;
};

struct cache;

/**
 * An empty cache.
 *
 * settings  see the fields; an eighth of a shard (cap ÷ 16 shards) bounds one value
 *
 * Returns  to be freed with cache_free, when no thread uses it any more
 */
struct cache *cache_new(const struct cache_settings *settings);
void cache_free(struct cache *c);

/** The noun of a kind's id. */
enum cache_noun cache_kind_noun(enum cache_kind kind);

/** The epoch of a reader; take it before the reader's transaction begins. */
uint64_t cache_epoch(const struct cache *c);

/**
 * The value under a key.
 *
 * Returns  a reference, to be given back with cache_value_unref; NULL when absent, or about
 * something erased
 */
MUST_USE struct cache_value *cache_find(struct cache *c, const struct cache_key *key);

/**
 * Keep a value, replacing what is there.
 *
 * owner       whose content it is; none for documents of the instance
 * deps        what else is shown in it; may be NULL with dep_count 0; at most CACHE_DEPS_MAX
 * value       the cache takes a reference of its own
 * epoch       from cache_epoch(), taken before what was rendered was read
 *
 * Returns  false when refused: something it is about was invalidated after the epoch or is erased,
 * or it is too large
 */
bool cache_put(struct cache *c, const struct cache_key *key, struct account_id owner,
               const struct cache_ref *deps, size_t dep_count, struct cache_value *value,
               uint64_t epoch);

/**
 * Drop everything about this thing: keyed by it, owned by it, depending on it. Call after the
 * commit.
 *
 * Cost     one lock a shard, and the entries dropped
 */
void cache_invalidate(struct cache *c, struct cache_ref ref);

/** The same for one key alone: other kinds and variants of the same thing stay. */
void cache_invalidate_key(struct cache *c, const struct cache_key *key);

/** It is erased: drop everything about it and serve nothing about it any more. Call after the
 * commit. */
void cache_tombstone(struct cache *c, struct cache_ref ref);

/** True when it has a tombstone here. False proves nothing: old ones are forgotten, the store
 * knows. */
bool cache_is_tombstoned(struct cache *c, struct cache_ref ref);

/** Totals since the start. */
void cache_stats_get(struct cache *c, struct cache_stats *out);
