/* Notification requests in the store: one for each account whose notifications are kept aside. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/notification_request.h"
#include "model/paging.h"

/**
 * A page, newest first.
 *
 * Cost     1 query, with some look-ups for each
 */
MUST_USE enum err store_notification_request_page(struct ctx *ctx, struct account_id owner,
                                                  const struct paging *paging,
                                                  struct notification_request **out,
                                                  size_t *out_count);

/** One of an account's own; ERR_NOT_FOUND. */
MUST_USE enum err store_notification_request_get(struct ctx *ctx, struct account_id owner,
                                                 struct notification_request_id id,
                                                 struct notification_request *out);

/** Inside db_write: it waits no more; what it stands for stays. */
MUST_USE enum err store_notification_request_delete(struct ctx *ctx, struct account_id owner,
                                                    struct account_id from);

/** How many wait. Cost: 1 query, bounded. */
MUST_USE enum err store_notification_waiting(struct ctx *ctx, struct account_id owner,
                                             struct notification_waiting *out);
