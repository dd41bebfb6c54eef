/* Page. */
#include "api/page.h"

#include "api/asset.h"
#include "conf/settings.h"
#include "service/engine.h"

#define PAGE_BYTES_MAX ((size_t)2 << 20)

static void head_write(struct html_writer *w, struct sv title, struct sv server)
{
    HTML_EL (w, "head") {
        html_w_void(w, "meta");
        html_w_attr(w, "charset", SV("utf-8"));
        HTML_EL (w, "title") {
            html_w_text(w, title);
            html_w_text(w, SV(" · "));
            html_w_text(w, server);
        }
        html_w_void(w, "meta");
        html_w_attr(w, "name", SV("viewport"));
        html_w_attr(w, "content", SV("width=device-width, initial-scale=1"));
        html_w_void(w, "link");
        html_w_attr(w, "rel", SV("stylesheet"));
        html_w_attr_url(w, "href", asset_path(ASSET_STYLE));
    }
}

void api_page_begin(struct ctx *ctx, struct page *p, struct sv title)
{
    *p = (struct page){ 0 };
    struct html_writer *w = &p->w;
    html_w_begin(w, ctx->arena, PAGE_BYTES_MAX);
    html_w_lit(w, "<!doctype html>");
    html_w_open(w, "html");
    html_w_attr(w, "lang", SV("en"));
    head_write(w, title, conf_sv(ctx->engine->conf, CONF_SERVER_NAME));
    html_w_open(w, "body");
    html_w_open(w, "main");
}

static struct sv policy(bool may_leave)
{
    /* Browsers hold a form's redirects to form-action as well, so a page that hands a person back to an app has none. */
    return may_leave ? SV("default-src 'none'; style-src 'self'; img-src 'self' data:; "
                          "base-uri 'none'; frame-ancestors 'none'")
                     : SV("default-src 'none'; style-src 'self'; img-src 'self' data:; "
                          "base-uri 'none'; frame-ancestors 'none'; form-action 'self'");
}

enum err api_page_end(struct page *p, struct http_response *res, int status)
{
    struct html_writer *w = &p->w;
    html_w_close_tag(w, "main");
    html_w_close_tag(w, "body");
    html_w_close_tag(w, "html");
    struct html html;
    TRY(html_w_end(w, &html));
    http_response_html(res, html.bytes);
    http_response_header(res, "Content-Security-Policy", policy(p->may_leave));
    http_response_header(res, "Referrer-Policy", SV("same-origin"));
    http_response_header(res, "X-Frame-Options", SV("DENY"));
    res->status = status;
    return ERR_OK;
}
