/* List conversations: the viewer's direct messages by whom it writes with. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/account.h"
#include "model/conversation.h"
#include "model/paging.h"
#include "service/list_statuses.h"
#include "service/view_status.h"

struct conversation_view {
    struct conversation conversation;
    const struct account *
        *people; /* who takes part but the viewer; the viewer alone when nobody else does */
    size_t people_count;
    const struct status_view *last;
};

/**
 * A page of the viewer's conversations, by their newest message, the newest first.
 *
 * Left out are those of which the viewer may not see or does not want the last message, and those in which somebody takes
 * part whom it blocks.
 *
 * out        empty at the end of the list only, or when hundreds were left out: go on behind out_span, if there is one
 * out_span   positions of all that were read; none when nothing is there
 *
 * Returns  ERR_LOGIN_REQUIRED  anonymous
 *          ERR_FORBIDDEN       on a page, less than a moderator
 *          ERR_DB …
 * Cost     1 query, as service_view_statuses and service_view_accounts, and 1 for each 40 people
 */
MUST_USE enum err service_list_conversations(struct ctx *ctx, const struct paging *paging,
                                             struct conversation_view **out, size_t *out_count,
                                             struct paging_span *out_span);

/** One of them; ERR_NOT_FOUND: another's, gone, or left out. */
MUST_USE enum err service_get_conversation(struct ctx *ctx, struct conversation_id id,
                                           struct conversation_view *out);

/** The viewer has read it, or means to come back to it. Errors as above. */
MUST_USE enum err service_mark_conversation(struct ctx *ctx, struct conversation_id id,
                                            bool is_unread, struct conversation_view *out);

/**
 * Take a conversation off the viewer's list until something new is said in it. The others have it still, and nothing that
 * was said is erased.
 *
 * Returns  ERR_NOT_FOUND  another's, or gone
 */
MUST_USE enum err service_delete_conversation(struct ctx *ctx, struct conversation_id id);

/** The messages of all the viewer's conversations, by their own time. Errors as for the list. */
MUST_USE enum err service_list_direct(struct ctx *ctx, const struct paging *paging,
                                      struct status_page *out);
