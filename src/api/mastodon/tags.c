/* Hashtags, and which of them one follows or features. */
#include "api/answer.h"
#include "api/mastodon/entity/tag.h"
#include "api/mastodon/handlers.h"
#include "api/mastodon/page.h"
#include "api/mastodon/request.h"
#include "service/feature_tag.h"
#include "service/follow_tag.h"
#include "service/list_trends.h"
#include "text/status_text.h"

#define FOLLOWED_USUAL 100

enum err mastodon_tag_render(struct ctx *ctx, struct json_writer *w, struct sv name)
{
    struct tag_view tag = { .name = status_text_normalize_tag(ctx->arena, name) };
    TRY(service_is_following_tag(ctx, tag.name, &tag.is_following));
    TRY(service_is_featuring_tag(ctx, tag.name, &tag.is_featuring));
    TRY(service_view_tag_history(ctx, tag.name, tag.history));
    entity_tag_render(ctx, w, &tag);
    return ERR_OK;
}

static enum err tag_answer(struct ctx *ctx, const struct http_request *req,
                           struct http_response *res)
{
    struct sv name = http_request_value(req, SV("name"));
    struct json_writer w;
    if (!status_text_is_tag(name))
        return fail(ctx, ERR_NOT_FOUND, "no hashtag");
    api_answer_begin(ctx, &w);
    TRY(mastodon_tag_render(ctx, &w, name));
    return api_answer_end(ctx, res, &w);
}

enum err mastodon_tag_show(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    return tag_answer(ctx, req, res);
}

enum err mastodon_tag_follow(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    enum err err = service_follow_tag(ctx, http_request_value(req, SV("name")));
    if (err == ERR_VALIDATION) {
        mastodon_validation_answer(ctx, req, res, SV("You follow too many hashtags"));
        return ERR_OK;
    }
    TRY(err);
    return tag_answer(ctx, req, res);
}

enum err mastodon_tag_unfollow(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    TRY(service_unfollow_tag(ctx, http_request_value(req, SV("name"))));
    return tag_answer(ctx, req, res);
}

enum err mastodon_tag_feature(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    struct featured_tag tag;
    struct sv name = http_request_value(req, SV("name"));
    if (!status_text_is_tag(name))
        return fail(ctx, ERR_NOT_FOUND, "no hashtag");
    enum err err = service_feature_tag(ctx, name, &tag);
    if (err == ERR_VALIDATION) {
        mastodon_validation_answer(ctx, req, res, SV("You feature too many hashtags"));
        return ERR_OK;
    }
    TRY(err);
    return tag_answer(ctx, req, res);
}

enum err mastodon_tag_unfeature(struct ctx *ctx, struct http_request *req,
                                struct http_response *res)
{
    TRY(service_unfeature_tag_named(ctx, http_request_value(req, SV("name"))));
    return tag_answer(ctx, req, res);
}

enum err mastodon_followed_tags(struct ctx *ctx, struct http_request *req,
                                struct http_response *res)
{
    struct paging paging;
    struct followed_tag *tags = NULL;
    size_t count = 0;
    struct json_writer w;
    TRY(mastodon_page_read(req, FOLLOWED_USUAL, &paging));
    TRY(service_list_followed_tags(ctx, &paging, &tags, &count));
    api_answer_begin(ctx, &w);
    json_w_array_begin(&w);
    for (size_t i = 0; i < count; i++) {
        struct tag_view tag = { .name = tags[i].name, .is_following = true };
        TRY(service_is_featuring_tag(ctx, tag.name, &tag.is_featuring));
        TRY(service_view_tag_history(ctx, tag.name, tag.history));
        entity_tag_render(ctx, &w, &tag);
    }
    json_w_array_end(&w);
    if (count > 0)
        mastodon_page_link(ctx, req, res, tags[0].id, tags[count - 1].id);
    return api_answer_end(ctx, res, &w);
}
