/* ScheduledStatus entity.
 *
 * Spec: Mastodon API, entity ScheduledStatus.
 */
#pragma once

#include "base/ctx.h"
#include "model/scheduled_status.h"
#include "text/json_write.h"

/** One scheduled status: what was sent, and when it will be posted. Of the idempotency key nothing is kept to be shown. */
void entity_scheduled_status_render(struct ctx *ctx, struct json_writer *w,
                                    const struct scheduled_status *scheduled);
