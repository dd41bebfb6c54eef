/* Admin::Report entity.
 *
 * Spec: Mastodon API, entity Admin::Report.
 */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "service/inspect_report.h"
#include "text/json_write.h"

/**
 * One report as moderators see it.
 *
 * epoch    as for entity_status_render
 *
 * Returns  ERR_LIMIT  larger than any answer may be
 */
MUST_USE enum err entity_admin_report_render(struct ctx *ctx, struct json_writer *w,
                                             const struct inspected_report *it, uint64_t epoch);
