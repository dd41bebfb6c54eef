/* Report: what somebody told the moderators of an account. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/id.h"
#include "base/sv.h"

#define REPORT_COMMENT_MAX_CHARS 1000
#define REPORT_STATUSES_MAX 40

/* Stored; never renumbered. */
enum report_category {
    REPORT_OTHER = 0,
    REPORT_SPAM = 1,
    REPORT_VIOLATION = 2,
    REPORT_LEGAL = 3,
    REPORT_CATEGORY_COUNT
};

struct report {
    struct report_id id;
    struct account_id reporter;
    struct account_id target;
    enum report_category category;
    struct sv comment;                /* plain text; may be empty */
    const struct status_id *statuses; /* of the target */
    size_t status_count;
    const int64_t
        *rules; /* ids of instance rules, some perhaps gone; none but of REPORT_VIOLATION */
    size_t rule_count;
    bool is_forwarded;  /* the target's server is told */
    int64_t handled_ms; /* 0 = open */
    struct account_id handled_by;
    struct account_id assigned_to; /* who of the staff has taken it; may be none */
    int64_t created_ms;
    int64_t updated_ms; /* when staff touched it; created_ms at first */
};

/** "other", "spam", "violation" or "legal"; lives for ever. */
struct sv report_category_name(enum report_category category);

/** The category of a name; false when it is none. */
MUST_USE bool report_category_parse(struct sv name, enum report_category *out);
