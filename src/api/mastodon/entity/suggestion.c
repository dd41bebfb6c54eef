/* Suggestion entity. */
#include "api/mastodon/entity/suggestion.h"

#include "api/mastodon/entity/account.h"
#include "api/mastodon/entity/tag_of.h"

void entity_suggestion_render(struct ctx *ctx, struct json_writer *w,
                              const struct suggestion *suggestion)
{
    bool is_friend = suggestion->source == SUGGESTION_FRIENDS;
    struct subject about = subject_of(suggestion->account.id, CLASS_RELATIONS);
    json_w_object_begin(w);
    json_w_key_str(w, SV("source"), about, is_friend ? SV("past_interactions") : SV("global"));
    json_w_key_array(w, SV("sources"));
    json_w_str(w, about, is_friend ? SV("friends_of_friends") : SV("most_followed"));
    json_w_array_end(w);
    json_w_key(w, SV("account"));
    entity_account_render(ctx, w, &suggestion->account);
    json_w_object_end(w);
}
