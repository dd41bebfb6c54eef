/* Custom emoji in the store: those of this instance, with their pictures. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/custom_emoji.h"
#include "model/media.h"

#define STORE_CUSTOM_EMOJI_PAGE 1000

/** By shortcode, bytewise, behind `after`; fewer than STORE_CUSTOM_EMOJI_PAGE at the end. Strings live in ctx->arena. */
MUST_USE enum err store_custom_emoji_list(struct ctx *ctx, struct sv after,
                                          struct custom_emoji **out, size_t *out_count);

/** ERR_NOT_FOUND when there is none. */
MUST_USE enum err store_custom_emoji_get(struct ctx *ctx, struct custom_emoji_id id,
                                         struct custom_emoji *out);

/** ERR_NOT_FOUND when there is none of that name. */
MUST_USE enum err store_custom_emoji_find(struct ctx *ctx, struct sv shortcode,
                                          struct custom_emoji *out);

MUST_USE enum err store_custom_emoji_count(struct ctx *ctx, int64_t *out);

/** Inside db_write: ERR_DUPLICATE when the shortcode is taken. */
MUST_USE enum err store_custom_emoji_insert(struct ctx *ctx, const struct custom_emoji *emoji);

/** Inside db_write: its category and whether it is listed; ERR_NOT_FOUND when it is gone. */
MUST_USE enum err store_custom_emoji_update(struct ctx *ctx, const struct custom_emoji *emoji);

/** Inside db_write: with its pictures; ERR_NOT_FOUND when it is gone. */
MUST_USE enum err store_custom_emoji_delete(struct ctx *ctx, struct custom_emoji_id id);

struct custom_emoji_picture {
    struct sv mime;
    struct sv bytes;
};

/** Inside db_write. */
MUST_USE enum err store_custom_emoji_picture_insert(struct ctx *ctx, struct custom_emoji_id id,
                                                    enum media_version version,
                                                    const struct custom_emoji_picture *picture);

/** ERR_NOT_FOUND when there is no such version. */
MUST_USE enum err store_custom_emoji_picture_get(struct ctx *ctx, struct custom_emoji_id id,
                                                 enum media_version version,
                                                 struct custom_emoji_picture *out);
