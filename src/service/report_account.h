/* Report accounts to the moderators, from here and from other servers; look at reports and close them. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/paging.h"
#include "model/report.h"
#include "store/report.h"

struct report_draft {
    struct account_id target;
    enum report_category category;
    struct sv comment;                /* untrusted; at most REPORT_COMMENT_MAX_CHARS */
    const struct status_id *statuses; /* of the target; at most REPORT_STATUSES_MAX */
    size_t status_count;
    const int64_t *rules; /* ids of instance rules that are there; none but with REPORT_VIOLATION */
    size_t rule_count;
    bool forwards; /* tell the target's server as well; nothing for a local target */
};

/**
 * Report an account as the viewer. The other server learns what is reported, but not by whom: the instance sends it.
 *
 * Returns  ERR_LOGIN_REQUIRED  anonymous
 *          ERR_NOT_FOUND       no such account, or a status is not the target's
 *          ERR_VALIDATION      comment too long or no text, too many statuses, oneself, rules that are not there or
 *                              do not fit the category
 *          ERR_DB …
 * Cost     one commit; a query for each status and each moderator
 */
MUST_USE enum err service_report_account(struct ctx *ctx, const struct report_draft *draft,
                                         struct report *out);

/**
 * A remote account (or its instance's) reports a local one; verified by fed. A comment too long is cut, statuses that are
 * not the target's are left out. From a server whose reports are refused it is dropped in silence.
 *
 * Returns  ERR_NOT_FOUND  no such local account, or reporter
 *          ERR_DB …
 */
MUST_USE enum err service_receive_report(struct ctx *ctx, struct account_id reporter,
                                         const struct report_draft *draft);

/**
 * A page of reports, newest first, for moderators.
 *
 * out_span may be NULL
 *
 * Returns  ERR_LOGIN_REQUIRED, ERR_FORBIDDEN, ERR_DB …
 */
MUST_USE enum err service_list_reports(struct ctx *ctx, const struct report_filter *filter,
                                       const struct paging *paging, struct report **out,
                                       size_t *out_count, struct paging_span *out_span);

/** One, for moderators; ERR_NOT_FOUND besides. */
MUST_USE enum err service_get_report(struct ctx *ctx, struct report_id id, struct report *out);

/** Close a report, or open it again, for moderators; it is logged, as are the next two. */
MUST_USE enum err service_close_report(struct ctx *ctx, struct report_id id, bool is_handled,
                                       struct report *out);

/** Take a report as the viewer, or leave it to others, for moderators. */
MUST_USE enum err service_take_report(struct ctx *ctx, struct report_id id, bool is_taken,
                                      struct report *out);

/**
 * Say what a report is about, for moderators.
 *
 * rules    as in a draft; NULL: as they are where the category is REPORT_VIOLATION
 *
 * Returns  ERR_VALIDATION  rules that are not there, or do not fit the category
 */
MUST_USE enum err service_sort_report(struct ctx *ctx, struct report_id id,
                                      enum report_category category, const int64_t *rules,
                                      size_t rule_count, struct report *out);
