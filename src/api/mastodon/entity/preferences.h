/* Preferences entity.
 *
 * Spec: Mastodon API, entity Preferences.
 */
#pragma once

#include "base/ctx.h"
#include "model/account.h"
#include "text/json_write.h"

/** How the viewer's account posts; how it reads is not kept here, so the defaults stand. */
void entity_preferences_render(struct ctx *ctx, struct json_writer *w,
                               const struct account *account);
