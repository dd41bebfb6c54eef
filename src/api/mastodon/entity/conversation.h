/* Conversation entity.
 *
 * Spec: Mastodon API, entity Conversation.
 */
#pragma once

#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "service/list_conversations.h"
#include "text/json_write.h"

/**
 * One Conversation.
 *
 * epoch    as for entity_status_render
 *
 * Returns  ERR_LIMIT  larger than any answer may be
 */
MUST_USE enum err entity_conversation_render(struct ctx *ctx, struct json_writer *w,
                                             const struct conversation_view *view, uint64_t epoch);
