/* A static file of the program. */
#include "api/asset.h"

#include <assert.h>

#include "api/files/handlers.h"

static void asset_send(const struct asset *asset, struct sv cache_control,
                       const struct http_request *req, struct http_response *res)
{
    http_response_header(res, "Cache-Control", cache_control);
    http_response_header(res, "Content-Security-Policy", SV("default-src 'none'; sandbox"));
    if (!http_response_etag(req, res, asset->etag))
        http_response_bytes(res, asset->mime, asset->bytes);
}

enum err asset_show(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    const struct asset *asset = asset_find(http_request_value(req, SV("name")));
    if (asset == NULL)
        return fail(ctx, ERR_NOT_FOUND, "no such asset");
    bool is_exact = sv_eq(http_request_value(req, SV("hash")), asset->hash);
    asset_send(asset, is_exact ? SV("public, max-age=31536000, immutable") : SV("no-cache"), req,
               res);
    return ERR_OK;
}

/* Of an address without a hash: today's bytes, for a day. */
static enum err named_show(struct sv name, const struct http_request *req,
                           struct http_response *res)
{
    const struct asset *asset = asset_find(name);
    assert(asset != NULL);
    asset_send(asset, SV("public, max-age=86400"), req, res);
    return ERR_OK;
}

enum err icon_show(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    UNUSED(ctx);
    return named_show(ASSET_ICON, req, res);
}

enum err robots_show(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    UNUSED(ctx);
    return named_show(ASSET_ROBOTS, req, res);
}
