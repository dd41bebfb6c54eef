/* Report entity.
 *
 * Spec: Mastodon API, entity Report.
 */
#pragma once

#include "base/ctx.h"
#include "model/account.h"
#include "model/report.h"
#include "text/json_write.h"

/** A report as its author sees it. target: the reported account. */
void entity_report_render(struct ctx *ctx, struct json_writer *w, const struct report *report,
                          const struct account *target);
