/* Suggestion entity.
 *
 * Spec: Mastodon API, entity Suggestion.
 */
#pragma once

#include "base/ctx.h"
#include "service/suggest_account.h"
#include "text/json_write.h"

/** An account that the viewer might follow, and why it is suggested; `source` is the older word for it. */
void entity_suggestion_render(struct ctx *ctx, struct json_writer *w,
                              const struct suggestion *suggestion);
