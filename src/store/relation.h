/* Relations in the store: follows, requests, blocks, mutes, endorsements, blocked domains.
 *
 * A follow is two rows with one id, written together: `following` is clustered by the follower, `follower` by the
 * followed, and the counters of both accounts move in the same write. Lists are ordered by the id of the relation, not of
 * the account.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/id.h"
#include "base/macros.h"
#include "model/paging.h"
#include "model/relationship.h"

/* The lists of accounts an account has. */
enum relation_list {
    RELATION_FOLLOWING,
    RELATION_FOLLOWERS,
    RELATION_REQUESTS, /* who asks to follow */
    RELATION_ASKED, /* whom the account asks to follow; ordered by account id, newest account first */
    RELATION_BLOCKS,
    RELATION_MUTES,
    RELATION_ENDORSEMENTS, /* whom the account recommends on its profile */
    RELATION_LIST_COUNT
};

struct relation_ref {
    int64_t id; /* of the relation: what paging goes by */
    struct account_id account;
};

struct domain_block {
    int64_t id;
    struct sv domain;
};

/**
 * What stands between a viewer and others.
 *
 * ids      at most STORE_LIST_MAX, without repetitions
 * out      as many as ids, in their order, in ctx->arena; nothing in it for an account that is not there
 *
 * Returns  ERR_DB …
 * Cost     1 indexed query
 */
MUST_USE enum err store_relationship_list(struct ctx *ctx, struct account_id viewer,
                                          const struct account_id *ids, size_t count,
                                          struct relationship **out);

/** One of it. */
MUST_USE enum err store_relationship_get(struct ctx *ctx, struct account_id viewer,
                                         struct account_id other, struct relationship *out);

/**
 * Whom an account follows, by account id, for who reads all of it.
 *
 * after    the last of the page before; none to begin
 * count    1 … 10,000
 * out      in ctx->arena; fewer than count at the end
 */
MUST_USE enum err store_following_page(struct ctx *ctx, struct account_id owner,
                                       struct account_id after, int64_t count,
                                       struct account_id **out, size_t *out_count);

/**
 * Whom the viewer follows that follow the target, by account id; without who hides whom it follows, and who is gone.
 *
 * count    1 … 10,000
 * out      in ctx->arena
 *
 * Returns  ERR_DB …
 * Cost     1 query: an indexed look-up for each account the viewer follows
 */
MUST_USE enum err store_following_between(struct ctx *ctx, struct account_id viewer,
                                          struct account_id target, int64_t count,
                                          struct account_id **out, size_t *out_count);

/** Those of its followers that want to be told of its posts, by account id behind `after`. */
MUST_USE enum err store_following_notified(struct ctx *ctx, struct account_id target,
                                           struct account_id after, int64_t count,
                                           struct account_id **out, size_t *out_count);

/** Does the follower follow the target? A request that waits is no follow. */
MUST_USE enum err store_is_following(struct ctx *ctx, struct account_id follower,
                                     struct account_id target, bool *out);

/** Does one of the two block the other? */
MUST_USE enum err store_blocks_between(struct ctx *ctx, struct account_id one,
                                       struct account_id other, bool *out);

/** A page of a list, newest first, or oldest first when paging says so. */
MUST_USE enum err store_relation_page(struct ctx *ctx, enum relation_list list,
                                      struct account_id owner, const struct paging *paging,
                                      struct relation_ref **out, size_t *out_count);

/** A page of the domains an account blocks; ordered likewise. */
MUST_USE enum err store_domain_block_page(struct ctx *ctx, struct account_id owner,
                                          const struct paging *paging, struct domain_block **out,
                                          size_t *out_count);

/** One of them; ERR_NOT_FOUND. */
MUST_USE enum err store_domain_block_get(struct ctx *ctx, struct account_id owner, int64_t id,
                                         struct domain_block *out);

MUST_USE enum err store_follow_find(struct ctx *ctx, struct account_id follower,
                                    struct account_id target, bool *out_found, struct follow *out);

/**
 * Inside db_write, as all below: write both rows and count.
 *
 * out_is_new  false when the follow was there: nothing changed
 */
MUST_USE enum err store_follow_insert(struct ctx *ctx, const struct follow *follow,
                                      bool *out_is_new);

/** Change what the follower wants to see. */
MUST_USE enum err store_follow_update(struct ctx *ctx, const struct follow *follow);

/** Remember the id of the newest Follow of a remote follower. */
MUST_USE enum err store_follow_set_uri(struct ctx *ctx, struct account_id follower,
                                       struct account_id target, struct sv uri);

/**
 * Delete both rows and count.
 *
 * out      the follow as it was; untouched when there was none
 */
MUST_USE enum err store_follow_delete(struct ctx *ctx, struct account_id follower,
                                      struct account_id target, bool *out_found,
                                      struct follow *out);

MUST_USE enum err store_follow_request_find(struct ctx *ctx, struct account_id follower,
                                            struct account_id target, bool *out_found,
                                            struct follow *out);

/** Who asked to follow `target` with the request of this id. */
MUST_USE enum err store_follow_request_find_id(struct ctx *ctx, struct account_id target,
                                               int64_t id, bool *out_found,
                                               struct account_id *out_follower);

/** Insert a request, or change the options of one that waits; its id and uri stay. */
MUST_USE enum err store_follow_request_upsert(struct ctx *ctx, const struct follow *follow);

MUST_USE enum err store_follow_request_delete(struct ctx *ctx, struct account_id follower,
                                              struct account_id target, bool *out_found,
                                              struct follow *out);

/**
 * Block.
 *
 * uri         of a remote account's Block; empty otherwise
 * out_is_new  false when the block was there
 */
MUST_USE enum err store_block_insert(struct ctx *ctx, struct account_id owner,
                                     struct account_id target, int64_t id, struct sv uri,
                                     bool *out_is_new);

/** Unblock. out_id untouched when there was no block. */
MUST_USE enum err store_block_delete(struct ctx *ctx, struct account_id owner,
                                     struct account_id target, bool *out_found, int64_t *out_id);

/** Mute, or change a mute. expires_ms: 0 = never. */
MUST_USE enum err store_mute_upsert(struct ctx *ctx, struct account_id owner,
                                    struct account_id target, int64_t id, bool hides_notifications,
                                    int64_t expires_ms);
MUST_USE enum err store_mute_delete(struct ctx *ctx, struct account_id owner,
                                    struct account_id target);

/** Forget mutes that ended by a moment, at most `count`. */
MUST_USE enum err store_mute_sweep(struct ctx *ctx, int64_t before_ms, int64_t count,
                                   int64_t *out_swept);

/** Recommend an account on one's profile; twice is once. */
MUST_USE enum err store_endorsement_insert(struct ctx *ctx, struct account_id owner,
                                           struct account_id target, int64_t id);

/** Harmless when it is not recommended. */
MUST_USE enum err store_endorsement_delete(struct ctx *ctx, struct account_id owner,
                                           struct account_id target);

/** Block a domain, lower case; blocking twice is blocking once: out_id is that of the first time. */
MUST_USE enum err store_domain_block_insert(struct ctx *ctx, struct account_id owner,
                                            struct sv domain, int64_t id, int64_t *out_id);
MUST_USE enum err store_domain_block_delete(struct ctx *ctx, struct account_id owner,
                                            struct sv domain);

/* What an account has to do with the accounts of a domain. */
struct domain_ties {
    struct account_id *following;
    size_t following_count;
    struct account_id *followers;
    size_t follower_count;
    struct account_id *requesters;
    size_t requester_count;
};

/**
 * The first of an account's ties with a domain; deleting them and asking again reaches the rest.
 *
 * after    followers above this account id
 * count    at most this many of each
 *
 * Cost     3 queries; the followers' walks the accounts of the domain
 */
MUST_USE enum err store_domain_ties(struct ctx *ctx, struct account_id owner, struct sv domain,
                                    struct account_id after, int64_t count,
                                    struct domain_ties *out);

/** How many an account follows at a domain, and how many of it follow the account. Cost: as store_domain_ties. */
MUST_USE enum err store_domain_ties_count(struct ctx *ctx, struct account_id owner,
                                          struct sv domain, int64_t *out_following,
                                          int64_t *out_followers);
