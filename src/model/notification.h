/* Notification kinds. */
#pragma once

#include "base/id.h"
#include "base/sv.h"

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
    NOTIFICATION_KIND_COUNT
};

struct notification {
    struct notification_id id;
    enum notification_kind kind;
    struct account_id owner;
    struct account_id from;
    struct status_id status; /* none for follows */
    struct report_id report; /* of NOTIFICATION_ADMIN_REPORT; none otherwise */
};

/** "mention", "follow_request", …; lives for ever. */
struct sv notification_kind_name(enum notification_kind kind);

/** The kind a client names; false when it is none. */
MUST_USE bool notification_kind_parse(struct sv name, enum notification_kind *out);
