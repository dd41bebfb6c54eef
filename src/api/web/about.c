/* About this server: who runs it, what is kept of whom, and what runs it. Programs find it by the instance document. */
#include "api/page.h"
#include "api/web/handlers.h"
#include "conf/settings.h"
#include "service/engine.h"

static void section_write(struct page *p, enum word title, enum word text)
{
    html_w_el(&p->w, "h2", api_page_word(p, title));
    html_w_el(&p->w, "p", api_page_word(p, text));
}

static void operator_write(struct page *p, const struct conf *conf)
{
    struct sv contact = conf_sv(conf, CONF_SERVER_CONTACT);
    if (contact.len == 0)
        return;
    HTML_EL (&p->w, "p") {
        html_w_link(&p->w, sv_printf(p->ctx->arena, "mailto:%" SV_FMT, SV_ARG(contact)),
                    api_page_fill(p, WORD_ABOUT_CONTACT, contact));
    }
}

enum err web_about_show(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    const struct conf *conf = ctx->engine->conf;
    struct sv description = conf_sv(conf, CONF_SERVER_DESCRIPTION);
    struct page p;
    TRY(api_page_begin(
        &p, ctx, req, res,
        &(struct page_head){ .title = api_word(api_page_language(req), WORD_ABOUT_TITLE) }));
    api_page_el(&p, "h1", ABOUT_TITLE);
    html_w_el(&p.w, "p", description.len > 0 ? description : api_page_word(&p, WORD_ABOUT_RUNS));
    operator_write(&p, conf);
    section_write(&p, WORD_ABOUT_KEPT_TITLE, WORD_ABOUT_KEPT);
    section_write(&p, WORD_ABOUT_SENT_TITLE, WORD_ABOUT_SENT);
    section_write(&p, WORD_ABOUT_ERASED_TITLE, WORD_ABOUT_ERASED);
    html_w_el(&p.w, "p", api_page_fill(&p, WORD_ABOUT_VERSION, SV(EFFACE_VERSION)));
    return api_page_end(&p, 200);
}
