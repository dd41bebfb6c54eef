/* Feed follow: the index of home timelines learns that a local account follows somebody, or no more. */
#pragma once

#include <stdbool.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "feed/feed.h"

/**
 * The loader of follow sets to make the feed with: whom an account follows, and itself.
 *
 * Returns  ERR_DB …
 * Cost     1 query for each 5,000 followed
 */
MUST_USE enum err service_feed_load(struct ctx *ctx, struct feed_set_key key,
                                    struct feed_draft *draft);

/**
 * Inside db_write: once committed, the follower's home is selected anew and the author counts one local follower more.
 *
 * follower   local
 * out_fills  becomes true after the commit when the author had no local follower before: then call
 *            service_feed_fill; must live until db_write has returned
 */
void service_feed_followed(struct ctx *ctx, struct account_id follower, struct account_id author,
                           bool *out_fills);

/** Inside db_write: the opposite. */
void service_feed_unfollowed(struct ctx *ctx, struct account_id follower, struct account_id author);

/**
 * After db_write: hand the author's recent posts to the index.
 *
 * Returns  ERR_DB …
 * Cost     2 queries for each thousand posts
 */
MUST_USE enum err service_feed_fill(struct ctx *ctx, struct account_id author);
