/* Notification entity.
 *
 * Spec: Mastodon API, entity Notification.
 */
#pragma once

#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/subject.h"
#include "model/account.h"
#include "model/notification.h"
#include "service/list_notifications.h"
#include "text/json_write.h"

/** Of what class it is to have caused one of a kind: a reaction, a relation, or a post. */
enum data_class entity_notification_class(enum notification_kind kind);

/**
 * One Notification.
 *
 * epoch    as for entity_status_render
 *
 * Returns  ERR_LIMIT  larger than any answer may be
 */
MUST_USE enum err entity_notification_render(struct ctx *ctx, struct json_writer *w,
                                             const struct notification_view *view, uint64_t epoch);
