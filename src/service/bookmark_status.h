/* Bookmark a status for oneself, or pin one's own for everybody; and take it back. */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"

/* Pins an account may have, as Mastodon. */
#define STATUS_PINS_MAX 5

/**
 * Bookmark as ctx->viewer; of a reblog, its original. Nobody else learns of it.
 *
 * Returns  ERR_NOT_FOUND  invisible to the viewer
 *          ERR_LOGIN_REQUIRED, ERR_FORBIDDEN, ERR_DB …
 */
MUST_USE enum err service_bookmark_status(struct ctx *ctx, struct status_id id);

/** Take it back; harmless when there is none. ERR_NOT_FOUND: no such status. */
MUST_USE enum err service_unbookmark_status(struct ctx *ctx, struct status_id id);

/**
 * Pin one of the viewer's own statuses to its profile.
 *
 * Returns  ERR_NOT_FOUND   invisible to the viewer
 *          ERR_VALIDATION  somebody else's, a reblog, direct, or STATUS_PINS_MAX are pinned
 * Spec     Mastodon API, statuses#pin
 */
MUST_USE enum err service_pin_status(struct ctx *ctx, struct status_id id);

/** Take it back; harmless when it is not pinned. ERR_NOT_FOUND: no such status. */
MUST_USE enum err service_unpin_status(struct ctx *ctx, struct status_id id);
