/* The picture of a custom emoji. */
#include "api/files/handlers.h"
#include "base/num.h"
#include "service/manage_emoji.h"

static bool version_parse(struct sv word, enum media_version *out)
{
    bool is_static = sv_eq(word, SV("static"));
    *out = is_static ? MEDIA_VERSION_STATIC : MEDIA_VERSION_ORIGINAL;
    return is_static || sv_eq(word, SV("original"));
}

/* It is nobody's and never changes. Nothing in a picture may act. */
enum err emoji_show(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    int64_t id = 0;
    enum media_version version;
    struct sv mime;
    struct sv bytes;
    if (!sv_to_i64_in(http_request_value(req, SV("id")), 1, INT64_MAX, &id) ||
        !version_parse(http_request_value(req, SV("version")), &version))
        return fail(ctx, ERR_NOT_FOUND, "no address of an emoji");
    TRY(service_get_emoji_picture(ctx, custom_emoji_id(id), version, &mime, &bytes));
    struct sv etag = sv_printf(ctx->arena, "\"%lld-%d\"", (long long)id, (int)version);
    http_response_header(res, "Cache-Control", SV("public, max-age=604800, immutable"));
    http_response_header(res, "Content-Security-Policy", SV("default-src 'none'; sandbox"));
    http_response_header(res, "Content-Disposition", SV("inline"));
    http_response_header(res, "Cross-Origin-Resource-Policy", SV("cross-origin"));
    if (!http_response_etag(req, res, etag))
        http_response_bytes(res, mime.ptr, bytes);
    return ERR_OK;
}
