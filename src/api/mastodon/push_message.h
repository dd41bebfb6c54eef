/* Push message: a notification as an app is sent it, to be shown before it asks for more.
 *
 * Spec: Mastodon API, push#subscription; the members that Mastodon's apps read
 */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"
#include "service/send_push.h"

/**
 * Write one.
 *
 * ctx      its viewer is whom the app belongs to
 * out      JSON of some hundred bytes, in ctx->arena
 *
 * Returns  ERR_FORBIDDEN  the consent policy refuses
 *          ERR_LIMIT      too large
 */
MUST_USE enum err mastodon_push_message(struct ctx *ctx, const struct push_message *message,
                                        struct sv *out);
