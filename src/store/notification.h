/* Notifications in the store. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/notification.h"
#include "model/paging.h"

/* Every kind, as bits of notification_filter.kinds. */
#define NOTIFICATION_KINDS_ALL ((INT64_C(1) << NOTIFICATION_KIND_COUNT) - 1)

struct notification_filter {
    int64_t kinds;          /* bit 1 << kind for each wanted */
    struct account_id from; /* none: from anybody */
};

/* What is known about a notification before it is stored. */
struct notification_doubt {
    bool is_refused;  /* see store_notification_doubt */
    bool is_followed; /* the owner follows who it comes from */
    bool is_silenced; /* who it comes from is, by a moderator */
    struct sv domain; /* of who it comes from; empty for this server */
};

/**
 * Is there a reason not to tell the owner? The owner is remote or gone, one of the two blocks the other, a mute hides
 * notifications, the conversation is muted, the domain is blocked, who it comes from is gone, or the same was told before.
 *
 * Returns  ERR_DB …
 * Cost     1 query of indexed look-ups
 */
MUST_USE enum err store_notification_doubt(struct ctx *ctx, const struct notification *what,
                                           struct notification_doubt *out);

/** Inside db_write: insert as it is. */
MUST_USE enum err store_notification_insert(struct ctx *ctx, const struct notification *what);

/** One of an account's own; ERR_NOT_FOUND. */
MUST_USE enum err store_notification_get(struct ctx *ctx, struct account_id owner,
                                         struct notification_id id, struct notification *out);

/** A page, newest first, or oldest first when paging says so. */
MUST_USE enum err store_notification_page(struct ctx *ctx, struct account_id owner,
                                          const struct notification_filter *filter,
                                          const struct paging *paging, struct notification **out,
                                          size_t *out_count);

/** How many are newer than an id, counted to max at most. */
MUST_USE enum err store_notification_count_above(struct ctx *ctx, struct account_id owner,
                                                 int64_t above, int64_t max, int64_t *out);

/** Inside db_write, as all below; one that is not there is fine. */
MUST_USE enum err store_notification_delete(struct ctx *ctx, struct account_id owner,
                                            struct notification_id id);

/** What one account caused of a kind: a request that was answered, a follow that ended. */
MUST_USE enum err store_notification_delete_kind(struct ctx *ctx, struct account_id owner,
                                                 struct account_id from,
                                                 enum notification_kind kind);

/** Everything one account caused at another. */
MUST_USE enum err store_notification_delete_from(struct ctx *ctx, struct account_id owner,
                                                 struct account_id from);

/** What accounts of a domain caused, `count` at a time; fewer deleted than count: there are no more. */
MUST_USE enum err store_notification_delete_domain(struct ctx *ctx, struct account_id owner,
                                                   struct sv domain, int64_t count,
                                                   int64_t *out_deleted);

/** The oldest `count` up to an id; fewer deleted than count: there are no more. */
MUST_USE enum err store_notification_delete_upto(struct ctx *ctx, struct account_id owner,
                                                 int64_t upto, int64_t count, int64_t *out_deleted);
