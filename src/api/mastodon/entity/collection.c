/* Collection and CollectionItem entities. */
#include "api/mastodon/entity/collection.h"

#include "api/mastodon/entity/tag_of.h"
#include "service/engine.h"

/* Who is in one is said of who is in it. */
void entity_collection_item_render(struct ctx *ctx, struct json_writer *w,
                                   const struct collection_item *item)
{
    struct subject about = subject_of(item->account, CLASS_RELATIONS);
    json_w_object_begin(w);
    json_w_key_id(w, SV("id"), about, item->id.v);
    json_w_key_id(w, SV("account_id"), about, item->account.v);
    json_w_key_str(w, SV("state"), about, SV("accepted"));
    entity_key_time(w, ctx->arena, SV("created_at"), about, id_time_ms(item->id.v));
    json_w_object_end(w);
}

static void tag_render(struct ctx *ctx, struct json_writer *w, struct subject about, struct sv tag)
{
    if (tag.len == 0) {
        json_w_key_null(w, SV("tag"), about);
        return;
    }
    json_w_key_object(w, SV("tag"));
    json_w_key_str(w, SV("name"), about, tag);
    json_w_key_str(w, SV("url"), about, site_tag_url(ctx->arena, &ctx->engine->site, tag));
    json_w_object_end(w);
}

void entity_collection_render(struct ctx *ctx, struct json_writer *w,
                              const struct collection_view *view)
{
    const struct collection *c = &view->collection;
    struct subject about = subject_of(c->owner, CLASS_RELATIONS);
    struct sv url = site_collection_url(ctx->arena, &ctx->engine->site, c->id);
    json_w_object_begin(w);
    json_w_key_id(w, SV("id"), about, c->id.v);
    json_w_key_id(w, SV("account_id"), about, c->owner.v);
    json_w_key_str(w, SV("uri"), about, url);
    json_w_key_str(w, SV("url"), about, url);
    json_w_key_str(w, SV("name"), about, c->name);
    json_w_key_str(w, SV("description"), about, c->description);
    entity_key_str_or_null(w, SV("language"), about, c->language);
    json_w_key_bool(w, SV("local"), SUBJECT_NONE, true);
    json_w_key_bool(w, SV("sensitive"), about, c->is_sensitive);
    json_w_key_bool(w, SV("discoverable"), about, c->is_discoverable);
    tag_render(ctx, w, about, c->tag);
    json_w_key_i64(w, SV("item_count"), about, (int64_t)c->item_count);
    json_w_key_array(w, SV("items"));
    for (size_t i = 0; i < c->item_count; i++)
        entity_collection_item_render(ctx, w, &c->items[i]);
    json_w_array_end(w);
    entity_key_time(w, ctx->arena, SV("created_at"), about, id_time_ms(c->id.v));
    entity_key_time(w, ctx->arena, SV("updated_at"), about, c->updated_ms);
    json_w_object_end(w);
}
