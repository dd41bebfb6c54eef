/* Notifications in the store. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/notification.h"
#include "model/notification_policy.h"
#include "model/paging.h"

struct notification_filter {
    int64_t kinds;   /* bit 1 << kind for each wanted */
    int64_t grouped; /* of these kinds a page holds groups, each once, instead of their members */
    struct account_id from; /* none: from anybody */
    bool
        includes_filtered; /* also what is kept aside; whoever is named by `from` is shown with it always */
};

/* What is known about a notification before it is stored. */
struct notification_doubt {
    bool is_refused;                   /* see store_notification_doubt */
    bool is_followed;                  /* the owner follows who it comes from */
    bool is_private;                   /* a mention in a direct message */
    bool is_silenced;                  /* who it comes from is, by a moderator */
    struct sv domain;                  /* of who it comes from; empty for this server */
    struct notification_policy policy; /* the owner's */
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

/**
 * Inside db_write: insert it, into the group of its kind and status that began within half a day, or as the first of one; what is
 * kept aside is in no group, and in the request of who it comes from.
 *
 * what     .group is decided here
 *
 * Cost     1 write, 2 more and a look-up for a kind that is grouped
 */
MUST_USE enum err store_notification_insert(struct ctx *ctx, const struct notification *what);

/** One of an account's own; ERR_NOT_FOUND. */
MUST_USE enum err store_notification_get(struct ctx *ctx, struct account_id owner,
                                         struct notification_id id, struct notification *out);

/**
 * A page, newest first.
 *
 * out      of a grouped kind: one for each group that has members, with the group's position as its id and nobody as whom
 *          it comes from; where filter->from names somebody, its notification as it is
 *
 * Returns  ERR_DB …
 * Cost     1 query, or 1 for each kind when not all are wanted as they are; none walks over what it does not give
 */
MUST_USE enum err store_notification_page(struct ctx *ctx, struct account_id owner,
                                          const struct notification_filter *filter,
                                          const struct paging *paging, struct notification **out,
                                          size_t *out_count);

/**
 * How many, or how many groups of a grouped kind, are newer than an id; counted to max at most. What is kept aside counts
 * only where filter->from names somebody. Cost as above.
 */
MUST_USE enum err store_notification_count_above(struct ctx *ctx, struct account_id owner,
                                                 const struct notification_filter *filter,
                                                 int64_t above, int64_t max, int64_t *out);

/**
 * What is shown of groups.
 *
 * heads    as store_notification_page gives them; .group none: stands alone
 * count    ≤ PAGING_COUNT_MAX
 * out      count of them, in the same order; from_count is 0 where there are no members
 *
 * Returns  ERR_DB …
 * Cost     1 query, 1 more when a group has eight members or more, which counts each of these to a hundred
 */
MUST_USE enum err store_notification_group_list(struct ctx *ctx, struct account_id owner,
                                                const struct notification *heads, size_t count,
                                                struct notification_group *out);

/** The head of one group, as store_notification_page gives it, with or without members; ERR_NOT_FOUND. */
MUST_USE enum err store_notification_group_get(struct ctx *ctx, struct account_id owner,
                                               struct notification_id group,
                                               struct notification *out);

/** A page of a group's members, newest first. */
MUST_USE enum err store_notification_group_members(struct ctx *ctx, struct account_id owner,
                                                   struct notification_id group,
                                                   const struct paging *paging,
                                                   struct notification **out, size_t *out_count);

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

/** The oldest `count` members of a group up to an id; as below. */
MUST_USE enum err store_notification_group_delete(struct ctx *ctx, struct account_id owner,
                                                  struct notification_id group, int64_t upto,
                                                  int64_t count, int64_t *out_deleted);

/**
 * The oldest `count` of what is kept aside of an account are told from now on, in the groups they would have been in; fewer than
 * count: there are no more.
 */
MUST_USE enum err store_notification_let_through(struct ctx *ctx, struct account_id owner,
                                                 struct account_id from, int64_t count,
                                                 int64_t *out_count);

/** The oldest `count` of what is kept aside of an account up to an id; as above. The request goes with the last. */
MUST_USE enum err store_notification_delete_kept(struct ctx *ctx, struct account_id owner,
                                                 struct account_id from, int64_t upto,
                                                 int64_t count, int64_t *out_deleted);

/**
 * The oldest `count` up to an id, and as many groups of which the newest is not above it; fewer deleted than count: there
 * are no more.
 */
MUST_USE enum err store_notification_delete_upto(struct ctx *ctx, struct account_id owner,
                                                 int64_t upto, int64_t count, int64_t *out_deleted);
