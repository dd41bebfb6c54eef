/* Document. */
#include "api/activitypub/document.h"

#include "ap/note.h"
#include "api/answer.h"
#include "base/num.h"
#include "text/header.h"

bool document_is_wanted(const struct http_request *req)
{
    struct sv accept = http_request_header_joined(req, SV("Accept"));
    return header_parse_accept(accept) == HEADER_ACCEPT_ACTIVITY;
}

bool document_id(const struct http_request *req, int64_t *out)
{
    return sv_to_i64_in(http_request_value(req, SV("id")), 1, INT64_MAX, out);
}

enum err document_answer(struct ctx *ctx, const struct http_request *req, struct http_response *res,
                         const struct json_fragment *document, bool is_private)
{
    TRY(api_consent_check(ctx, document));
    struct sv etag =
        sv_printf(ctx->arena, "W/\"%016llx\"", (unsigned long long)sv_hash(document->bytes, 0));
    http_response_header(res, "Vary", is_private ? SV("Accept, Signature") : SV("Accept"));
    http_response_header(res, "Cache-Control",
                         is_private ? SV("private, no-cache") : SV("no-cache"));
    if (!http_response_etag(req, res, etag))
        http_response_bytes(res, DOCUMENT_TYPE, document->bytes);
    return ERR_OK;
}

enum err document_gone(struct ctx *ctx, struct http_response *res, struct sv id)
{
    struct json_fragment tombstone;
    TRY(ap_tombstone_render(ctx->arena, id, true, &tombstone));
    http_response_header(res, "Vary", SV("Accept"));
    http_response_header(res, "Cache-Control", SV("no-cache"));
    http_response_bytes(res, DOCUMENT_TYPE, tombstone.bytes);
    res->status = 410;
    return ERR_OK;
}

void document_redirect(struct http_response *res, struct sv page)
{
    http_response_header(res, "Vary", SV("Accept"));
    http_response_header(res, "Cache-Control", SV("no-cache"));
    http_response_redirect(res, 302, page);
}
