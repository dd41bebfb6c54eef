/* Reblog a status, and take it back. */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/status.h"

/**
 * Reblog as ctx->viewer; reblogging a reblog is reblogging its original, reblogging twice gives the first one.
 *
 * visibility  at most private; never wider than the original's own when that is private
 * out         the reblog; in ctx->arena
 *
 * Returns  ERR_NOT_FOUND   invisible to the viewer, or not to be reblogged: direct, or somebody else's private one
 *          ERR_VALIDATION  direct is no visibility of a reblog
 *          ERR_LOGIN_REQUIRED, ERR_FORBIDDEN, ERR_DB …
 * Spec     Mastodon API, statuses#boost
 */
MUST_USE enum err service_reblog_status(struct ctx *ctx, struct status_id id,
                                        enum visibility visibility, struct status *out);

/**
 * Take the viewer's reblog of a status back; harmless when there is none.
 *
 * id       the original's, or of any reblog of it
 * Returns  ERR_NOT_FOUND  no such status
 */
MUST_USE enum err service_unreblog_status(struct ctx *ctx, struct status_id id);

/**
 * What a reaction to this status is about: itself, or what it reblogs.
 *
 * Returns  ERR_NOT_FOUND  no such status; visibility is not asked
 */
MUST_USE enum err service_find_original(struct ctx *ctx, struct status_id id, struct status *out);
