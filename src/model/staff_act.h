/* Staff act: what moderators and administrators did, and to whom. */
#pragma once

#include <stdint.h>

#include "base/id.h"
#include "base/macros.h"
#include "base/sv.h"

#define STAFF_ACT_TEXT_MAX_CHARS 2000

/* Stored; never renumbered. */
enum staff_act_kind {
    STAFF_ACT_WARN = 0, /* the first five are told to the person (entity AccountWarning) */
    STAFF_ACT_SENSITIZE = 1,
    STAFF_ACT_DISABLE = 2,
    STAFF_ACT_SILENCE = 3,
    STAFF_ACT_SUSPEND = 4,
    STAFF_ACT_UNSENSITIZE = 5,
    STAFF_ACT_ENABLE = 6,
    STAFF_ACT_UNSILENCE = 7,
    STAFF_ACT_UNSUSPEND = 8,
    STAFF_ACT_APPROVE = 9,
    STAFF_ACT_REJECT = 10, /* about nobody any more, as is the next */
    STAFF_ACT_ERASE = 11,
    STAFF_ACT_REPORT_TAKE = 12, /* the five are about the account reported */
    STAFF_ACT_REPORT_LEAVE = 13,
    STAFF_ACT_REPORT_CLOSE = 14,
    STAFF_ACT_REPORT_REOPEN = 15,
    STAFF_ACT_REPORT_SORT = 16,
    STAFF_ACT_DOMAIN_SET = 17, /* about nobody, as is the next */
    STAFF_ACT_DOMAIN_DELETE = 18,
    STAFF_ACT_KIND_COUNT
};

struct staff_act {
    struct staff_act_id id;   /* its time is when it was done */
    struct account_id target; /* none: about nobody */
    struct account_id by;     /* none: the console, or somebody who is gone */
    enum staff_act_kind kind;
    int64_t object; /* of a report: its id; 0 = none */
    struct sv text; /* what the target was told; may be empty */
};

/** "none", "sensitive", "disable", …: the client API's names of acts, and ours for those it has none for; for ever. */
struct sv staff_act_name(enum staff_act_kind kind);

/** Is it one that its target is told of? */
static inline bool staff_act_is_told(enum staff_act_kind kind)
{
    return kind <= STAFF_ACT_SUSPEND;
}

/** A kind that is told, by its name; false when it is none. */
MUST_USE bool staff_act_parse(struct sv name, enum staff_act_kind *out);
