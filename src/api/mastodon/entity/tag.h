/* Tag entity.
 *
 * Spec: Mastodon API, entity Tag.
 */
#pragma once

#include "base/ctx.h"
#include "base/sv.h"
#include "text/json_write.h"

/**
 * A hashtag. Its use is not counted by day, so its history is empty; tags cannot be featured yet.
 *
 * name          as normalized
 * is_following  whether ctx->viewer follows it; not said to anonymous viewers
 */
void entity_tag_render(struct ctx *ctx, struct json_writer *w, struct sv name, bool is_following);
