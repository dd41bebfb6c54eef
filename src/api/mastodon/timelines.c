/* Timelines and the other lists of statuses. */
#include "service/timeline.h"

#include "api/mastodon/handlers.h"
#include "api/mastodon/home.h"
#include "api/mastodon/page.h"
#include "api/mastodon/request.h"
#include "service/engine.h"
#include "service/home.h"
#include "service/list_conversations.h"
#include "text/params.h"

#define STATUSES_USUAL 20
#define TAG_NAMES_MAX 4

typedef enum err list_service(struct ctx *ctx, const struct paging *paging,
                              struct status_page *out);

/* A list that needs nothing but its page. */
static enum err list_answer(struct ctx *ctx, struct http_request *req, struct http_response *res,
                            list_service *service)
{
    struct paging paging;
    struct status_page page;
    TRY(mastodon_page_read(req, STATUSES_USUAL, &paging));
    uint64_t epoch = engine_begin_read(ctx);
    TRY(service(ctx, &paging, &page));
    return mastodon_statuses_answer(ctx, req, res, &page, epoch);
}

enum err mastodon_timeline_home(struct ctx *ctx, struct http_request *req,
                                struct http_response *res)
{
    bool is_done = false;
    TRY(mastodon_home_recall(ctx, req, res, STATUSES_USUAL, &is_done));
    return is_done ? ERR_OK : list_answer(ctx, req, res, service_list_home);
}

enum err mastodon_timeline_direct(struct ctx *ctx, struct http_request *req,
                                  struct http_response *res)
{
    return list_answer(ctx, req, res, service_list_direct);
}

enum err mastodon_favourites(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    return list_answer(ctx, req, res, service_list_favourites);
}

enum err mastodon_bookmarks(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    return list_answer(ctx, req, res, service_list_bookmarks);
}

static enum public_part part_read(const struct http_request *req)
{
    if (params_bool(req->params, SV("local"), false))
        return PUBLIC_LOCAL;
    return params_bool(req->params, SV("remote"), false) ? PUBLIC_REMOTE : PUBLIC_ALL;
}

enum err mastodon_timeline_public(struct ctx *ctx, struct http_request *req,
                                  struct http_response *res)
{
    struct paging paging;
    struct status_page page;
    struct public_filter filter = {
        .part = part_read(req),
        .only_media = params_bool(req->params, SV("only_media"), false),
    };
    TRY(mastodon_page_read(req, STATUSES_USUAL, &paging));
    uint64_t epoch = engine_begin_read(ctx);
    TRY(service_list_public(ctx, &filter, &paging, &page));
    return mastodon_statuses_answer(ctx, req, res, &page, epoch);
}

/* The first TAG_NAMES_MAX count, as on Mastodon. */
static struct tag_names tags_read(const struct http_request *req, struct sv name)
{
    struct sv *tags = NULL;
    size_t count = params_list(req->params, name, &tags);
    return (struct tag_names){ tags, count < TAG_NAMES_MAX ? count : TAG_NAMES_MAX };
}

enum err mastodon_timeline_tag(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    struct paging paging;
    struct status_page page;
    struct tag_filter filter = {
        .part = part_read(req),
        .only_media = params_bool(req->params, SV("only_media"), false),
        .all = tags_read(req, SV("all")),
        .none = tags_read(req, SV("none")),
    };
    TRY(mastodon_page_read(req, STATUSES_USUAL, &paging));
    uint64_t epoch = engine_begin_read(ctx);
    TRY(service_list_tag(ctx, http_request_value(req, SV("hashtag")), &filter, &paging, &page));
    return mastodon_statuses_answer(ctx, req, res, &page, epoch);
}

enum err mastodon_account_statuses(struct ctx *ctx, struct http_request *req,
                                   struct http_response *res)
{
    int64_t id = 0;
    struct paging paging;
    struct status_page page;
    struct account_filter filter = {
        .no_replies = params_bool(req->params, SV("exclude_replies"), false),
        .no_reblogs = params_bool(req->params, SV("exclude_reblogs"), false),
        .only_media = params_bool(req->params, SV("only_media"), false),
        .only_pinned = params_bool(req->params, SV("pinned"), false),
        .tag = params_find(req->params, SV("tagged")),
    };
    TRY(mastodon_path_id(req, &id));
    TRY(mastodon_page_read(req, STATUSES_USUAL, &paging));
    uint64_t epoch = engine_begin_read(ctx);
    TRY(service_list_account(ctx, account_id(id), &filter, &paging, &page));
    return mastodon_statuses_answer(ctx, req, res, &page, epoch);
}
