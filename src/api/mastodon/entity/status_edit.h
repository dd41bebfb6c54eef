/* StatusEdit entity.
 *
 * Spec: Mastodon API, entity StatusEdit.
 */
#pragma once

#include "base/ctx.h"
#include "service/edit_status.h"
#include "service/view_status.h"
#include "text/json_write.h"

/** One version of a status. */
void entity_status_edit_render(struct ctx *ctx, struct json_writer *w,
                               const struct status_view *view,
                               const struct status_version *version);
