/* PreviewCard entity. */
#include "api/mastodon/entity/preview_card.h"

#include "api/mastodon/entity/account.h"
#include "api/mastodon/entity/tag_of.h"
#include "model/site.h"
#include "service/engine.h"
#include "text/url.h"

static struct sv text_of(struct sv s)
{
    return s.ptr == NULL ? SV("") : s;
}

static void author_render(struct ctx *ctx, struct json_writer *w, struct sv name,
                          const struct account *author)
{
    struct sv url =
        author == NULL ? SV("") : site_url_of_account(ctx->arena, &ctx->engine->site, author);
    json_w_object_begin(w);
    json_w_key_str(w, SV("name"), SUBJECT_NONE, text_of(name));
    json_w_key_str(w, SV("url"), SUBJECT_NONE, text_of(url));
    if (author == NULL) {
        json_w_key_null(w, SV("account"), SUBJECT_NONE);
    } else {
        json_w_key(w, SV("account"));
        entity_account_render(ctx, w, author);
    }
    json_w_object_end(w);
}

static struct sv author_name(const struct preview_card *card, const struct account *author)
{
    if (card->author_name.len > 0 || author == NULL)
        return card->author_name;
    return author->display_name.len > 0 ? author->display_name : author->username;
}

static void authors_render(struct ctx *ctx, struct json_writer *w, const struct preview_card *card,
                           const struct account *author)
{
    struct sv name = author_name(card, author);
    struct sv url =
        author == NULL ? SV("") : site_url_of_account(ctx->arena, &ctx->engine->site, author);
    json_w_key_array(w, SV("authors"));
    if (name.len > 0)
        author_render(ctx, w, name, author);
    json_w_array_end(w);
    json_w_key_str(w, SV("author_name"), SUBJECT_NONE, text_of(name));
    json_w_key_str(w, SV("author_url"), SUBJECT_NONE, text_of(url));
}

static void provider_render(struct ctx *ctx, struct json_writer *w, const struct preview_card *card)
{
    struct url url;
    bool is_url = url_parse(ctx->arena, card->url, &url) == ERR_OK;
    struct sv host = is_url ? url.host : SV("");
    json_w_key_str(w, SV("provider_name"), SUBJECT_NONE,
                   card->provider.len > 0 ? card->provider : host);
    json_w_key_str(w, SV("provider_url"), SUBJECT_NONE, is_url ? url.origin : SV(""));
}

static void image_render(struct json_writer *w, const struct preview_card *card)
{
    entity_key_str_or_null(w, SV("image"), SUBJECT_NONE, card->image_url);
    json_w_key_str(w, SV("image_description"), SUBJECT_NONE, text_of(card->image_alt));
    json_w_key_i64(w, SV("width"), SUBJECT_NONE, card->image_width);
    json_w_key_i64(w, SV("height"), SUBJECT_NONE, card->image_height);
    json_w_key_null(w, SV("blurhash"), SUBJECT_NONE);
}

void entity_preview_card_members(struct ctx *ctx, struct json_writer *w,
                                 const struct preview_card *card, const struct account *author)
{
    json_w_key_str(w, SV("url"), SUBJECT_NONE, card->url);
    json_w_key_str(w, SV("title"), SUBJECT_NONE, card->title);
    json_w_key_str(w, SV("description"), SUBJECT_NONE, text_of(card->description));
    json_w_key_null(w, SV("language"), SUBJECT_NONE);
    json_w_key_str(w, SV("type"), SUBJECT_NONE, SV("link"));
    authors_render(ctx, w, card, author);
    provider_render(ctx, w, card);
    json_w_key_str(w, SV("html"), SUBJECT_NONE, SV(""));
    image_render(w, card);
    json_w_key_str(w, SV("embed_url"), SUBJECT_NONE, SV(""));
    entity_key_time_or_null(w, ctx->arena, SV("published_at"), SUBJECT_NONE, card->published_ms);
}
