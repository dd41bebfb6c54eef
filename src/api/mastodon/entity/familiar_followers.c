/* FamiliarFollowers entity. */
#include "api/mastodon/entity/familiar_followers.h"

#include "api/mastodon/entity/account.h"
#include "api/mastodon/entity/tag_of.h"

void entity_familiar_followers_render(struct ctx *ctx, struct json_writer *w,
                                      struct account_id account, const struct account *followers,
                                      size_t count)
{
    json_w_object_begin(w);
    json_w_key_id(w, SV("id"), subject_of(account, CLASS_RELATIONS), account.v);
    json_w_key_array(w, SV("accounts"));
    for (size_t i = 0; i < count; i++)
        entity_account_render(ctx, w, &followers[i]);
    json_w_array_end(w);
    json_w_object_end(w);
}
