/* Start the feed index: whom it holds, and their recent statuses; and who joins it later. */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"

/**
 * At start, before anything is served: every author whom local accounts follow, and the recent statuses.
 *
 * ctx      its read transaction is given back between pages
 *
 * Returns  ERR_DB …
 * Cost     one pass over the follows of local accounts, one over as many statuses as the index holds
 */
MUST_USE enum err service_start_feed(struct ctx *ctx);

/** Inside db_write: a local account is new. It counts as a follower of its own, so that its home shows its statuses. */
void service_feed_joined(struct ctx *ctx, struct account_id account);
