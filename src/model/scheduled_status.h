/* Scheduled status: what somebody wrote and will be posted at a time. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/id.h"
#include "base/sv.h"
#include "model/media.h"
#include "model/poll.h"
#include "model/visibility.h"

#define SCHEDULED_MAX 300                  /* of one account */
#define SCHEDULED_DAY_MAX 25               /* of them due on one day, UTC */
#define SCHEDULED_AHEAD_MS INT64_C(300000) /* what is due sooner is posted at once */

/* Stored; never renumbered. */
enum scheduled_stage {
    SCHEDULED_DUE = 0,      /* a job posts it at its time */
    SCHEDULED_WAITS = 1,    /* until somebody else of the page's team lets it out */
    SCHEDULED_DECLINED = 2, /* nobody did; its author may take it back */
};

struct scheduled_status {
    struct scheduled_status_id id;
    struct account_id owner;
    int64_t due_ms;
    struct sv text; /* as typed; may be empty, as all below */
    struct sv spoiler;
    bool has_visibility;
    enum visibility
        visibility; /* without has_visibility: the account's default when it is posted */
    bool has_sensitive;
    bool is_sensitive; /* likewise */
    struct sv language;
    struct status_id in_reply_to;
    struct application_id application; /* it was written with */
    enum scheduled_stage stage;
    struct account_id author; /* the person who wrote it, while it waits or is declined */
    const struct media *media;
    size_t media_count;
    const struct poll_draft *poll; /* runs from when it is posted; NULL: none */
};
