/* WebFinger as a client: which actor a handle means, and which handle an actor has.
 *
 * Spec: RFC 7033; SocialCG "ActivityPub and WebFinger"; Mastodon's verification of actor and handle
 */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"

struct fed_finger {
    struct sv username; /* of the subject, as written */
    struct sv host;     /* of the subject, lower case */
    struct sv self;     /* actor id */
};

/**
 * Read an answer.
 *
 * body     untrusted
 * out      views into ctx->arena
 *
 * Returns  ERR_UPSTREAM_REFUSED  without subject or actor
 */
MUST_USE enum err fed_webfinger_parse(struct ctx *ctx, struct sv body, struct fed_finger *out);

/**
 * Ask a server who a handle is; where it knows nothing of WebFinger, its host-meta says where to ask, once.
 *
 * out      in ctx->arena
 *
 * Returns  ERR_FORBIDDEN         this server, or a blocked one
 *          ERR_UPSTREAM_GONE     no such handle
 *          ERR_UPSTREAM_REFUSED  an answer without subject or actor
 *          as net_fetch otherwise
 */
MUST_USE enum err fed_webfinger(struct ctx *ctx, struct sv username, struct sv host,
                                struct fed_finger *out);

/**
 * The handle an actor truly has: its name at its host, or, where that says another host, what that one confirms.
 *
 * actor    its id
 *
 * Returns  ERR_UPSTREAM_REFUSED  handle and actor do not point at each other
 *          as fed_webfinger otherwise
 */
MUST_USE enum err fed_webfinger_verify(struct ctx *ctx, struct sv actor, struct sv username,
                                       struct fed_finger *out);
