/* Push subscriptions in the store.
 *
 * What is yet to be pushed has no rows of its own: a subscription remembers the newest notification it has seen, and that
 * there is something newer. So a phone that is off costs nothing, and a crash forgets nothing.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/push.h"

/* At most so many for one account: the oldest go. */
#define STORE_PUSHES_MAX 40

/* One to whom something may be sent. */
struct push_due {
    struct push_subscription subscription;
    struct sv access_token;      /* as the app knows it; empty when its person is being erased */
    struct notification_id sent; /* the newest that was sent or passed over */
    int64_t tries;               /* since one arrived */
};

/** The subscription of a token, without its access token; ERR_NOT_FOUND. */
MUST_USE enum err store_push_get(struct ctx *ctx, struct token_id token,
                                 struct push_subscription *out);

/**
 * Those who are due, the longest first.
 *
 * out      in ctx->arena
 *
 * Cost     1 query, and a key for each person
 */
MUST_USE enum err store_push_list_due(struct ctx *ctx, size_t most, struct push_due **out,
                                      size_t *out_count);

/** When the next one is; INT64_MAX for never. */
MUST_USE enum err store_push_next_due(struct ctx *ctx, int64_t *out_ms);

/** Box address and access token, before db_write; in ctx->arena. ERR_KEY_GONE when the person is being erased. */
MUST_USE enum err store_push_seal(struct ctx *ctx, const struct push_subscription *subscription,
                                  struct sv access_token, struct sv *out_box);

/** Inside db_write, as all below: in the place of the token's former one. */
MUST_USE enum err store_push_upsert(struct ctx *ctx, const struct push_subscription *subscription,
                                    struct sv box);

/** Write alerts and policy. now: a new id; what has a lower one is not sent, unless something still waits */
MUST_USE enum err store_push_update(struct ctx *ctx, const struct push_subscription *subscription,
                                    struct notification_id now);

/** Inside db_write: an account's apps are not sent what it was told by now; where something waits to be sent, that decides. */
MUST_USE enum err store_push_pass(struct ctx *ctx, struct account_id account,
                                  struct notification_id now);

/**
 * An account was told something.
 *
 * out_marked  how many subscriptions want to know
 */
MUST_USE enum err store_push_mark(struct ctx *ctx, struct account_id account,
                                  enum notification_kind kind, int64_t *out_marked);

/** What became of one: due_ms 0 = nothing to be sent. */
MUST_USE enum err store_push_record(struct ctx *ctx, const struct push_due *due, int64_t due_ms);

/** One that is not there is fine. */
MUST_USE enum err store_push_delete(struct ctx *ctx, struct push_id id);
MUST_USE enum err store_push_delete_token(struct ctx *ctx, struct token_id token);
