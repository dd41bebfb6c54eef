/* Tag entity. */
#include "api/mastodon/entity/tag.h"

#include "api/mastodon/entity/tag_of.h"
#include "model/site.h"
#include "service/engine.h"

void entity_tag_render(struct ctx *ctx, struct json_writer *w, const struct tag_view *tag)
{
    struct subject viewer = subject_of(ctx->viewer.account, CLASS_RELATIONS);
    json_w_object_begin(w);
    json_w_key_str(w, SV("id"), SUBJECT_NONE, tag->name);
    json_w_key_str(w, SV("name"), SUBJECT_NONE, tag->name);
    json_w_key_str(w, SV("url"), SUBJECT_NONE,
                   site_tag_url(ctx->arena, &ctx->engine->site, tag->name));
    entity_key_empty_list(w, SV("history"));
    if (!account_id_is_none(ctx->viewer.account)) {
        json_w_key_bool(w, SV("following"), viewer, tag->is_following);
        json_w_key_bool(w, SV("featuring"), viewer, tag->is_featuring);
    }
    json_w_object_end(w);
}
