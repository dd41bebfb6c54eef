/* Set the notification policy: what the viewer's account wants to be told of. */
#pragma once

#include <stdbool.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/notification_policy.h"
#include "model/notification_request.h"

/* A policy, and what it kept aside by now. */
struct notification_policy_view {
    struct notification_policy policy;
    struct notification_waiting waiting;
};

/* What is to be otherwise; rules without a change stay as they are. */
struct notification_policy_change {
    bool has[NOTIFICATION_RULE_COUNT];
    enum notification_verdict verdicts[NOTIFICATION_RULE_COUNT];
};

/**
 * The viewer's account's policy. On a page it needs the role moderator.
 *
 * Returns  ERR_LOGIN_REQUIRED, ERR_DB …
 */
MUST_USE enum err service_get_notification_policy(struct ctx *ctx,
                                                  struct notification_policy_view *out);

/**
 * Change it: from now on; what was kept aside before stays so. On a page it needs the role moderator.
 *
 * out      as it is afterwards
 *
 * Returns  ERR_LOGIN_REQUIRED, ERR_FORBIDDEN, as service_write_acting
 */
MUST_USE enum err service_set_notification_policy(struct ctx *ctx,
                                                  const struct notification_policy_change *change,
                                                  struct notification_policy_view *out);
