/* Outbound: what leaves this server, and who got it.
 *
 * An activity for an account's followers is one fan-out row: it takes the account's next fan-out number, and who gets it
 * follows from that number, since membership rows say from which to which number an inbox had followers of the account.
 * Whoever else holds an object (mentioned, replied to, fetched it) has a recipient row for it. A fan-out reaches both,
 * in the order of inbox ids behind its cursor; what fails, and what goes to one inbox alone, is a delivery row.
 *
 * A posted status of any visibility thus is: recipient rows for the inboxes of whom it names, and one fan-out. No delivery
 * rows are needed for the named. Call engine->wake_delivery after the commit.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"
#include "model/activity.h"

/* Reach of a fan-out: which followers' inboxes it goes to, besides the object's recipient rows. */
#define FANOUT_FOLLOWERS INT64_C(0) /* those that follow now */
#define FANOUT_EVER INT64_C(1)      /* those that ever followed */
#define FANOUT_NOBODY INT64_MAX     /* none: the recipient rows only, for direct messages */

/* Any other: those that followed at or since that fan-out number, for the Update or Delete of what had this number. */

struct fanout_made {
    int64_t seq;     /* the number it took */
    bool is_waiting; /* there is somebody to send it to: wake the delivery after the commit */
};

/**
 * Inside db_write: send an activity to the followers of an account and to the recipients of its object.
 *
 * owner    local account whose activity it is
 * object   as model/activity.h says for the kind
 * reach    FANOUT_… or a fan-out number of before
 * out      may be NULL
 *
 * Waiting activities that this one undoes (the Create of what is deleted, …) are dropped. What reaches nobody takes its
 * number and leaves no row.
 *
 * Returns  ERR_NOT_FOUND  no such account
 *          ERR_DB …
 */
MUST_USE enum err store_fanout_insert(struct ctx *ctx, struct account_id owner,
                                      enum activity_kind kind, int64_t object, int64_t reach,
                                      struct fanout_made *out);

/**
 * Inside db_write: send an activity to one inbox.
 *
 * owner    local account, or none for the instance's own actor
 * target   as model/activity.h says; may be none
 * uri      as model/activity.h says; may be empty
 *
 * One that waits for the same inbox, object and kind is replaced; those it undoes are dropped.
 */
MUST_USE enum err store_delivery_insert(struct ctx *ctx, struct account_id owner,
                                        struct inbox_id inbox, enum activity_kind kind,
                                        int64_t object, struct account_id target, struct sv uri);

/**
 * Inside db_write: drop everything of an object that waits, or of the account with object 0.
 */
MUST_USE enum err store_outbound_cancel(struct ctx *ctx, struct account_id owner, int64_t object);

/**
 * Inside db_write: a remote account follows from now on.
 *
 * Returns  ERR_NOT_FOUND  it has no inbox
 */
MUST_USE enum err store_membership_add(struct ctx *ctx, struct account_id owner,
                                       struct account_id follower);

/** Inside db_write: it follows no more; as store_membership_add. */
MUST_USE enum err store_membership_remove(struct ctx *ctx, struct account_id owner,
                                          struct account_id follower);

/** Inside db_write: this inbox has the object, or gets it. Harmless when it was known. */
MUST_USE enum err store_recipient_insert(struct ctx *ctx, struct account_id owner, int64_t object,
                                         struct inbox_id inbox);

/**
 * The inbox to reach a remote account by: the shared one when there is one.
 *
 * Returns  ERR_NOT_FOUND  local, or its actor was never read
 */
MUST_USE enum err store_inbox_of_account(struct ctx *ctx, struct account_id account,
                                         struct inbox_id *out);

/* Where something is sent. */
struct outbound_inbox {
    struct inbox_id id;
    struct host_id host;
    struct sv url;
    struct sv host_name;      /* HOST or HOST:PORT, lower case */
    int64_t parked_until_ms;  /* of the host; 0 = not parked */
    int64_t failing_since_ms; /* of the host; 0 = its last delivery arrived */
    bool
        is_behind; /* an earlier activity about the same object waits for it, so that this one must wait as well */
};

struct fanout {
    struct account_id owner;
    int64_t seq;
    enum activity_kind kind;
    int64_t object;
    int64_t reach;
    struct inbox_id cursor; /* the last inbox that was dealt with */
    int64_t created_ms;
};

/** Fan-outs that are not finished, oldest first. */
MUST_USE enum err store_fanout_list(struct ctx *ctx, int64_t count, struct fanout **out,
                                    size_t *out_count);

/** The next inboxes behind its cursor, by id; none when it is finished. Cost: 1 indexed query. */
MUST_USE enum err store_fanout_inboxes(struct ctx *ctx, const struct fanout *fanout, int64_t count,
                                       struct outbound_inbox **out, size_t *out_count);

/** Inside db_write: everything up to this inbox is sent, or has its delivery row. Never goes back. */
MUST_USE enum err store_fanout_advance(struct ctx *ctx, const struct fanout *fanout,
                                       struct inbox_id cursor);

/** Inside db_write: it is finished. */
MUST_USE enum err store_fanout_delete(struct ctx *ctx, const struct fanout *fanout);

struct delivery {
    struct account_id owner;
    int64_t object;
    enum activity_kind kind;
    struct outbound_inbox inbox;
    struct account_id target;
    struct sv uri;
    int64_t attempts;
    int64_t next_ms;
    int64_t created_ms;
};

#define STORE_HOSTS_PASSED_MAX 16

/**
 * Deliveries that are due: next_ms has come, and no earlier activity about the same object waits for the same inbox.
 *
 * now_ms   INT64_MAX for all that wait
 * passed   hosts whose deliveries are left out; at most STORE_HOSTS_PASSED_MAX, may be NULL with 0
 */
MUST_USE enum err store_delivery_due(struct ctx *ctx, int64_t now_ms, const struct host_id *passed,
                                     size_t passed_count, int64_t count, struct delivery **out,
                                     size_t *out_count);

/** Inside db_write: keep a failed or postponed delivery, with attempts and next_ms as given. A newer one in its row stays. */
MUST_USE enum err store_delivery_keep(struct ctx *ctx, const struct delivery *delivery);

/** Inside db_write: it arrived, or never will. A newer one in its row (created_ms tells them apart) stays. */
MUST_USE enum err store_delivery_delete(struct ctx *ctx, const struct delivery *delivery);

/** When the next delivery is due after a moment; INT64_MAX when none is. */
MUST_USE enum err store_delivery_next(struct ctx *ctx, int64_t after_ms, int64_t *out_next_ms);
