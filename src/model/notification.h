/* Notification kinds. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/id.h"
#include "base/macros.h"
#include "base/sv.h"

/* Kinds as bits: 1 << kind. */
#define NOTIFICATION_KINDS_ALL ((INT64_C(1) << NOTIFICATION_KIND_COUNT) - 1)
#define NOTIFICATION_KINDS_GROUPED                                                                 \
    ((INT64_C(1) << NOTIFICATION_FAVOURITE) | (INT64_C(1) << NOTIFICATION_REBLOG) |                \
     (INT64_C(1) << NOTIFICATION_FOLLOW))

/* Whose doing a group is, as far as an answer says it. */
#define NOTIFICATION_SAMPLE_COUNT 8

/* Stored; never renumbered. */
enum notification_kind {
    NOTIFICATION_MENTION = 0,
    NOTIFICATION_STATUS = 1,
    NOTIFICATION_REBLOG = 2,
    NOTIFICATION_FOLLOW = 3,
    NOTIFICATION_FOLLOW_REQUEST = 4,
    NOTIFICATION_FAVOURITE = 5,
    NOTIFICATION_POLL = 6,
    NOTIFICATION_UPDATE = 7,
    NOTIFICATION_ADMIN_REPORT = 8,
    NOTIFICATION_ADMIN_SIGN_UP = 9,
    NOTIFICATION_MODERATION_WARNING = 10,
    NOTIFICATION_KIND_COUNT
};

struct notification {
    struct notification_id id;
    enum notification_kind kind;
    struct account_id owner;
    struct account_id from;
    struct status_id status; /* none for follows */
    struct report_id report; /* of NOTIFICATION_ADMIN_REPORT; none otherwise */
    struct staff_act_id act; /* of NOTIFICATION_MODERATION_WARNING; none otherwise */
    struct notification_id
        group; /* the first of those it is shown with; none: of a kind that stands alone, or kept aside */
    bool is_filtered; /* kept aside by the owner's policy, until who it comes from is let through */
};

/* Notifications shown as one: reactions to one status, or follows, of half a day; or one that stands alone. */
struct notification_group {
    struct notification_id id; /* of its first member; none: one that stands alone */
    struct notification_id
        position; /* where it stands among others: its newest member, gone or not */
    struct notification_id newest;
    struct notification_id oldest; /* of those sampled */
    enum notification_kind kind;
    struct status_id status; /* none for follows */
    struct staff_act_id act; /* of NOTIFICATION_MODERATION_WARNING; none otherwise */
    struct report_id report; /* of NOTIFICATION_ADMIN_REPORT; none otherwise */
    int64_t count;           /* members; above a hundred it also counts those that are gone again */
    struct account_id from[NOTIFICATION_SAMPLE_COUNT]; /* the newest first */
    size_t from_count;
};

/** "mention", "follow_request", …; lives for ever. */
struct sv notification_kind_name(enum notification_kind kind);

/**
 * The name of a group as clients see it: "favourite-ID", or "ungrouped-ID" where it stands alone.
 *
 * group    none: `id` names it
 */
struct sv notification_group_key(struct arena *a, enum notification_kind kind,
                                 struct notification_id group, struct notification_id id);

/**
 * Read such a name; untrusted.
 *
 * out_group  none when the name is of one that stands alone, which out_id is then; out_kind holds when there is one
 *
 * Returns    false  it is none
 */
MUST_USE bool notification_group_key_parse(struct sv key, enum notification_kind *out_kind,
                                           struct notification_id *out_group,
                                           struct notification_id *out_id);

/** The kind a client names; false when it is none. */
MUST_USE bool notification_kind_parse(struct sv name, enum notification_kind *out);
