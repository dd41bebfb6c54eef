/* WebPushSubscription entity.
 *
 * Spec: Mastodon API, entity WebPushSubscription.
 */
#pragma once

#include "base/ctx.h"
#include "model/push.h"
#include "text/json_write.h"

/** A subscription, without the app's keys: it is told where it asked to be told, and by whom. */
void entity_push_subscription_render(struct ctx *ctx, struct json_writer *w,
                                     const struct push_subscription *subscription);
