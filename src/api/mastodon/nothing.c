/* Lists and documents of which an empty one is the truth: nobody can make a custom emoji here, tags cannot be featured, and nothing is suggested or counted as trending. When one of them is
 * built it gets a handler of its own.
 */
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

enum err mastodon_healthy(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    UNUSED(ctx);
    UNUSED(req);
    http_response_bytes(res, "text/plain; charset=utf-8", SV("OK"));
    return ERR_OK;
}
