/* Resolve: accounts and statuses of other servers, by handle or id, fetched when they are not here.
 *
 * Each fetch is bounded by net, and one call makes a bounded number of them.
 */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"
#include "model/status.h"
#include "text/json.h"

/* An actor read longer ago than this is read again when somebody asks for it by name, and when it does something. */
#define FED_ACTOR_FRESH_MS (INT64_C(24) * 3600 * 1000)

/**
 * Find an account by "user@host", "acct:…" or actor id; the engine's resolve_account.
 *
 * Returns  ERR_NOT_FOUND  nobody, here or there
 *          ERR_FORBIDDEN, ERR_GONE, ERR_CONFLICT, ERR_UPSTREAM… as fetch and service_receive_actor
 */
MUST_USE enum err fed_resolve_account(struct ctx *ctx, struct sv acct_or_uri,
                                      struct account_id *out);

/**
 * The account of an actor id.
 *
 * fresh_ms  how long ago it may have been read; 0 reads it again, INT64_MAX takes what is here
 */
MUST_USE enum err fed_resolve_actor(struct ctx *ctx, struct sv uri, int64_t fresh_ms,
                                    struct account_id *out);

/** Store an actor from its document, which was fetched or signed for; verifies its handle. */
MUST_USE enum err fed_actor_store(struct ctx *ctx, struct json document, struct account_id *out);

/**
 * The status of an object id or page address, fetched with its parents when it is not here; the engine's resolve_status.
 *
 * Returns  ERR_NOT_FOUND  not a status
 *          as fed_resolve_account otherwise
 */
MUST_USE enum err fed_resolve_status(struct ctx *ctx, struct sv uri, struct status_id *out);
