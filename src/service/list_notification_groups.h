/* List groups of notifications: what happened to the viewer's account, told together. */
#pragma once

#include <stddef.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"
#include "model/account.h"
#include "model/notification.h"
#include "model/paging.h"
#include "service/list_relations.h"
#include "service/load_notified.h"
#include "service/view_status.h"
#include "store/notification.h"

/* Groups, and whom and what they name, each once. */
struct notification_groups {
    struct notification_group *groups;
    size_t count;
    const struct account *accounts; /* who is the newest of a group comes before all others */
    size_t account_count;
    size_t newest_count; /* so many of accounts are somebody's newest */
    const struct status_view *statuses;
    size_t status_count;
    struct notified notified; /* acts and reports that the groups name */
    struct paging_span span;
};

/**
 * A page of groups, newest first. Who is gone is not named; a group that is left without anybody, or without its status, is
 * left out.
 *
 * filter   .grouped: kinds to tell together
 * out      in ctx->arena
 *
 * Returns  ERR_LOGIN_REQUIRED, ERR_DB …
 * Cost     as store_notification_page and store_notification_group_list, and those of the accounts and statuses
 */
MUST_USE enum err service_list_notification_groups(struct ctx *ctx,
                                                   const struct notification_filter *filter,
                                                   const struct paging *paging,
                                                   struct notification_groups *out);

/**
 * One, by the name clients know it by.
 *
 * Returns  ERR_NOT_FOUND  no such name, not the viewer's, or nobody is left in it
 */
MUST_USE enum err service_get_notification_group(struct ctx *ctx, struct sv key,
                                                 struct notification_groups *out);

/** A page of whose doing it was, newest first; the span is of notifications. ERR_NOT_FOUND: as above. */
MUST_USE enum err service_list_group_accounts(struct ctx *ctx, struct sv key,
                                              const struct paging *paging,
                                              struct account_page *out);

/** Dismiss what is in it now; one that is not there is fine. On a page it needs the role moderator. */
MUST_USE enum err service_dismiss_notification_group(struct ctx *ctx, struct sv key);
