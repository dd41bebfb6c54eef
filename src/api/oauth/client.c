/* The client of a request. */
#include "api/oauth/client.h"

#include "service/authorize_application.h"
#include "text/base64.h"
#include "text/form.h"
#include "text/params.h"

#define BASIC_BYTES_MAX 1024

/* "Basic base64(id:secret)", both form-encoded; false when the header is another. */
static bool basic_parse(struct arena *a, struct sv header, struct sv *out_id, struct sv *out_secret)
{
    struct sv scheme = sv_sub(header, 0, 6);
    struct sv decoded;
    if (!sv_eq_nocase(scheme, SV("Basic ")) || header.len > BASIC_BYTES_MAX)
        return false;
    if (base64_decode(a, sv_trim(sv_from_offset(header, 6)), BASE64_STANDARD, &decoded) != ERR_OK)
        return false;
    size_t colon = sv_find_char(decoded, ':', 0);
    if (colon == SIZE_MAX)
        return false;
    *out_id = form_decode(a, sv_sub(decoded, 0, colon), true);
    *out_secret = form_decode(a, sv_from_offset(decoded, colon + 1), true);
    return true;
}

enum err oauth_client_get(struct ctx *ctx, const struct http_request *req, struct application *out)
{
    struct sv id = params_find(req->params, SV("client_id"));
    struct sv secret = params_find(req->params, SV("client_secret"));
    struct sv header = http_request_header(req, SV("Authorization"));
    if (secret.ptr == NULL && !basic_parse(ctx->arena, header, &id, &secret))
        return ERR_NOT_FOUND;
    return service_check_application(ctx, id, secret, out);
}
