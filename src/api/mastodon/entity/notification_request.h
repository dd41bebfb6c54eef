/* NotificationRequest entity.
 *
 * Spec: Mastodon API, entity NotificationRequest.
 */
#pragma once

#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "service/answer_notification_request.h"
#include "text/json_write.h"

/**
 * One NotificationRequest.
 *
 * epoch    as for entity_status_render
 *
 * Returns  ERR_LIMIT  larger than any answer may be
 */
MUST_USE enum err entity_notification_request_render(struct ctx *ctx, struct json_writer *w,
                                                     const struct notification_request_view *view,
                                                     uint64_t epoch);
