/* Poll entity.
 *
 * Spec: Mastodon API, entities Poll, Poll::Option.
 */
#pragma once

#include "base/ctx.h"
#include "service/view_status.h"
#include "text/json_write.h"

/** What a status asks, as ctx->viewer sees it now: what it chose, and the counts where they are not hidden. view: with a poll */
void entity_poll_render(struct ctx *ctx, struct json_writer *w, const struct status_view *view);
