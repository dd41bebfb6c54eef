/* A picture, opened while it is sent. */
#include "api/files/handlers.h"
#include "base/num.h"
#include "model/media.h"
#include "service/serve_media.h"
#include "text/params.h"

static bool version_parse(struct sv word, enum media_version *out)
{
    static const struct sv words[MEDIA_VERSION_COUNT] = {
        [MEDIA_VERSION_ORIGINAL] = SV_INIT("original"),
        [MEDIA_VERSION_SMALL] = SV_INIT("small"),
        [MEDIA_VERSION_STATIC] = SV_INIT("static"),
    };
    for (enum media_version v = 0; v < MEDIA_VERSION_COUNT; v++) {
        if (words[v].len > 0 && sv_eq(word, words[v])) {
            *out = v;
            return true;
        }
    }
    return false;
}

static ssize_t fill(void *arg, uint64_t offset, char *out, size_t max)
{
    return service_read_media(arg, (int64_t)offset, out, max);
}

static void done(void *arg)
{
    service_close_media(arg);
}

/* What is erased must not come back from a proxy or a browser: everybody asks again. Nothing in a picture may act. */
static void headers_add(struct http_response *res, struct sv mime)
{
    /* A browser that is sent to a film makes a page around it, which plays it and has a style. */
    bool is_picture = sv_starts_with(mime, SV("image/"));
    http_response_header(res, "Cache-Control", SV("no-cache"));
    http_response_header(res, "Content-Security-Policy",
                         is_picture ? SV("default-src 'none'; sandbox")
                                    : SV("default-src 'none'; media-src 'self'; style-src "
                                         "'unsafe-inline'; sandbox"));
    http_response_header(res, "Content-Disposition", SV("inline"));
    http_response_header(res, "Cross-Origin-Resource-Policy", SV("cross-origin"));
}

static void opened_send(const struct http_request *req, struct http_response *res,
                        const struct media_opened *opened)
{
    struct http_pull pull = { .fill = fill, .done = done, .arg = opened->file };
    headers_add(res, opened->mime);
    if (http_response_etag(req, res, opened->etag) ||
        !http_response_range(req, res, (uint64_t)opened->size_bytes, opened->etag, &pull.offset,
                             &pull.len)) {
        service_close_media(opened->file);
        return;
    }
    http_response_pull(res, opened->mime.ptr, pull);
}

enum err media_show(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    int64_t id = 0;
    enum media_version version;
    if (!sv_to_i64_in(http_request_value(req, SV("id")), 1, INT64_MAX, &id) ||
        !version_parse(http_request_value(req, SV("version")), &version))
        return fail(ctx, ERR_NOT_FOUND, "no address of a picture");
    struct sv token = params_find(req->params, SV("k"));
    struct media_opened opened;
    TRY(service_open_media(ctx, media_id(id), version, token, &opened));
    opened_send(req, res, &opened);
    return ERR_OK;
}
