/* FamiliarFollowers entity.
 *
 * Spec: Mastodon API, entity FamiliarFollowers.
 */
#pragma once

#include "base/ctx.h"
#include "model/account.h"
#include "text/json_write.h"

/** Whom the viewer follows that follow `account`; its id is about it, CLASS_RELATIONS. */
void entity_familiar_followers_render(struct ctx *ctx, struct json_writer *w,
                                      struct account_id account, const struct account *followers,
                                      size_t count);
