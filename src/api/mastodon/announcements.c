/* Announcements: read, put away, react. */
#include "api/answer.h"
#include "api/mastodon/entity/announcement.h"
#include "api/mastodon/handlers.h"
#include "api/mastodon/request.h"
#include "service/announce.h"

enum err mastodon_announcement_list(struct ctx *ctx, struct http_request *req,
                                    struct http_response *res)
{
    UNUSED(req);
    struct announcement_view *views = NULL;
    size_t count = 0;
    struct json_writer w;
    TRY(service_list_announcements(ctx, &views, &count));
    api_answer_begin(ctx, &w);
    json_w_array_begin(&w);
    for (size_t i = 0; i < count; i++)
        entity_announcement_render(ctx, &w, &views[i]);
    json_w_array_end(&w);
    return api_answer_end(ctx, res, &w);
}

enum err mastodon_announcement_dismiss(struct ctx *ctx, struct http_request *req,
                                       struct http_response *res)
{
    int64_t id = 0;
    TRY(mastodon_path_id(req, &id));
    TRY(service_dismiss_announcement(ctx, announcement_id(id)));
    mastodon_empty_answer(res);
    return ERR_OK;
}

enum err mastodon_announcement_react(struct ctx *ctx, struct http_request *req,
                                     struct http_response *res)
{
    int64_t id = 0;
    TRY(mastodon_path_id(req, &id));
    enum err err = service_react_to_announcement(ctx, announcement_id(id),
                                                 http_request_value(req, SV("name")));
    if (err == ERR_VALIDATION) {
        mastodon_validation_answer(
            ctx, req, res,
            SV("Name is not a recognized emoji, or the limit of different reactions is reached"));
        return ERR_OK;
    }
    TRY(err);
    mastodon_empty_answer(res);
    return ERR_OK;
}

enum err mastodon_announcement_unreact(struct ctx *ctx, struct http_request *req,
                                       struct http_response *res)
{
    int64_t id = 0;
    TRY(mastodon_path_id(req, &id));
    TRY(service_unreact_to_announcement(ctx, announcement_id(id),
                                        http_request_value(req, SV("name"))));
    mastodon_empty_answer(res);
    return ERR_OK;
}
