/* Outgoing: a row of what is to be sent, written as the activity it means. */
#pragma once

#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"
#include "crypto/rsa.h"
#include "model/account.h"
#include "model/activity.h"
#include "model/status.h"
#include "text/json_write.h"

struct fed_outgoing {
    struct account_id owner; /* none: the instance's own actor */
    enum activity_kind kind;
    int64_t object;
    struct account_id target; /* may be none */
    struct sv uri;            /* may be empty */
};

/**
 * Write the activity as it is now: an edit that happened since is in it.
 *
 * out      in ctx->arena
 *
 * Returns  ERR_NOT_FOUND  what it is about is gone: nothing to send
 *          ERR_DB …
 * Cost     up to 12 queries
 */
MUST_USE enum err fed_outgoing_render(struct ctx *ctx, const struct fed_outgoing *o,
                                      struct sv *out);

/** The same with what it says of whom; has_context false: for a page of a collection. */
MUST_USE enum err fed_activity_render(struct ctx *ctx, const struct fed_outgoing *o,
                                      bool has_context, struct json_fragment *out);

/** A local status as a Note or Question, or, for a reblog, as an Announce. Errors as fed_outgoing_render. */
MUST_USE enum err fed_status_render(struct ctx *ctx, const struct status *status, bool has_context,
                                    struct json_fragment *out);

/** A local account as an actor document. ERR_NOT_FOUND when it has no key. */
MUST_USE enum err fed_actor_render(struct ctx *ctx, const struct account *account, bool has_context,
                                   struct json_fragment *out);

/**
 * The public key of a local account, or of one that was erased, until an hour after all recipients were told, as a document
 * of its own.
 *
 * owner    0 = the instance
 *
 * Returns  ERR_NOT_FOUND  there is none, or no more
 */
MUST_USE enum err fed_key_render(struct ctx *ctx, struct account_id owner,
                                 struct json_fragment *out);

/**
 * The key that signs for a local account, or for one that was erased and whose recipients are still told.
 *
 * out      the caller ends with rsa_key_free
 *
 * Returns  ERR_NOT_FOUND  there is none
 */
MUST_USE enum err fed_signing_key(struct ctx *ctx, struct account_id owner, struct rsa_key **out);
