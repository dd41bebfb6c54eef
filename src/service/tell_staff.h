/* Tell the staff: moderators and administrators hear of new reports and of who has come. */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/report.h"

/**
 * Inside db_write: NOTIFICATION_ADMIN_REPORT to each of them.
 *
 * Returns  ERR_DB …
 * Cost     1 query, and those of service_notify for each
 */
MUST_USE enum err service_tell_report(struct ctx *ctx, const struct report *report);

/** Inside db_write: NOTIFICATION_ADMIN_SIGN_UP; the account is let in already. Likewise. */
MUST_USE enum err service_tell_sign_up(struct ctx *ctx, struct account_id account);
