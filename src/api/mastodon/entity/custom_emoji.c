/* CustomEmoji entity. */
#include "api/mastodon/entity/custom_emoji.h"

#include "api/mastodon/entity/tag_of.h"
#include "model/site.h"
#include "service/engine.h"

void entity_custom_emoji_render(struct ctx *ctx, struct json_writer *w, struct subject subject,
                                const struct custom_emoji *emoji)
{
    struct arena *a = ctx->arena;
    const struct site *site = &ctx->engine->site;
    json_w_object_begin(w);
    json_w_key_str(w, SV("shortcode"), subject, emoji->shortcode);
    json_w_key_str(w, SV("url"), subject,
                   site_url_of_emoji(a, site, emoji, MEDIA_VERSION_ORIGINAL));
    json_w_key_str(w, SV("static_url"), subject,
                   site_url_of_emoji(a, site, emoji, MEDIA_VERSION_STATIC));
    json_w_key_bool(w, SV("visible_in_picker"), subject, emoji->is_listed);
    entity_key_str_or_null(w, SV("category"), subject, emoji->category);
    json_w_object_end(w);
}

void entity_key_emojis(struct ctx *ctx, struct json_writer *w, struct subject subject,
                       const struct custom_emojis *emojis)
{
    json_w_key_array(w, SV("emojis"));
    for (size_t i = 0; i < emojis->count; i++)
        entity_custom_emoji_render(ctx, w, subject, &emojis->items[i]);
    json_w_array_end(w);
}
