/* Signer. */
#include "api/activitypub/signer.h"

#include "fed/inbox.h"
#include "service/engine.h"

struct fed_request signer_request(struct ctx *ctx, const struct http_request *req)
{
    struct fed_header *headers = ARENA_ARRAY(ctx->arena, struct fed_header, req->header_count);
    for (size_t i = 0; i < req->header_count; i++)
        headers[i] = (struct fed_header){ req->headers[i].name, req->headers[i].value };
    return (struct fed_request){
        .method = http_method_name(req->method),
        .target = req->target,
        .headers = headers,
        .header_count = req->header_count,
        .body = req->body,
    };
}

enum err signer_become_viewer(struct ctx *ctx, const struct http_request *req)
{
    struct account signer;
    bool is_signed = http_request_header(req, SV("Signature")).ptr != NULL;
    if (!is_signed || ctx->engine->fed == NULL)
        return ERR_OK;
    struct fed_request incoming = signer_request(ctx, req);
    struct fed_signature unused;
    /* Who signs in a newer form tries this one next, and is then remembered as having the document. */
    if (fed_signature_parse(ctx->arena, &incoming, &unused) != ERR_OK)
        return fail(ctx, ERR_SIGNATURE, "a signature of a form that is not read");
    enum err err = fed_verify_request(ctx, &incoming, false, &signer);
    if (err == ERR_OK && !account_is_gone(&signer))
        ctx->viewer.account = signer.id;
    bool is_ours = err == ERR_DB || err == ERR_DB_CONFLICT || err == ERR_INTERNAL;
    return is_ours ? err : ERR_OK;
}
