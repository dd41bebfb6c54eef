/* What the API knows and this server does not do yet. */
#include "api/mastodon/handlers.h"

enum err mastodon_not_built(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    UNUSED(res);
    return fail(ctx, ERR_NOT_BUILT, "%s", req->route->path);
}
