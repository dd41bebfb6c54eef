/* Receive emoji: what came with something of another server, and may be kept of it. */
#pragma once

#include <stddef.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/custom_emoji.h"

struct received_emoji {
    struct sv shortcode;
    struct sv url;
    int64_t updated_ms; /* 0 = not said */
};

/**
 * Those that may be kept: shortcodes, with pictures over https (over http too where all servers are on this machine), not on
 * a blocked server, of bounded length.
 *
 * out      with new ids, in ctx->arena; CUSTOM_EMOJIS_RECEIVED_MAX at most
 *
 * Returns  ERR_DB …
 */
MUST_USE enum err service_take_emojis(struct ctx *ctx, const struct received_emoji *received,
                                      size_t count, struct custom_emoji **out, size_t *out_count);
