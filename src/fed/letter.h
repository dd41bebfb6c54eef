/* Letter: an activity written and digested once, for however many inboxes; each gets a signature of its own. */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "fed/outgoing.h"
#include "fed/post.h"

struct fed_letter {
    struct net_bytes *body;
    struct sv digest;
    struct sv key_id;
    struct rsa_key *key;
};

/**
 * Write it as it is now.
 *
 * out      to be ended with fed_letter_done; its texts live in ctx->arena
 *
 * Returns  as fed_outgoing_render and fed_signing_key
 */
MUST_USE enum err fed_letter_write(struct ctx *ctx, const struct fed_outgoing *o,
                                   struct fed_letter *out);

/** Give body and key back. Accepts a zeroed one. */
void fed_letter_done(struct fed_letter *letter);

/**
 * Sign it for an inbox.
 *
 * post     its url is read; its body and headers are set, the headers in the arena, the body borrowed
 *
 * Returns  ERR_PARSE  no address
 *          as rsa_sign
 * Cost     one signature, 0.3 ms
 * Spec     draft-cavage-http-signatures-12
 */
MUST_USE enum err fed_letter_sign(struct arena *a, const struct fed_letter *letter, int64_t now_ms,
                                  struct fed_post *post);
