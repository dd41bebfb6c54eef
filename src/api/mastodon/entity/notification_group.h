/* Grouped notifications: GroupedNotificationsResults, NotificationGroup, PartialAccountWithAvatar.
 *
 * Spec: Mastodon API, entities GroupedNotificationsResults and NotificationGroup.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "service/list_notification_groups.h"
#include "text/json_write.h"

/**
 * One GroupedNotificationsResults.
 *
 * is_page     it is a page of a list: each group says which part of it the page is about
 * is_partial  in full only whoever is the newest of a group, of all others no more than a picture needs
 * epoch       as for entity_status_render
 *
 * Returns     ERR_LIMIT  larger than any answer may be
 */
MUST_USE enum err entity_notification_groups_render(struct ctx *ctx, struct json_writer *w,
                                                    const struct notification_groups *groups,
                                                    bool is_page, bool is_partial, uint64_t epoch);
