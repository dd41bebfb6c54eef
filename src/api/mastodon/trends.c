/* What is spoken of, and what moderators decide about it. */
#include "api/answer.h"
#include "api/mastodon/entity/status.h"
#include "api/mastodon/entity/tag.h"
#include "api/mastodon/entity/trend.h"
#include "api/mastodon/handlers.h"
#include "api/mastodon/page.h"
#include "api/mastodon/request.h"
#include "service/engine.h"
#include "service/list_trends.h"
#include "service/manage_tag.h"
#include "text/params.h"

#define TAGS_USUAL 10 /* and links */
#define STATUSES_USUAL 20
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

/* Statuses, where `seen` of the page were trends and some of them not for the viewer. */
static enum err statuses_answer(struct ctx *ctx, const struct http_request *req,
                                struct http_response *res,
                                enum err (*list)(struct ctx *ctx, size_t offset, size_t count,
                                                 const struct status_view **out, size_t *out_count,
                                                 size_t *out_seen))
{
    const struct status_view *views = NULL;
    size_t count = 0;
    size_t seen = 0;
    size_t limit = 0;
    size_t offset = 0;
    struct json_writer w;
    TRY(mastodon_offset_read(req, STATUSES_USUAL, &limit, &offset));
    uint64_t epoch = engine_begin_read(ctx);
    TRY(list(ctx, offset, limit, &views, &count, &seen));
    api_answer_begin(ctx, &w);
    json_w_array_begin(&w);
    for (size_t i = 0; i < count; i++)
        TRY(entity_status_render(ctx, &w, &views[i], epoch));
    json_w_array_end(&w);
    mastodon_offset_link(ctx, req, res, offset, limit, seen);
    return api_answer_end(ctx, res, &w);
}

enum err mastodon_trends_statuses(struct ctx *ctx, struct http_request *req,
                                  struct http_response *res)
{
    return statuses_answer(ctx, req, res, service_list_trending_statuses);
}

enum err mastodon_admin_trends_statuses(struct ctx *ctx, struct http_request *req,
                                        struct http_response *res)
{
    return statuses_answer(ctx, req, res, service_list_all_trending_statuses);
}

static enum err links_answer(struct ctx *ctx, const struct http_request *req,
                             struct http_response *res, bool is_for_moderators)
{
    struct trending_link *links = NULL;
    size_t count = 0;
    size_t limit = 0;
    size_t offset = 0;
    struct json_writer w;
    TRY(mastodon_offset_read(req, TAGS_USUAL, &limit, &offset));
    TRY((is_for_moderators ? service_list_all_trending_links
                           : service_list_trending_links)(ctx, offset, limit, &links, &count));
    api_answer_begin(ctx, &w);
    json_w_array_begin(&w);
    for (size_t i = 0; i < count; i++)
        entity_trending_link_render(ctx, &w, &links[i], is_for_moderators);
    json_w_array_end(&w);
    mastodon_offset_link(ctx, req, res, offset, limit, count);
    return api_answer_end(ctx, res, &w);
}

enum err mastodon_trends_links(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    return links_answer(ctx, req, res, false);
}

enum err mastodon_admin_trends_links(struct ctx *ctx, struct http_request *req,
                                     struct http_response *res)
{
    return links_answer(ctx, req, res, true);
}

static enum err status_decide(struct ctx *ctx, const struct http_request *req,
                              struct http_response *res, bool is_allowed)
{
    int64_t id = 0;
    struct status_view view;
    TRY(mastodon_path_id(req, &id));
    uint64_t epoch = engine_begin_read(ctx);
    TRY(service_decide_trending_status(ctx, status_id(id), is_allowed, &view));
    return mastodon_view_answer(ctx, res, &view, epoch);
}

enum err mastodon_admin_trend_status_approve(struct ctx *ctx, struct http_request *req,
                                             struct http_response *res)
{
    return status_decide(ctx, req, res, true);
}

enum err mastodon_admin_trend_status_reject(struct ctx *ctx, struct http_request *req,
                                            struct http_response *res)
{
    return status_decide(ctx, req, res, false);
}

static enum err link_decide(struct ctx *ctx, const struct http_request *req,
                            struct http_response *res, bool is_allowed)
{
    int64_t id = 0;
    struct trending_link link;
    struct json_writer w;
    TRY(mastodon_path_id(req, &id));
    TRY(service_decide_trending_link(ctx, preview_card_id(id), is_allowed, &link));
    api_answer_begin(ctx, &w);
    entity_trending_link_render(ctx, &w, &link, true);
    return api_answer_end(ctx, res, &w);
}

enum err mastodon_admin_trend_link_approve(struct ctx *ctx, struct http_request *req,
                                           struct http_response *res)
{
    return link_decide(ctx, req, res, true);
}

enum err mastodon_admin_trend_link_reject(struct ctx *ctx, struct http_request *req,
                                          struct http_response *res)
{
    return link_decide(ctx, req, res, false);
}

enum err mastodon_admin_publishers(struct ctx *ctx, struct http_request *req,
                                   struct http_response *res)
{
    struct paging paging;
    struct publisher *publishers = NULL;
    size_t count = 0;
    struct json_writer w;
    TRY(mastodon_page_read(req, ADMIN_TAGS_USUAL, &paging));
    TRY(service_list_publishers(ctx, &paging, &publishers, &count));
    api_answer_begin(ctx, &w);
    json_w_array_begin(&w);
    for (size_t i = 0; i < count; i++)
        entity_publisher_render(ctx, &w, &publishers[i]);
    json_w_array_end(&w);
    if (count > 0)
        mastodon_page_link(ctx, req, res, publishers[0].id, publishers[count - 1].id);
    return api_answer_end(ctx, res, &w);
}

static enum err publisher_decide(struct ctx *ctx, const struct http_request *req,
                                 struct http_response *res, bool is_allowed)
{
    int64_t id = 0;
    struct publisher publisher;
    struct json_writer w;
    TRY(mastodon_path_id(req, &id));
    TRY(service_decide_publisher(ctx, id, is_allowed, &publisher));
    api_answer_begin(ctx, &w);
    entity_publisher_render(ctx, &w, &publisher);
    return api_answer_end(ctx, res, &w);
}

enum err mastodon_admin_publisher_approve(struct ctx *ctx, struct http_request *req,
                                          struct http_response *res)
{
    return publisher_decide(ctx, req, res, true);
}

enum err mastodon_admin_publisher_reject(struct ctx *ctx, struct http_request *req,
                                         struct http_response *res)
{
    return publisher_decide(ctx, req, res, false);
}

enum err mastodon_timeline_link(struct ctx *ctx, struct http_request *req,
                                struct http_response *res)
{
    struct paging paging;
    struct status_page page;
    TRY(mastodon_page_read(req, STATUSES_USUAL, &paging));
    uint64_t epoch = engine_begin_read(ctx);
    TRY(service_list_link(ctx, params_find(req->params, SV("url")), &paging, &page));
    return mastodon_statuses_answer(ctx, req, res, &page, epoch);
}
