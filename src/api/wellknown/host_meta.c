/* host-meta: where WebFinger is asked.
 *
 * Spec: RFC 6415; the section on host-meta in FEDERATION
 */
#include "api/wellknown/handlers.h"

#include "base/subject.h"
#include "service/engine.h"
#include "text/html.h"
#include "text/json_write.h"

#define ANSWER_BYTES 2048

static struct sv template_of(struct ctx *ctx)
{
    return sv_printf(ctx->arena, "%" SV_FMT "/.well-known/webfinger?resource={uri}",
                     SV_ARG(ctx->engine->site.base));
}

enum err wellknown_host_meta_show(struct ctx *ctx, struct http_request *req,
                                  struct http_response *res)
{
    UNUSED(req);
    struct html_writer w;
    struct html out;
    html_w_begin_xml(&w, ctx->arena, ANSWER_BYTES);
    HTML_EL (&w, "XRD") {
        html_w_attr(&w, "xmlns", SV("http://docs.oasis-open.org/ns/xri/xrd-1.0"));
        HTML_EL (&w, "Link") {
            html_w_attr(&w, "rel", SV("lrdd"));
            html_w_attr(&w, "template", template_of(ctx));
        }
    }
    TRY(html_w_end(&w, &out));
    http_response_bytes(res, "application/xrd+xml; charset=utf-8", out.bytes);
    return ERR_OK;
}

enum err wellknown_host_meta_json_show(struct ctx *ctx, struct http_request *req,
                                       struct http_response *res)
{
    UNUSED(req);
    struct json_writer w;
    json_w_init(&w, ctx->arena, ANSWER_BYTES);
    json_w_object_begin(&w);
    json_w_key_array(&w, SV("links"));
    json_w_object_begin(&w);
    json_w_key_str(&w, SV("rel"), SUBJECT_NONE, SV("lrdd"));
    json_w_key_str(&w, SV("template"), SUBJECT_NONE, template_of(ctx));
    json_w_object_end(&w);
    json_w_array_end(&w);
    json_w_object_end(&w);
    struct json_fragment fragment;
    TRY(json_w_finish(&w, &fragment));
    http_response_bytes(res, "application/json; charset=utf-8", fragment.bytes);
    return ERR_OK;
}
