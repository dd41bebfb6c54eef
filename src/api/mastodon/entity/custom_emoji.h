/* CustomEmoji entity, of the instance's own and of those that came with a text.
 *
 * Spec: Mastodon API, entity CustomEmoji.
 */
#pragma once

#include "base/ctx.h"
#include "model/custom_emoji.h"
#include "text/json_write.h"

/** One; `subject` is whom the text that names it is about. */
void entity_custom_emoji_render(struct ctx *ctx, struct json_writer *w, struct subject subject,
                                const struct custom_emoji *emoji);

/** `emojis`: those that a text shows. */
void entity_key_emojis(struct ctx *ctx, struct json_writer *w, struct subject subject,
                       const struct custom_emojis *emojis);
