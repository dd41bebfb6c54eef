/* Tell conversations: a direct message comes into the conversations of those accounts of this server that take part.
 *
 * Each has the conversation as its own: what one of them deletes or has read is so for that one alone. It is told apart by
 * its thread and by who takes part, the author and whom the text names; an aside to one of several is a conversation of its
 * own. A message is in it for its author and whom it is addressed to, unless they would not have it: see
 * store_conversation_doubt(); from who is silenced only for whom follows them.
 *
 * The event on the owner's DIRECT channel is STREAM_EVENT_CONVERSATION with the conversation's id in decimal as its payload:
 * who listens renders it for itself. It is not sent for conversations that are muted.
 */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/status.h"

/** Who takes part, as the functions below want it: before db_write. Absent for what is no direct message. */
struct sv service_conversation_people(struct ctx *ctx, const struct status *status);

/**
 * Inside db_write, as all below: a message is new. Does nothing for statuses that are no direct messages, as all below.
 *
 * Returns  ERR_DB …
 * Cost     4 queries for the author and each account that is addressed, 1 where it is of another server
 */
MUST_USE enum err service_tell_conversations(struct ctx *ctx, const struct status *status,
                                             struct sv people);

/** One more account is addressed. */
MUST_USE enum err service_tell_conversation(struct ctx *ctx, const struct status *status,
                                            struct sv people, struct account_id account);

/** It was edited: who is addressed no more loses it, who is now gets it, for others nothing changes. */
MUST_USE enum err service_retell_conversations(struct ctx *ctx, const struct status *before,
                                               const struct status *after, struct sv people);

/** It turned out to belong to another thread, which is in `status` already. Nobody is told. */
MUST_USE enum err service_move_conversations(struct ctx *ctx, const struct status *status,
                                             struct sv people);
