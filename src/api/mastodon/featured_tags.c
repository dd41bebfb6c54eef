/* Hashtags that accounts feature on their profiles. */
#include "api/answer.h"
#include "api/mastodon/entity/featured_tag.h"
#include "api/mastodon/entity/tag.h"
#include "api/mastodon/handlers.h"
#include "api/mastodon/request.h"
#include "service/feature_tag.h"
#include "service/follow_tag.h"
#include "service/list_trends.h"
#include "service/view_account.h"
#include "text/params.h"

static enum err list_answer(struct ctx *ctx, struct http_response *res, struct account_id id)
{
    struct account account;
    struct featured_tag *tags = NULL;
    size_t count = 0;
    struct json_writer w;
    TRY(service_view_account(ctx, id, &account));
    TRY(service_list_featured_tags(ctx, id, &tags, &count));
    api_answer_begin(ctx, &w);
    json_w_array_begin(&w);
    for (size_t i = 0; i < count; i++)
        entity_featured_tag_render(ctx, &w, &account, &tags[i]);
    json_w_array_end(&w);
    return api_answer_end(ctx, res, &w);
}

enum err mastodon_account_featured_tags(struct ctx *ctx, struct http_request *req,
                                        struct http_response *res)
{
    int64_t id = 0;
    TRY(mastodon_path_id(req, &id));
    return list_answer(ctx, res, account_id(id));
}

enum err mastodon_featured_tag_list(struct ctx *ctx, struct http_request *req,
                                    struct http_response *res)
{
    UNUSED(req);
    return list_answer(ctx, res, ctx->viewer.account);
}

enum err mastodon_featured_tag_create(struct ctx *ctx, struct http_request *req,
                                      struct http_response *res)
{
    struct featured_tag tag;
    struct account account;
    struct json_writer w;
    enum err err = service_feature_tag(ctx, params_find(req->params, SV("name")), &tag);
    if (err == ERR_VALIDATION) {
        mastodon_validation_answer(ctx, req, res,
                                   SV("Name is not a hashtag, or you feature too many"));
        return ERR_OK;
    }
    TRY(err);
    TRY(service_view_account(ctx, ctx->viewer.account, &account));
    api_answer_begin(ctx, &w);
    entity_featured_tag_render(ctx, &w, &account, &tag);
    return api_answer_end(ctx, res, &w);
}

enum err mastodon_featured_tag_delete(struct ctx *ctx, struct http_request *req,
                                      struct http_response *res)
{
    int64_t id = 0;
    TRY(mastodon_path_id(req, &id));
    TRY(service_unfeature_tag(ctx, id));
    mastodon_empty_answer(res);
    return ERR_OK;
}

enum err mastodon_featured_tag_suggestions(struct ctx *ctx, struct http_request *req,
                                           struct http_response *res)
{
    UNUSED(req);
    struct sv *names = NULL;
    size_t count = 0;
    struct json_writer w;
    TRY(service_suggest_featured_tags(ctx, &names, &count));
    api_answer_begin(ctx, &w);
    json_w_array_begin(&w);
    for (size_t i = 0; i < count; i++) {
        struct tag_view tag = { .name = names[i] };
        TRY(service_is_following_tag(ctx, tag.name, &tag.is_following));
        TRY(service_view_tag_history(ctx, tag.name, tag.history));
        entity_tag_render(ctx, &w, &tag);
    }
    json_w_array_end(&w);
    return api_answer_end(ctx, res, &w);
}
