/* Answer notification requests: look at whose notifications were kept aside, let them through or dismiss them. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/account.h"
#include "model/notification_request.h"
#include "model/paging.h"
#include "service/view_status.h"
#include "store/job.h"

/* So many are answered at once. */
#define NOTIFICATION_REQUESTS_MAX 100

struct notification_request_view {
    struct notification_request request;
    const struct account *account;
    const struct status_view *status; /* the last one; NULL when there is none, or it is gone */
};

/**
 * A page of the viewer's account's requests, newest first. Those of accounts that are gone are left out.
 *
 * out      in ctx->arena
 *
 * Returns  ERR_LOGIN_REQUIRED, ERR_DB …
 * Cost     1 query, and those of the accounts and statuses
 */
MUST_USE enum err service_list_notification_requests(struct ctx *ctx, const struct paging *paging,
                                                     struct notification_request_view **out,
                                                     size_t *out_count,
                                                     struct paging_span *out_span);

/** One; ERR_NOT_FOUND when it is not the viewer's, or whose it is is gone. */
MUST_USE enum err service_get_notification_request(struct ctx *ctx,
                                                   struct notification_request_id id,
                                                   struct notification_request_view *out);

/**
 * Accept some, which lets their accounts through from now on, whatever the policy says. What was kept aside of them is told by
 * a job that begins at once (service_merge_notifications). On a page it needs the role moderator.
 *
 * ids      at most NOTIFICATION_REQUESTS_MAX; those that are not the viewer's are passed over
 *
 * Returns  ERR_NOT_FOUND  a single one, and there is no such request
 *          ERR_LOGIN_REQUIRED, ERR_FORBIDDEN, as service_write_acting
 * Cost     one commit
 */
MUST_USE enum err service_accept_notification_requests(struct ctx *ctx,
                                                       const struct notification_request_id *ids,
                                                       size_t count);

/** Dismiss some: what was kept aside of their accounts is deleted, in short writes. Otherwise as above. */
MUST_USE enum err service_dismiss_notification_requests(struct ctx *ctx,
                                                        const struct notification_request_id *ids,
                                                        size_t count);

/** Is everything told that was accepted? */
MUST_USE enum err service_are_notifications_merged(struct ctx *ctx, bool *out);

/**
 * The job: what was kept aside of an account is told, in its place and without a push or an event of its own. At the end of an
 * owner's last one STREAM_EVENT_NOTIFICATIONS_MERGED is on its USER_NOTIFICATION channel.
 */
MUST_USE enum err service_merge_notifications(struct ctx *ctx, const struct job *job);
