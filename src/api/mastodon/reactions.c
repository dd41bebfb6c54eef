/* Reactions: favourite, reblog, bookmark, pin, mute the conversation, and taking them back; each answers with the status as it is now. */
#include "api/mastodon/handlers.h"
#include "api/mastodon/request.h"
#include "service/bookmark_status.h"
#include "service/favourite_status.h"
#include "service/mute_thread.h"
#include "service/reblog_status.h"
#include "text/params.h"

typedef enum err status_service(struct ctx *ctx, struct status_id id);

/* Apps react to a reblog when they show one; the answer is about what it reblogs. */
static enum err original_answer(struct ctx *ctx, struct http_response *res, struct status_id id)
{
    struct status original;
    TRY(service_find_original(ctx, id, &original));
    return mastodon_status_answer(ctx, res, original.id);
}

static enum err react(struct ctx *ctx, struct http_request *req, struct http_response *res,
                      status_service *service)
{
    int64_t id = 0;
    TRY(mastodon_path_id(req, &id));
    TRY(service(ctx, status_id(id)));
    return original_answer(ctx, res, status_id(id));
}

enum err mastodon_status_favourite(struct ctx *ctx, struct http_request *req,
                                   struct http_response *res)
{
    return react(ctx, req, res, service_favourite_status);
}

enum err mastodon_status_unfavourite(struct ctx *ctx, struct http_request *req,
                                     struct http_response *res)
{
    return react(ctx, req, res, service_unfavourite_status);
}

enum err mastodon_status_bookmark(struct ctx *ctx, struct http_request *req,
                                  struct http_response *res)
{
    return react(ctx, req, res, service_bookmark_status);
}

enum err mastodon_status_unbookmark(struct ctx *ctx, struct http_request *req,
                                    struct http_response *res)
{
    return react(ctx, req, res, service_unbookmark_status);
}

enum err mastodon_status_pin(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    return react(ctx, req, res, service_pin_status);
}

enum err mastodon_status_unpin(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    return react(ctx, req, res, service_unpin_status);
}

enum err mastodon_status_mute(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    return react(ctx, req, res, service_mute_thread);
}

enum err mastodon_status_unmute(struct ctx *ctx, struct http_request *req,
                                struct http_response *res)
{
    return react(ctx, req, res, service_unmute_thread);
}

enum err mastodon_status_unreblog(struct ctx *ctx, struct http_request *req,
                                  struct http_response *res)
{
    return react(ctx, req, res, service_unreblog_status);
}

enum err mastodon_status_reblog(struct ctx *ctx, struct http_request *req,
                                struct http_response *res)
{
    int64_t id = 0;
    enum visibility visibility = VISIBILITY_PUBLIC;
    struct sv name = params_find(req->params, SV("visibility"));
    struct status reblog;
    TRY(mastodon_path_id(req, &id));
    if (name.len > 0 && !visibility_parse(name, &visibility))
        return fail(ctx, ERR_VALIDATION, "visibility");
    TRY(service_reblog_status(ctx, status_id(id), visibility, &reblog));
    return mastodon_status_answer(ctx, res, reblog.id);
}
