/* Activities: Create, Update and Announce are served; what is between two accounts is sent to the one it is for, and shown to
 * nobody.
 */
#include "api/activitypub/handlers.h"

#include "api/activitypub/document.h"
#include "api/activitypub/visible.h"
#include "fed/outgoing.h"
#include "service/engine.h"

/* The activity the path names; false when it is none about a status. */
static bool address_read(struct ctx *ctx, const struct http_request *req, struct site_address *out)
{
    const struct site *site = &ctx->engine->site;
    struct sv url =
        sv_printf(ctx->arena, "%" SV_FMT "%" SV_FMT, SV_ARG(site->base), SV_ARG(req->parsed.path));
    if (!site_parse(site, url, out) || out->place != SITE_ACTIVITY)
        return false;
    return out->kind == ACTIVITY_CREATE || out->kind == ACTIVITY_UPDATE ||
           out->kind == ACTIVITY_ANNOUNCE;
}

/* A reblog is announced; anything else was created, and updated when it was edited or what it asks was counted. */
static bool is_of(const struct status *status, enum activity_kind kind)
{
    if (status_is_reblog(status))
        return kind == ACTIVITY_ANNOUNCE;
    bool is_updated =
        status->edited_ms > 0 || (status->poll != NULL && status->poll->updated_ms > 0);
    return kind == ACTIVITY_CREATE || (kind == ACTIVITY_UPDATE && is_updated);
}

enum err activitypub_activity_show(struct ctx *ctx, struct http_request *req,
                                   struct http_response *res)
{
    struct site_address at;
    struct status_view view;
    struct json_fragment activity;
    if (!address_read(ctx, req, &at))
        return ERR_NOT_FOUND;
    enum err err = visible_load(ctx, req, &view);
    if (err == ERR_GONE && document_is_wanted(req))
        return document_gone(ctx, res,
                             site_activity_uri(ctx->arena, &ctx->engine->site, at.kind, at.id));
    TRY(err);
    if (!is_of(view.status, at.kind))
        return ERR_NOT_FOUND;
    if (!document_is_wanted(req)) {
        document_redirect(res, site_status_url(ctx->arena, &ctx->engine->site,
                                               view.account->username, view.status->id));
        return ERR_OK;
    }
    struct fed_outgoing o = { .owner = view.account->id, .kind = at.kind, .object = at.id };
    TRY(fed_activity_render(ctx, &o, true, &activity));
    return document_answer(ctx, req, res, &activity, visible_is_private(view.status));
}
