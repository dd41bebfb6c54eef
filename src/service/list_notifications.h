/* List notifications, look at one, dismiss them. */
#pragma once

#include <stddef.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/account.h"
#include "model/notification.h"
#include "model/paging.h"
#include "model/report.h"
#include "model/staff_act.h"
#include "service/view_status.h"
#include "store/notification.h"

struct notification_view {
    struct notification notification;
    const struct account *account;
    const struct status_view *status; /* NULL for kinds without one */
    const struct staff_act *act;      /* of NOTIFICATION_MODERATION_WARNING; NULL otherwise */
    const struct report *report; /* of NOTIFICATION_ADMIN_REPORT; NULL otherwise, or when gone */
    const struct account *report_target; /* with it */
};

/**
 * A page of what happened to the viewer's account. What is about an account or status that is gone is left out.
 *
 * out      in ctx->arena
 * out_span may be NULL
 *
 * Returns  ERR_LOGIN_REQUIRED, ERR_DB …
 * Cost     1 query, and those of the accounts and statuses
 */
MUST_USE enum err service_list_notifications(struct ctx *ctx,
                                             const struct notification_filter *filter,
                                             const struct paging *paging,
                                             struct notification_view **out, size_t *out_count,
                                             struct paging_span *out_span);

/** One; ERR_NOT_FOUND when it is not the viewer's, or what it is about is gone. */
MUST_USE enum err service_get_notification(struct ctx *ctx, struct notification_id id,
                                           struct notification_view *out);

/** How many, or how many groups of kinds in filter->grouped, are newer than the viewer's marker; to `max` at most. */
MUST_USE enum err service_count_notifications(struct ctx *ctx,
                                              const struct notification_filter *filter, int64_t max,
                                              int64_t *out);

/** Dismiss one; ERR_NOT_FOUND when it is not the viewer's. On a page it needs the role moderator. */
MUST_USE enum err service_dismiss_notification(struct ctx *ctx, struct notification_id id);

/** Dismiss all there are now, in short writes. */
MUST_USE enum err service_clear_notifications(struct ctx *ctx);
