/* Statuses: delete. */
#include "api/answer.h"
#include "api/mastodon/entity/status.h"
#include "api/mastodon/handlers.h"
#include "api/mastodon/request.h"
#include "service/erase_status.h"

/* The words as they were, for who wants to write them anew. */
enum err mastodon_status_delete(struct ctx *ctx, struct http_request *req,
                                struct http_response *res)
{
    int64_t id = 0;
    struct status_view view;
    struct json_writer w;
    TRY(mastodon_path_id(req, &id));
    TRY(service_view_status(ctx, status_id(id), &view));
    if (!account_id_eq(view.status->account, ctx->viewer.account))
        return fail(ctx, ERR_NOT_FOUND, "somebody else's");
    api_answer_begin(ctx, &w);
    entity_deleted_status_render(ctx, &w, &view);
    TRY(service_erase_status(ctx, status_id(id), NULL));
    return api_answer_end(ctx, res, &w);
}
