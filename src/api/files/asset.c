/* A static file of the program. */
#include "api/asset.h"

#include "api/files/handlers.h"

enum err asset_show(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    const struct asset *asset = asset_find(http_request_value(req, SV("name")));
    if (asset == NULL)
        return fail(ctx, ERR_NOT_FOUND, "no such asset");
    bool is_exact = sv_eq(http_request_value(req, SV("hash")), asset->hash);
    http_response_header(res, "Cache-Control",
                         is_exact ? SV("public, max-age=31536000, immutable") : SV("no-cache"));
    http_response_header(res, "Content-Security-Policy", SV("default-src 'none'; sandbox"));
    if (!http_response_etag(req, res, asset->etag))
        http_response_bytes(res, asset->mime, asset->bytes);
    return ERR_OK;
}
