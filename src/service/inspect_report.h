/* Inspect reports: as moderators see them, with everybody and everything they name. */
#pragma once

#include <stddef.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/instance_rule.h"
#include "model/paging.h"
#include "model/report.h"
#include "service/inspect_account.h"
#include "service/report_account.h"
#include "service/view_status.h"

struct inspected_report {
    struct report report;
    const struct inspected_account *reporter;
    const struct inspected_account *target;
    const struct inspected_account *assigned; /* NULL: nobody, or gone */
    const struct inspected_account *handler;  /* NULL: nobody, gone, or the console */
    const struct status_view *statuses;       /* that the viewer may see */
    size_t status_count;
    const struct instance_rule *rules; /* those that are still there */
    size_t rule_count;
};

/**
 * Complete reports. One whose reporter or target is being erased is left out.
 *
 * reports  at most PAGING_COUNT_MAX
 * out      in their order; in ctx->arena
 *
 * Returns  ERR_LOGIN_REQUIRED, ERR_FORBIDDEN, ERR_DB …
 * Cost     queries of the accounts, 2 for each that signs in, and those of the statuses for each report
 */
MUST_USE enum err service_inspect_reports(struct ctx *ctx, const struct report *reports,
                                          size_t count, struct inspected_report **out,
                                          size_t *out_count);
