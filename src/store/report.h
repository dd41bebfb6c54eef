/* Reports in the store; a local reporter's comment is sealed under their account's key. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "crypto/secret.h"
#include "model/paging.h"
#include "model/report.h"

/**
 * Load one.
 *
 * Returns  ERR_NOT_FOUND  no such report
 *          ERR_KEY_GONE   its reporter is being erased
 *          ERR_DB …
 */
MUST_USE enum err store_report_get(struct ctx *ctx, struct report_id id, struct report *out);

/* Which reports. */
struct report_filter {
    bool is_handled;            /* otherwise those that are open */
    struct account_id reporter; /* none: anybody */
    struct account_id target;   /* likewise */
};

/**
 * A page, newest first, or oldest first where it is from the oldest; those whose reporter is being erased are left out.
 * out_span may be NULL.
 */
MUST_USE enum err store_report_page(struct ctx *ctx, const struct report_filter *filter,
                                    const struct paging *paging, struct report **out,
                                    size_t *out_count, struct paging_span *out_span);

/** Box the comment for store_report_insert; key: the reporter's, NULL for a remote one. */
struct sv store_report_seal(struct ctx *ctx, const struct report *report,
                            const struct crypto_key *key);

/** Inside db_write: the report, its statuses and its rules. */
MUST_USE enum err store_report_insert(struct ctx *ctx, const struct report *report,
                                      struct sv comment_box);

/** Inside db_write: handled at a time by somebody (none: the console), or open again (0). */
MUST_USE enum err store_report_set_handled(struct ctx *ctx, struct report_id id, int64_t handled_ms,
                                           struct account_id by);

/** Inside db_write: somebody of the staff has taken it, or (none) nobody has. */
MUST_USE enum err store_report_set_assigned(struct ctx *ctx, struct report_id id,
                                            struct account_id to);

/** Inside db_write: its category and rules are those of the struct now. */
MUST_USE enum err store_report_set_category(struct ctx *ctx, const struct report *report);

/** Inside db_write: all that are open about an account are handled now, by somebody (none: the console). */
MUST_USE enum err store_report_close_target(struct ctx *ctx, struct account_id target,
                                            struct account_id by);

/** The accounts of active users with at least this role, moderator or more; at most 100. */
MUST_USE enum err store_report_staff(struct ctx *ctx, enum user_role least, struct account_id **out,
                                     size_t *out_count);
