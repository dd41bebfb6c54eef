/* Post a status. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/status.h"
#include "service/view_status.h"

struct post_draft {
    struct sv text;    /* as typed, UTF-8 */
    struct sv spoiler; /* may be empty */
    bool has_visibility;
    enum visibility visibility; /* without has_visibility: the account's default */
    struct status_id in_reply_to;
    struct sv language; /* BCP 47; empty: the account's default; nonsense counts as none */
    bool has_sensitive;
    bool
        is_sensitive; /* without has_sensitive: the account's default; a content warning makes it so */
    const struct media_id *media;
    size_t media_count;
    const struct poll_draft *poll; /* NULL: none */
    struct sv idempotency_key;     /* may be empty */
    struct scheduled_status_id
        scheduled; /* it waited as this one until now, which goes with the same commit; none for others */
};

/**
 * Post as ctx->viewer.
 *
 * A second post with the same idempotency key within an hour gives the status of the first.
 *
 * out      as stored; in ctx->arena
 *
 * Returns  ERR_LOGIN_REQUIRED  nobody is signed in
 *          ERR_FORBIDDEN      its role on the page does not allow it
 *          ERR_VALIDATION     empty, too long, media that are not the viewer's or are used, a poll with a fault
 *          ERR_NOT_FOUND      what it answers is not there, or invisible to the viewer
 *          ERR_DB …
 * Spec     Mastodon API, statuses#create
 */
MUST_USE enum err service_post_status(struct ctx *ctx, const struct post_draft *draft,
                                      struct status *out);

/**
 * The same, with what its answer shows: it is made of what was written and not read again, unless there are media.
 *
 * out        as ctx->viewer sees it
 * out_epoch  to render it with
 */
MUST_USE enum err service_post_status_view(struct ctx *ctx, const struct post_draft *draft,
                                           struct status_view *out, uint64_t *out_epoch);

/** The keyed hash of a draft's idempotency key; absent without one. */
struct sv service_idempotency_hash(struct ctx *ctx, const struct post_draft *draft);

/** A language tag as stored: empty when it is none. */
struct sv service_status_language(struct sv language);
