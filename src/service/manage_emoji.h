/* Manage the instance's custom emoji: everybody sees them, administrators add, file, hide and remove them. */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/custom_emoji.h"
#include "model/media.h"

/* An emoji as somebody gave it; all of it untrusted. */
struct emoji_draft {
    struct sv shortcode; /* without colons */
    struct sv category;  /* may be empty */
    bool is_listed;
    int memory_file; /* the picture: a memfd or a file, read from its start; stays the caller's */
};

/**
 * Add an emoji: PNG, GIF or WebP, made anew in the cage.
 *
 * Returns  ERR_LOGIN_REQUIRED, ERR_FORBIDDEN  the viewer is no administrator
 *          ERR_VALIDATION  no shortcode, a category too long, CUSTOM_EMOJIS_MAX there already, or no such picture
 *          ERR_CONFLICT    the shortcode is taken
 *          ERR_TOO_LARGE   more than CUSTOM_EMOJI_BYTES_MAX before or after, or more pixels or frames than the cage takes
 *          ERR_BUSY, ERR_TIMEOUT  as media_process
 * Cost     a picture; ends the read transaction (db_release)
 */
MUST_USE enum err service_add_emoji(struct ctx *ctx, const struct emoji_draft *draft,
                                    struct custom_emoji *out);

/** The instance's emoji of a shortcode. ERR_LOGIN_REQUIRED, ERR_FORBIDDEN, ERR_NOT_FOUND. */
MUST_USE enum err service_get_emoji(struct ctx *ctx, struct sv shortcode, struct custom_emoji *out);

/** File it under a category, which may be empty, and list it or not. ERR_LOGIN_REQUIRED, ERR_FORBIDDEN, ERR_VALIDATION,
 * ERR_NOT_FOUND. */
MUST_USE enum err service_edit_emoji(struct ctx *ctx, struct sv shortcode, struct sv category,
                                     bool is_listed);

/** Take it away; texts show its name again. ERR_LOGIN_REQUIRED, ERR_FORBIDDEN, ERR_NOT_FOUND. */
MUST_USE enum err service_remove_emoji(struct ctx *ctx, struct sv shortcode);

/**
 * One version of the picture of an emoji, for everybody.
 *
 * version  the still one of what does not move is the original
 * out_mime one of the kinds the cage makes; static
 * out      in ctx->arena
 *
 * Returns  ERR_NOT_FOUND  no such emoji here
 * Cost     1 or 2 queries
 */
MUST_USE enum err service_get_emoji_picture(struct ctx *ctx, struct custom_emoji_id id,
                                            enum media_version version, struct sv *out_mime,
                                            struct sv *out);
