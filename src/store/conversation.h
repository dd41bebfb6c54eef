/* Conversations in the store, and which direct messages are in them. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"
#include "model/conversation.h"
#include "model/paging.h"

/* What is known about a message before somebody gets it. */
struct conversation_doubt {
    bool is_refused;  /* see store_conversation_doubt */
    bool is_quiet;    /* the owner muted the conversation */
    bool is_followed; /* the owner follows the author */
    bool is_silenced; /* the author is, by a moderator */
    struct sv domain; /* of the author; empty for this server */
};

/* Which conversation a message belongs to. */
struct conversation_place {
    struct conversation_id id; /* of a new one */
    struct account_id owner;
    struct status_id thread;
    struct sv people_hash; /* of who takes part */
};

/* What becomes of a conversation that gets a message. */
enum conversation_mark {
    CONVERSATION_READ,
    CONVERSATION_UNREAD,
    CONVERSATION_AS_IT_WAS, /* a new one is read */
};

/**
 * Is there a reason for a message not to be in the owner's conversations? The owner is remote or gone, one of the two
 * blocks the other, the author is gone or muted, or its domain blocked.
 *
 * Returns  ERR_DB …
 * Cost     1 query of indexed look-ups
 */
MUST_USE enum err store_conversation_doubt(struct ctx *ctx, struct account_id owner,
                                           struct account_id from, struct status_id thread,
                                           struct conversation_doubt *out);

/**
 * Inside db_write: put a message into the conversation of its place, which is made when there is none. One that its owner
 * has already stays where it is.
 *
 * out         where it is
 *
 * Cost        2 writes and a look-up
 */
MUST_USE enum err store_conversation_add(struct ctx *ctx, const struct conversation_place *place,
                                         struct status_id status, enum conversation_mark mark,
                                         struct conversation_id *out, bool *out_is_new);

/**
 * Inside db_write: take a message out of its owner's conversation, which goes with its last one.
 *
 * out      the conversation as it was
 */
MUST_USE enum err store_conversation_take(struct ctx *ctx, struct account_id owner,
                                          struct status_id status, bool *out_found,
                                          struct conversation *out);

/** Who has a message in a conversation. */
MUST_USE enum err store_conversation_owners(struct ctx *ctx, struct status_id status,
                                            struct account_id **out, size_t *out_count);

/** One of the owner's own; ERR_NOT_FOUND. */
MUST_USE enum err store_conversation_get(struct ctx *ctx, struct account_id owner,
                                         struct conversation_id id, struct conversation *out);

/** A page, by where they stand. */
MUST_USE enum err store_conversation_page(struct ctx *ctx, struct account_id owner,
                                          const struct paging *paging, struct conversation **out,
                                          size_t *out_count);

/** A page of the messages themselves, of all conversations. */
MUST_USE enum err store_conversation_status_page(struct ctx *ctx, struct account_id owner,
                                                 const struct paging *paging,
                                                 struct status_id **out, size_t *out_count);

/** Inside db_write: read, or not. One that is gone is fine. */
MUST_USE enum err store_conversation_mark(struct ctx *ctx, struct account_id owner,
                                          struct conversation_id id, bool is_unread);

/**
 * Inside db_write: take the oldest `count` messages up to its position out of a conversation, which goes with its last
 * one; fewer than count: there are no more.
 */
MUST_USE enum err store_conversation_delete(struct ctx *ctx,
                                            const struct conversation *conversation, int64_t count,
                                            int64_t *out_deleted);
