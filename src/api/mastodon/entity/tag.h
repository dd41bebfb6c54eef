/* Tag entity.
 *
 * Spec: Mastodon API, entity Tag.
 */
#pragma once

#include "base/ctx.h"
#include "base/sv.h"
#include "text/json_write.h"

/**
 * A hashtag. Its use is not counted by day, so its history is empty; tags cannot be followed or featured yet.
 *
 * name     as normalized
 */
void entity_tag_render(struct ctx *ctx, struct json_writer *w, struct sv name);
