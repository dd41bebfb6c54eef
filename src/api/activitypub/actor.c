/* Actors: accounts, and the server's own, which must be had without a signature. */
#include "api/activitypub/handlers.h"

#include "ap/actor.h"
#include "api/activitypub/document.h"
#include "api/activitypub/owner.h"
#include "api/keep.h"
#include "fed/fed.h"
#include "fed/outgoing.h"
#include "service/engine.h"
#include "service/explain_absence.h"

enum err activitypub_actor_show(struct ctx *ctx, struct http_request *req,
                                struct http_response *res)
{
    const struct site *site = &ctx->engine->site;
    struct account account;
    struct json_fragment actor;
    struct keep keep;
    api_keep_begin(ctx, req, SV(""), &keep);
    enum err err = owner_load(ctx, req, &account);
    if (err == ERR_GONE && document_is_wanted(req))
        return document_gone(ctx, res, site_actor_uri(ctx->arena, site, account.id));
    TRY(err);
    if (!document_is_wanted(req)) {
        document_redirect(res, site_profile_url(ctx->arena, site, account.username));
        return ERR_OK;
    }
    TRY(fed_actor_render(ctx, &account, true, &actor));
    TRY(document_answer(ctx, req, res, &actor, false));
    api_keep_account(&keep, account.id);
    api_keep_end(ctx, req, res, &keep, &actor);
    return ERR_OK;
}

enum err activitypub_instance_show(struct ctx *ctx, struct http_request *req,
                                   struct http_response *res)
{
    const struct site *site = &ctx->engine->site;
    struct json_fragment actor;
    if (!document_is_wanted(req)) {
        document_redirect(res, site->base);
        return ERR_OK;
    }
    if (ctx->engine->fed == NULL)
        return ERR_NOT_FOUND;
    TRY(ap_instance_actor_render(ctx->arena, site, ctx->engine->fed->instance_pem, &actor));
    return document_answer(ctx, req, res, &actor, false);
}

static enum err key_answer(struct ctx *ctx, const struct http_request *req,
                           struct http_response *res, struct account_id owner)
{
    struct json_fragment key;
    TRY(fed_key_render(ctx, owner, &key));
    return document_answer(ctx, req, res, &key, false);
}

enum err activitypub_key_show(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    int64_t id = 0;
    if (!document_id(req, &id))
        return ERR_NOT_FOUND;
    enum err err = key_answer(ctx, req, res, account_id(id));
    return err == ERR_NOT_FOUND ? service_explain_account_id(ctx, account_id(id)) : err;
}

enum err activitypub_instance_key_show(struct ctx *ctx, struct http_request *req,
                                       struct http_response *res)
{
    if (ctx->engine->fed == NULL)
        return ERR_NOT_FOUND;
    return key_answer(ctx, req, res, account_id(0));
}
