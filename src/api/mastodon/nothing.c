/* Where nothing is the truth: no translator is set up, no e-mail waits to be confirmed, no year is reviewed, nothing is
 * fetched in the background that could be waited for; posts and links are not counted as trending, and there is no custom emoji. When one of them is built it gets a handler of its own.
 */
#include "api/answer.h"
#include "api/mastodon/entity/tag_of.h"
#include "api/mastodon/handlers.h"
#include "api/mastodon/request.h"

enum err mastodon_empty_list(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    UNUSED(ctx);
    UNUSED(req);
    http_response_json(res, SV("[]"));
    return ERR_OK;
}

enum err mastodon_empty_object(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    UNUSED(ctx);
    UNUSED(req);
    mastodon_empty_answer(res);
    return ERR_OK;
}

enum err mastodon_absent(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    UNUSED(res);
    return fail(ctx, ERR_NOT_FOUND, "%s", req->route->path);
}

enum err mastodon_annual_report_list(struct ctx *ctx, struct http_request *req,
                                     struct http_response *res)
{
    UNUSED(req);
    struct json_writer w;
    api_answer_begin(ctx, &w);
    json_w_object_begin(&w);
    entity_key_empty_list(&w, SV("annual_reports"));
    entity_key_empty_list(&w, SV("accounts"));
    entity_key_empty_list(&w, SV("statuses"));
    json_w_object_end(&w);
    return api_answer_end(ctx, res, &w);
}

/* Whoever is let in is confirmed. */
enum err mastodon_email_is_confirmed(struct ctx *ctx, struct http_request *req,
                                     struct http_response *res)
{
    UNUSED(req);
    if (account_id_is_none(ctx->viewer.account))
        return fail(ctx, ERR_USER_REQUIRED, "an application's own token");
    http_response_json(res, SV("true"));
    return ERR_OK;
}

enum err mastodon_email_confirm(struct ctx *ctx, struct http_request *req,
                                struct http_response *res)
{
    UNUSED(ctx);
    http_response_error_text(
        req, res, ERR_FORBIDDEN,
        SV("This method is only available while the e-mail is awaiting confirmation"));
    return ERR_OK;
}

enum err mastodon_healthy(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    UNUSED(ctx);
    UNUSED(req);
    http_response_bytes(res, "text/plain; charset=utf-8", SV("OK"));
    return ERR_OK;
}
