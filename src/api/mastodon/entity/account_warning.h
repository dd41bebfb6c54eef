/* AccountWarning entity.
 *
 * Spec: Mastodon API, entity AccountWarning.
 */
#pragma once

#include "base/ctx.h"
#include "model/account.h"
#include "model/staff_act.h"
#include "text/json_write.h"

/** What the staff did to the target, as the target reads it. */
void entity_account_warning_render(struct ctx *ctx, struct json_writer *w,
                                   const struct staff_act *act, const struct account *target);
