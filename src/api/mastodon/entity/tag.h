/* Tag entity.
 *
 * Spec: Mastodon API, entity Tag.
 */
#pragma once

#include "base/ctx.h"
#include "base/sv.h"
#include "text/json_write.h"

/* A hashtag as ctx->viewer sees it. */
struct tag_view {
    struct sv name; /* as normalized */
    bool is_following;
    bool is_featuring;
};

/** A hashtag. Its use is not counted by day, so its history is empty; anonymous viewers are not told what they do with it. */
void entity_tag_render(struct ctx *ctx, struct json_writer *w, const struct tag_view *tag);
