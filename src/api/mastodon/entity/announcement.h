/* Announcement entity.
 *
 * Spec: Mastodon API, entities Announcement, Reaction.
 */
#pragma once

#include "base/ctx.h"
#include "service/announce.h"
#include "text/json_write.h"

/** An announcement as ctx->viewer sees it. */
void entity_announcement_render(struct ctx *ctx, struct json_writer *w,
                                const struct announcement_view *view);
