/* Receive an actor: what another server says of somebody on it, read and verified by fed. */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"
#include "model/account.h"
#include "service/receive_emoji.h"

struct received_actor {
    struct account
        account;    /* kind, username, domain (of the handle), uri, url, words, flags, created_ms */
    struct sv host; /* of its uri: HOST or HOST:PORT */
    struct sv inbox;
    struct sv shared_inbox; /* may be empty, as all below */
    struct sv followers_uri;
    struct sv outbox_uri;
    struct sv featured_uri;
    struct sv key_uri;
    struct sv public_key;                /* packed, as crypto/rsa.h does */
    const struct received_emoji *emojis; /* CUSTOM_EMOJIS_RECEIVED_MAX are taken */
    size_t emoji_count;
};

/**
 * Store an actor, new or read again. What moderators decided about it stays.
 *
 * out      its account
 *
 * Returns  ERR_FORBIDDEN  its server is blocked
 *          ERR_GONE       it was erased, and does not come back
 *          ERR_CONFLICT   its handle belongs to another actor
 *          ERR_DB …
 * Cost     one commit
 */
MUST_USE enum err service_receive_actor(struct ctx *ctx, const struct received_actor *actor,
                                        struct account_id *out);

/** What is here of an actor is old: read it again, by JOB_REFRESH_ACTOR. Returns ERR_DB …. Cost: one commit. */
MUST_USE enum err service_reread_actor(struct ctx *ctx, struct account_id account);
