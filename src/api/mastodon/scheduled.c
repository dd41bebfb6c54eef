/* Scheduled statuses. */
#include "api/mastodon/scheduled.h"

#include "api/answer.h"
#include "api/mastodon/entity/scheduled_status.h"
#include "api/mastodon/handlers.h"
#include "api/mastodon/page.h"
#include "api/mastodon/request.h"
#include "service/schedule_status.h"
#include "text/date.h"
#include "text/params.h"

#define SCHEDULED_USUAL 20

enum err mastodon_scheduled_answer(struct ctx *ctx, struct http_response *res,
                                   const struct scheduled_status *scheduled)
{
    struct json_writer w;
    api_answer_begin(ctx, &w);
    entity_scheduled_status_render(ctx, &w, scheduled);
    return api_answer_end(ctx, res, &w);
}

void mastodon_scheduled_refused(struct ctx *ctx, const struct http_request *req,
                                struct http_response *res)
{
    struct sv why = sv_printf(ctx->arena, "At most %d scheduled posts, and %d on one day",
                              SCHEDULED_MAX, SCHEDULED_DAY_MAX);
    mastodon_validation_answer(ctx, req, res, why);
}

enum err mastodon_scheduled_list(struct ctx *ctx, struct http_request *req,
                                 struct http_response *res)
{
    struct paging paging;
    struct scheduled_status *list = NULL;
    struct paging_span span = { 0 };
    size_t count = 0;
    struct json_writer w;
    TRY(mastodon_page_read(req, SCHEDULED_USUAL, &paging));
    TRY(service_list_scheduled(ctx, &paging, &list, &count, &span));
    api_answer_begin(ctx, &w);
    json_w_array_begin(&w);
    for (size_t i = 0; i < count; i++)
        entity_scheduled_status_render(ctx, &w, &list[i]);
    json_w_array_end(&w);
    mastodon_page_link(ctx, req, res, span.newest, span.oldest);
    return api_answer_end(ctx, res, &w);
}

enum err mastodon_scheduled_show(struct ctx *ctx, struct http_request *req,
                                 struct http_response *res)
{
    int64_t id = 0;
    struct scheduled_status scheduled;
    TRY(mastodon_path_id(req, &id));
    TRY(service_get_scheduled(ctx, scheduled_status_id(id), &scheduled));
    return mastodon_scheduled_answer(ctx, res, &scheduled);
}

/* Without a time it stays as it is. */
enum err mastodon_scheduled_update(struct ctx *ctx, struct http_request *req,
                                   struct http_response *res)
{
    int64_t id = 0;
    int64_t due_ms = 0;
    struct scheduled_status scheduled;
    struct sv text = params_find(req->params, SV("scheduled_at"));
    TRY(mastodon_path_id(req, &id));
    TRY(service_get_scheduled(ctx, scheduled_status_id(id), &scheduled));
    if (text.len == 0)
        return mastodon_scheduled_answer(ctx, res, &scheduled);
    enum err err = ERR_VALIDATION;
    if (date_parse_iso(text, &due_ms))
        err = service_reschedule_status(ctx, scheduled.id, due_ms, &scheduled);
    if (err == ERR_LIMIT)
        mastodon_scheduled_refused(ctx, req, res);
    if (err == ERR_VALIDATION)
        mastodon_validation_answer(ctx, req, res,
                                   SV("Scheduled at must be a date more than five minutes ahead"));
    if (err == ERR_LIMIT || err == ERR_VALIDATION)
        return ERR_OK;
    TRY(err);
    return mastodon_scheduled_answer(ctx, res, &scheduled);
}

enum err mastodon_scheduled_delete(struct ctx *ctx, struct http_request *req,
                                   struct http_response *res)
{
    int64_t id = 0;
    TRY(mastodon_path_id(req, &id));
    TRY(service_delete_scheduled(ctx, scheduled_status_id(id)));
    mastodon_empty_answer(res);
    return ERR_OK;
}
