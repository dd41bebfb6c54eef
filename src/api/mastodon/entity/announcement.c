/* Announcement entity. */
#include "api/mastodon/entity/announcement.h"

#include "api/mastodon/entity/custom_emoji.h"
#include "api/mastodon/entity/status.h"
#include "api/mastodon/entity/tag_of.h"
#include "service/custom_emoji.h"
#include "service/engine.h"

static void tags_render(struct ctx *ctx, struct json_writer *w, const struct status *words)
{
    json_w_key_array(w, SV("tags"));
    for (size_t i = 0; i < words->tag_count; i++) {
        json_w_object_begin(w);
        json_w_key_str(w, SV("name"), SUBJECT_NONE, words->tags[i]);
        json_w_key_str(w, SV("url"), SUBJECT_NONE,
                       site_tag_url(ctx->arena, &ctx->engine->site, words->tags[i]));
        json_w_object_end(w);
    }
    json_w_array_end(w);
}

static void reactions_render(struct ctx *ctx, struct json_writer *w,
                             const struct announcement_view *view)
{
    const struct site *site = &ctx->engine->site;
    struct subject mine = subject_of(ctx->viewer.account, CLASS_REACTIONS);
    json_w_key_array(w, SV("reactions"));
    for (size_t i = 0; i < view->reaction_count; i++) {
        const struct announcement_reaction *reaction = &view->reactions[i];
        struct custom_emoji emoji;
        json_w_object_begin(w);
        json_w_key_str(w, SV("name"), SUBJECT_NONE, reaction->name);
        json_w_key_i64(w, SV("count"), SUBJECT_NONE, reaction->count);
        json_w_key_bool(w, SV("me"), mine, reaction->is_mine);
        if (service_find_emoji(ctx, reaction->name, &emoji)) {
            json_w_key_str(w, SV("url"), SUBJECT_NONE,
                           site_url_of_emoji(ctx->arena, site, &emoji, MEDIA_VERSION_ORIGINAL));
            json_w_key_str(w, SV("static_url"), SUBJECT_NONE,
                           site_url_of_emoji(ctx->arena, site, &emoji, MEDIA_VERSION_STATIC));
        }
        json_w_object_end(w);
    }
    json_w_array_end(w);
}

void entity_announcement_render(struct ctx *ctx, struct json_writer *w,
                                const struct announcement_view *view)
{
    const struct announcement *what = &view->announcement;
    struct arena *a = ctx->arena;
    json_w_object_begin(w);
    json_w_key_id(w, SV("id"), SUBJECT_NONE, what->id.v);
    json_w_key_str(w, SV("content"), SUBJECT_NONE, view->words.content.bytes);
    entity_key_time_or_null(w, a, SV("starts_at"), SUBJECT_NONE, what->starts_ms);
    entity_key_time_or_null(w, a, SV("ends_at"), SUBJECT_NONE, what->ends_ms);
    json_w_key_bool(w, SV("all_day"), SUBJECT_NONE, what->is_all_day);
    entity_key_time(w, a, SV("published_at"), SUBJECT_NONE, id_time_ms(what->id.v));
    entity_key_time(w, a, SV("updated_at"), SUBJECT_NONE, what->updated_ms);
    json_w_key_bool(w, SV("read"), subject_of(ctx->viewer.account, CLASS_RELATIONS), view->is_read);
    entity_key_mentions(ctx, w, &view->words);
    entity_key_empty_list(w, SV("statuses"));
    tags_render(ctx, w, &view->words);
    struct custom_emojis emojis = service_find_emojis(ctx, &view->words.content.bytes, 1);
    entity_key_emojis(ctx, w, SUBJECT_NONE, &emojis);
    reactions_render(ctx, w, view);
    json_w_object_end(w);
}
