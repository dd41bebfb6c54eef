/* Admin::Account entity.
 *
 * Spec: Mastodon API, entity Admin::Account.
 */
#pragma once

#include "base/ctx.h"
#include "service/inspect_account.h"
#include "text/json_write.h"

/** One account as moderators see it. Network addresses are not kept, nobody is invited, no application is noted: null. */
void entity_admin_account_render(struct ctx *ctx, struct json_writer *w,
                                 const struct inspected_account *it);
