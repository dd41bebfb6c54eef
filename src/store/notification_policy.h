/* Notification policies in the store, and who is let through whatever they say. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/notification.h"
#include "model/notification_policy.h"

/* What a policy may ask about who a notification comes from. */
struct notification_sender {
    bool is_permitted; /* let through once and for all */
    bool is_follower;  /* of the owner, since before a time */
    bool is_staff;     /* moderates this server */
    int64_t created_ms;
};

/** An account's policy; the default one when it set none. */
MUST_USE enum err store_notification_policy_get(struct ctx *ctx, struct account_id owner,
                                                struct notification_policy *out);

/** Inside db_write, as all that change something here. */
MUST_USE enum err store_notification_policy_set(struct ctx *ctx, struct account_id owner,
                                                const struct notification_policy *policy);

/**
 * followed_ms  who follows the owner since before this time counts as a follower
 *
 * Cost         1 query of indexed look-ups
 */
MUST_USE enum err store_notification_sender_get(struct ctx *ctx, struct account_id owner,
                                                struct account_id from, int64_t followed_ms,
                                                struct notification_sender *out);

/** Is a direct message an answer, over some steps, to one of the owner's to its author? Cost: 1 query, bounded. */
MUST_USE enum err store_notification_answers(struct ctx *ctx, const struct notification *what,
                                             bool *out);

/** Let an account through, whatever the policy says; from now on. */
MUST_USE enum err store_notification_permit(struct ctx *ctx, struct account_id owner,
                                            struct account_id from);

/** Let it through no more; harmless when it was not. */
MUST_USE enum err store_notification_unpermit(struct ctx *ctx, struct account_id owner,
                                              struct account_id from);
