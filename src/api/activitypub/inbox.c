/* Inboxes. */
#include "api/activitypub/handlers.h"

#include "api/activitypub/owner.h"
#include "api/activitypub/signer.h"
#include "fed/inbox.h"
#include "service/engine.h"

enum err activitypub_shared_inbox_post(struct ctx *ctx, struct http_request *req,
                                       struct http_response *res)
{
    if (ctx->engine->fed == NULL)
        return ERR_NOT_FOUND;
    struct fed_request incoming = signer_request(ctx, req);
    TRY(fed_inbox_receive(ctx, &incoming));
    res->status = 202;
    return ERR_OK;
}

enum err activitypub_inbox_post(struct ctx *ctx, struct http_request *req,
                                struct http_response *res)
{
    struct account owner;
    TRY(owner_load(ctx, req, &owner));
    return activitypub_shared_inbox_post(ctx, req, res);
}
