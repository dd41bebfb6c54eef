/* Notify: tell a local account what happened to it. */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/notification.h"

/**
 * Inside db_write: store a notification and, once committed, publish it.
 *
 * Nothing is told to accounts of other servers, to oneself (but the end of one's poll and what the staff did), between accounts of which one blocks the other, from whom the
 * owner mutes with notifications, of conversations it mutes, from blocked domains, and what was told before. Beyond that the
 * owner's policy decides: what it keeps aside is stored, and told to nobody; nothing is of what it drops. Whom the owner let
 * through, and whoever moderates this server and writes to it, the policy does not hold back.
 *
 * The event on the owner's USER_NOTIFICATION channel is STREAM_EVENT_NOTIFICATION with the notification's id in decimal
 * as its payload: who listens renders it for itself. A subscription to the whole user stream joins that channel as well.
 *
 * In the same write the account's push subscriptions are marked that want to know of it.
 *
 * what     its id is given here
 *
 * Returns  ERR_DB …
 * Cost     1 query, 2 more when it is told; 1 or 2 where the policy has something to ask about the sender
 */
MUST_USE enum err service_notify(struct ctx *ctx, const struct notification *what);
