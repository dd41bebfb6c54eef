/* Page log: who of a page's team did what. */
#pragma once

#include <stdint.h>

#include "base/ctx.h"
#include "base/id.h"

#define PAGE_LOG_LIFE_DAYS 366 /* older entries are deleted */

/* Stored; never renumbered. */
enum page_log_kind {
    PAGE_LOG_CREATED = 0,
    PAGE_LOG_POSTED = 1,
    PAGE_LOG_SCHEDULED = 2,
    PAGE_LOG_EDITED = 3,
    PAGE_LOG_DELETED = 4,
    PAGE_LOG_REBLOGGED = 5,
    PAGE_LOG_ROLE = 6, /* of target; detail is the new enum page_role */
    PAGE_LOG_PROFILE = 7,
    PAGE_LOG_FOLLOWER_REMOVED = 8,
    PAGE_LOG_BLOCKED = 9,
    PAGE_LOG_UNBLOCKED = 10,
    PAGE_LOG_DOMAIN_BLOCKED = 11,
    PAGE_LOG_DOMAIN_UNBLOCKED = 12,
    PAGE_LOG_APPROVAL = 13,  /* detail: an editor's posts wait, or not */
    PAGE_LOG_SUBMITTED = 14, /* for approval; as the three are, by ids alone */
    PAGE_LOG_APPROVED = 15,  /* target wrote it */
    PAGE_LOG_DECLINED = 16,  /* likewise */
    PAGE_LOG_KIND_COUNT
};

struct page_log_entry {
    struct page_log_id id; /* its time is in it */
    struct account_id page;
    enum page_log_kind kind;
    struct account_id actor;  /* the person; none when erased since, or the operator's console */
    struct account_id target; /* whom it was about; none when nobody, or gone */
    struct status_id status;  /* likewise */
    int64_t detail;
};
