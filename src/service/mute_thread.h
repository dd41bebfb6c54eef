/* Mute a conversation: nothing of it is told any more.
 *
 * Spec: Mastodon API, statuses#mute
 */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"

/**
 * Hear no more of the conversation that a status stands in; a reblog stands for what it reblogs.
 *
 * Returns  ERR_LOGIN_REQUIRED, ERR_FORBIDDEN (the role on the page is less)
 *          ERR_NOT_FOUND  no such status, or invisible to the viewer
 *          ERR_DB …
 */
MUST_USE enum err service_mute_thread(struct ctx *ctx, struct status_id id);

/** The opposite; errors likewise. */
MUST_USE enum err service_unmute_thread(struct ctx *ctx, struct status_id id);
