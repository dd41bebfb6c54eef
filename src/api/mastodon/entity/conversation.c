/* Conversation entity. */
#include "api/mastodon/entity/conversation.h"

#include "api/mastodon/entity/account.h"
#include "api/mastodon/entity/status.h"
#include "api/mastodon/entity/tag_of.h"

enum err entity_conversation_render(struct ctx *ctx, struct json_writer *w,
                                    const struct conversation_view *view, uint64_t epoch)
{
    const struct conversation *c = &view->conversation;
    struct subject about = subject_of(c->owner, CLASS_MESSAGE);
    json_w_object_begin(w);
    json_w_key_id(w, SV("id"), about, c->id.v);
    json_w_key_bool(w, SV("unread"), about, c->is_unread);
    json_w_key_array(w, SV("accounts"));
    for (size_t i = 0; i < view->people_count; i++)
        entity_account_render(ctx, w, view->people[i]);
    json_w_array_end(w);
    json_w_key(w, SV("last_status"));
    TRY(entity_status_render(ctx, w, view->last, epoch));
    json_w_object_end(w);
    return ERR_OK;
}
