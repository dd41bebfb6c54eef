/* Tie: what a follow's beginning and end bring with them, and what an end tells the other server.
 *
 * All inside db_write, on accounts loaded before it (loading opens sealed words, which a write must not do).
 */
#pragma once

#include <stdbool.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/account.h"
#include "model/activity.h"
#include "model/relationship.h"

/**
 * Inside db_write: something between the two changed (follow, block, mute): what is kept of either, and for either, is
 * dropped after the commit.
 */
void service_tie_changed(struct ctx *ctx, struct account_id one, struct account_id other);

/**
 * Inside db_write: begin a follow: both rows, counters, the page's inbox membership, feed and caches.
 *
 * out_is_new  false when it was there: nothing changed
 * out_fills   see service_feed_followed
 */
MUST_USE enum err service_tie_follow(struct ctx *ctx, const struct follow *follow,
                                     const struct account *follower, const struct account *target,
                                     bool *out_is_new, bool *out_fills);

/**
 * Inside db_write: end a follow and forget a request, in silence.
 *
 * out_found  whether there was one of the two; out is it then
 */
MUST_USE enum err service_tie_unfollow(struct ctx *ctx, const struct account *follower,
                                       const struct account *target, bool *out_found,
                                       struct follow *out);

/**
 * Inside db_write: end a follow or request and tell the server of the one who did not decide: Undo to the target when
 * the follower ends it, Reject to the follower when the target does.
 *
 * by_target  the target ends it
 */
MUST_USE enum err service_tie_sever(struct ctx *ctx, const struct account *follower,
                                    const struct account *target, bool by_target, bool *out_found);

/**
 * db_write() for the two ends of a relation: as it begins, both are asked for again, so that nothing ties what was erased
 * meanwhile.
 *
 * Returns  ERR_KEY_GONE  one of them is erased, or being erased
 *          as db_write   otherwise
 */
MUST_USE enum err service_tie_write(struct ctx *ctx, struct account_id own, struct account_id other,
                                    enum err (*fn)(struct ctx *ctx, void *arg), void *arg);

/** Inside db_write: an activity from a local account to one of another server; nothing when that is local or unknown. */
MUST_USE enum err service_tie_send(struct ctx *ctx, const struct account *from,
                                   const struct account *to, enum activity_kind kind,
                                   int64_t object, struct sv uri);

/**
 * Before db_write: load the two ends of a relation, a suspended one too, since ties with it can be ended.
 *
 * Returns  ERR_NOT_FOUND  one is not there, or being erased
 */
MUST_USE enum err service_tie_load(struct ctx *ctx, struct account_id own, struct account_id other,
                                   struct account *out_own, struct account *out_other);
