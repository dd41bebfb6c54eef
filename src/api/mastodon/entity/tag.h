/* Tag entity.
 *
 * Spec: Mastodon API, entities Tag and Admin::Tag.
 */
#pragma once

#include "base/ctx.h"
#include "base/sv.h"
#include "model/tag.h"
#include "model/trend.h"
#include "text/json_write.h"

/* A hashtag as ctx->viewer sees it. */
struct tag_view {
    struct sv name; /* as normalized */
    bool is_following;
    bool is_featuring;
    struct trend_day history[TREND_HISTORY]; /* this day's first */
    const struct tag *moderated;             /* what moderators see besides; NULL for others */
};

/** The key `history` of tags and links. */
void entity_key_history(struct ctx *ctx, struct json_writer *w,
                        const struct trend_day history[TREND_HISTORY]);

/** A hashtag. Anonymous viewers are not told what they do with it, and moderators at work do not ask. */
void entity_tag_render(struct ctx *ctx, struct json_writer *w, const struct tag_view *tag);
