/* Notification requests: whose notifications were kept aside; let through or dismissed, one or several at once. */
#include "api/answer.h"
#include "api/mastodon/entity/notification_request.h"
#include "api/mastodon/entity/tag_of.h"
#include "api/mastodon/handlers.h"
#include "api/mastodon/page.h"
#include "api/mastodon/request.h"
#include "service/answer_notification_request.h"
#include "service/engine.h"

#define REQUESTS_USUAL 40

enum err mastodon_notification_request_list(struct ctx *ctx, struct http_request *req,
                                            struct http_response *res)
{
    struct paging paging;
    struct notification_request_view *views = NULL;
    struct paging_span span = { 0 };
    size_t count = 0;
    struct json_writer w;
    TRY(mastodon_page_read(req, REQUESTS_USUAL, &paging));
    uint64_t epoch = engine_begin_read(ctx);
    TRY(service_list_notification_requests(ctx, &paging, &views, &count, &span));
    api_answer_begin(ctx, &w);
    json_w_array_begin(&w);
    for (size_t i = 0; i < count; i++)
        TRY(entity_notification_request_render(ctx, &w, &views[i], epoch));
    json_w_array_end(&w);
    mastodon_page_link(ctx, req, res, span.newest, span.oldest);
    return api_answer_end(ctx, res, &w);
}

enum err mastodon_notification_request_show(struct ctx *ctx, struct http_request *req,
                                            struct http_response *res)
{
    int64_t id = 0;
    struct notification_request_view view;
    struct json_writer w;
    TRY(mastodon_path_id(req, &id));
    uint64_t epoch = engine_begin_read(ctx);
    TRY(service_get_notification_request(ctx, notification_request_id(id), &view));
    api_answer_begin(ctx, &w);
    TRY(entity_notification_request_render(ctx, &w, &view, epoch));
    return api_answer_end(ctx, res, &w);
}

typedef enum err answer_service(struct ctx *ctx, const struct notification_request_id *ids,
                                size_t count);

static enum err answer_one(struct ctx *ctx, struct http_request *req, struct http_response *res,
                           answer_service *service)
{
    int64_t id = 0;
    TRY(mastodon_path_id(req, &id));
    struct notification_request_id one = notification_request_id(id);
    TRY(service(ctx, &one, 1));
    mastodon_empty_answer(res);
    return ERR_OK;
}

/* Those that are not there any more are answered already. */
static enum err answer_some(struct ctx *ctx, struct http_request *req, struct http_response *res,
                            answer_service *service)
{
    int64_t *numbers = NULL;
    size_t count = 0;
    TRY(mastodon_ids_read(ctx, req, SV("id"), NOTIFICATION_REQUESTS_MAX, &numbers, &count));
    struct notification_request_id *ids =
        ARENA_ARRAY(ctx->arena, struct notification_request_id, count);
    for (size_t i = 0; i < count; i++)
        ids[i] = notification_request_id(numbers[i]);
    enum err err = service(ctx, ids, count);
    if (err != ERR_OK && err != ERR_NOT_FOUND)
        return err;
    mastodon_empty_answer(res);
    return ERR_OK;
}

enum err mastodon_notification_request_accept(struct ctx *ctx, struct http_request *req,
                                              struct http_response *res)
{
    return answer_one(ctx, req, res, service_accept_notification_requests);
}

enum err mastodon_notification_request_dismiss(struct ctx *ctx, struct http_request *req,
                                               struct http_response *res)
{
    return answer_one(ctx, req, res, service_dismiss_notification_requests);
}

enum err mastodon_notification_requests_accept(struct ctx *ctx, struct http_request *req,
                                               struct http_response *res)
{
    return answer_some(ctx, req, res, service_accept_notification_requests);
}

enum err mastodon_notification_requests_dismiss(struct ctx *ctx, struct http_request *req,
                                                struct http_response *res)
{
    return answer_some(ctx, req, res, service_dismiss_notification_requests);
}

enum err mastodon_notification_requests_merged(struct ctx *ctx, struct http_request *req,
                                               struct http_response *res)
{
    bool is_merged = false;
    struct json_writer w;
    UNUSED(req);
    TRY(service_are_notifications_merged(ctx, &is_merged));
    api_answer_begin(ctx, &w);
    json_w_object_begin(&w);
    json_w_key_bool(&w, SV("merged"), subject_of(ctx->viewer.account, CLASS_RELATIONS), is_merged);
    json_w_object_end(&w);
    return api_answer_end(ctx, res, &w);
}
