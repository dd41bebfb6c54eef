/* Objects: statuses as notes. */
#include "api/activitypub/handlers.h"

#include "api/activitypub/document.h"
#include "api/activitypub/visible.h"
#include "api/keep.h"
#include "base/num.h"
#include "fed/outgoing.h"
#include "service/engine.h"

static struct sv object_uri(struct ctx *ctx, const struct http_request *req)
{
    int64_t id = 0;
    bool is_id = document_id(req, &id);
    assert(is_id);
    return site_object_uri(ctx->arena, &ctx->engine->site, status_id(is_id ? id : 0));
}

enum err activitypub_object_show(struct ctx *ctx, struct http_request *req,
                                 struct http_response *res)
{
    struct status_view view;
    struct json_fragment note;
    struct keep keep;
    api_keep_begin(ctx, req, SV(""), &keep);
    enum err err = visible_load(ctx, req, &view);
    if (err == ERR_GONE && document_is_wanted(req))
        return document_gone(ctx, res, object_uri(ctx, req));
    TRY(err);
    if (status_is_reblog(view.status))
        return fail(ctx, ERR_NOT_FOUND, "a reblog is an activity, no object");
    if (!document_is_wanted(req)) {
        document_redirect(res, site_status_url(ctx->arena, &ctx->engine->site,
                                               view.account->username, view.status->id));
        return ERR_OK;
    }
    TRY(fed_status_render(ctx, view.status, true, &note));
    bool is_private = visible_is_private(view.status);
    TRY(document_answer(ctx, req, res, &note, is_private));
    api_keep_status(&keep, &view);
    if (!is_private)
        api_keep_end(ctx, req, res, &keep, &note);
    return ERR_OK;
}
