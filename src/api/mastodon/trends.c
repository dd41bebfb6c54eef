/* What is spoken of, and what moderators decide about it. */
#include "api/answer.h"
#include "api/mastodon/entity/tag.h"
#include "api/mastodon/handlers.h"
#include "api/mastodon/page.h"
#include "api/mastodon/request.h"
#include "service/list_trends.h"
#include "service/manage_tag.h"
#include "text/params.h"

#define TAGS_USUAL 10
#define ADMIN_TAGS_USUAL 100

enum err mastodon_trends_tags(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    struct tag *tags = NULL;
    size_t count = 0;
    size_t limit = 0;
    size_t offset = 0;
    struct json_writer w;
    TRY(mastodon_offset_read(req, TAGS_USUAL, &limit, &offset));
    TRY(service_list_trending_tags(ctx, offset, limit, &tags, &count));
    api_answer_begin(ctx, &w);
    json_w_array_begin(&w);
    for (size_t i = 0; i < count; i++)
        TRY(mastodon_tag_render(ctx, &w, tags[i].name));
    json_w_array_end(&w);
    mastodon_offset_link(ctx, req, res, offset, limit, count);
    return api_answer_end(ctx, res, &w);
}

static enum err admin_tag_render(struct ctx *ctx, struct json_writer *w, const struct tag *tag)
{
    struct tag_view view = { .name = tag->name, .moderated = tag };
    TRY(service_view_tag_history(ctx, tag->name, view.history));
    entity_tag_render(ctx, w, &view);
    return ERR_OK;
}

static enum err admin_tags_render(struct ctx *ctx, struct json_writer *w, const struct tag *tags,
                                  size_t count)
{
    json_w_array_begin(w);
    for (size_t i = 0; i < count; i++)
        TRY(admin_tag_render(ctx, w, &tags[i]));
    json_w_array_end(w);
    return ERR_OK;
}

enum err mastodon_admin_trends_tags(struct ctx *ctx, struct http_request *req,
                                    struct http_response *res)
{
    struct tag *tags = NULL;
    size_t count = 0;
    size_t limit = 0;
    size_t offset = 0;
    struct json_writer w;
    TRY(mastodon_offset_read(req, TAGS_USUAL, &limit, &offset));
    TRY(service_list_all_trending_tags(ctx, offset, limit, &tags, &count));
    api_answer_begin(ctx, &w);
    TRY(admin_tags_render(ctx, &w, tags, count));
    mastodon_offset_link(ctx, req, res, offset, limit, count);
    return api_answer_end(ctx, res, &w);
}

enum err mastodon_admin_tag_list(struct ctx *ctx, struct http_request *req,
                                 struct http_response *res)
{
    struct paging paging;
    struct tag *tags = NULL;
    size_t count = 0;
    struct json_writer w;
    TRY(mastodon_page_read(req, ADMIN_TAGS_USUAL, &paging));
    TRY(service_list_tags(ctx, &paging, &tags, &count));
    api_answer_begin(ctx, &w);
    TRY(admin_tags_render(ctx, &w, tags, count));
    if (count > 0)
        mastodon_page_link(ctx, req, res, tags[0].id.v, tags[count - 1].id.v);
    return api_answer_end(ctx, res, &w);
}

static enum err admin_tag_answer(struct ctx *ctx, struct http_response *res, const struct tag *tag)
{
    struct json_writer w;
    api_answer_begin(ctx, &w);
    TRY(admin_tag_render(ctx, &w, tag));
    return api_answer_end(ctx, res, &w);
}

enum err mastodon_admin_tag_show(struct ctx *ctx, struct http_request *req,
                                 struct http_response *res)
{
    struct tag tag;
    TRY(service_get_tag(ctx, http_request_value(req, SV("id")), &tag));
    return admin_tag_answer(ctx, res, &tag);
}

static enum err decide(struct ctx *ctx, const struct http_request *req, struct http_response *res,
                       const struct tag_edit *edit)
{
    struct tag tag;
    TRY(service_decide_tag(ctx, http_request_value(req, SV("id")), edit, &tag));
    return admin_tag_answer(ctx, res, &tag);
}

static bool part_read(const struct params *p, struct sv name, unsigned bit, unsigned *given)
{
    if (params_has(p, name))
        *given |= bit;
    return params_bool(p, name, false);
}

enum err mastodon_admin_tag_update(struct ctx *ctx, struct http_request *req,
                                   struct http_response *res)
{
    struct tag_edit edit = { 0 };
    edit.is_trendable = part_read(req->params, SV("trendable"), TAG_TRENDABLE, &edit.given);
    edit.is_usable = part_read(req->params, SV("usable"), TAG_USABLE, &edit.given);
    edit.is_listable = part_read(req->params, SV("listable"), TAG_LISTABLE, &edit.given);
    return decide(ctx, req, res, &edit);
}

enum err mastodon_admin_trend_tag_approve(struct ctx *ctx, struct http_request *req,
                                          struct http_response *res)
{
    return decide(ctx, req, res,
                  &(struct tag_edit){ .given = TAG_TRENDABLE, .is_trendable = true });
}

enum err mastodon_admin_trend_tag_reject(struct ctx *ctx, struct http_request *req,
                                         struct http_response *res)
{
    return decide(ctx, req, res, &(struct tag_edit){ .given = TAG_TRENDABLE });
}
