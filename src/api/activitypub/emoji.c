/* The instance's custom emoji as objects. */
#include "ap/emoji.h"
#include "api/activitypub/document.h"
#include "api/activitypub/handlers.h"
#include "api/keep.h"
#include "service/custom_emoji.h"
#include "service/engine.h"

/* A browser is sent to the picture. */
enum err activitypub_emoji_show(struct ctx *ctx, struct http_request *req,
                                struct http_response *res)
{
    int64_t id = 0;
    struct custom_emoji emoji;
    struct json_fragment document;
    struct keep keep;
    const struct site *site = &ctx->engine->site;
    api_keep_begin(ctx, req, SV(""), &keep);
    if (!document_id(req, &id))
        return fail(ctx, ERR_NOT_FOUND, "no address of an emoji");
    TRY(service_view_emoji(ctx, custom_emoji_id(id), &emoji));
    if (!document_is_wanted(req)) {
        document_redirect(res, site_url_of_emoji(ctx->arena, site, &emoji, MEDIA_VERSION_ORIGINAL));
        return ERR_OK;
    }
    TRY(ap_emoji_render(ctx->arena, site, &emoji, &document));
    TRY(document_answer(ctx, req, res, &document, false));
    api_keep_end(ctx, req, res, &keep, &document);
    return ERR_OK;
}
