/* Remote actors in the store: where another server's account is reached, and with which key it signs. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"

struct remote_actor {
    struct account_id account;
    struct host_id host;
    struct inbox_id inbox;
    struct inbox_id shared_inbox; /* may be none */
    struct sv followers_uri;      /* may be empty, as all below */
    struct sv outbox_uri;
    struct sv featured_uri;
    struct sv key_uri;
    struct sv public_key; /* packed, as crypto/rsa.h does */
    int64_t fetched_ms;
};

/**
 * Returns  ERR_NOT_FOUND  local, or its actor was never read
 */
MUST_USE enum err store_remote_actor_get(struct ctx *ctx, struct account_id account,
                                         struct remote_actor *out);

/** Find the actor that has this key id. */
MUST_USE enum err store_remote_actor_find_key(struct ctx *ctx, struct sv key_uri, bool *out_found,
                                              struct remote_actor *out);

/**
 * Inside db_write: write what was read of an actor. When it is reached at another inbox than before, its memberships
 * move there, so that the pages it follows go on reaching it.
 */
MUST_USE enum err store_remote_actor_upsert(struct ctx *ctx, const struct remote_actor *actor);
