/* NotificationPolicy entity, and what it was called at first.
 *
 * Spec: Mastodon API, entity NotificationPolicy.
 */
#pragma once

#include "base/ctx.h"
#include "service/set_notification_policy.h"
#include "text/json_write.h"

/** "for_not_following", …: the names of the rules as clients know them. Lives for ever. */
struct sv entity_notification_rule_name(enum notification_rule rule);

/** The same for the first version, which says of each rule only whether it is on; empty: it does not know the rule. */
struct sv entity_notification_rule_name_v1(enum notification_rule rule);

/** One NotificationPolicy, the viewer's own. */
void entity_notification_policy_render(struct ctx *ctx, struct json_writer *w,
                                       const struct notification_policy_view *view);

/** The same as the first version knew it. */
void entity_notification_policy_v1_render(struct ctx *ctx, struct json_writer *w,
                                          const struct notification_policy_view *view);
