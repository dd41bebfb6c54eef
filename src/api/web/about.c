/* About this server: who runs it, its rules, what is kept of whom, and what runs it; its privacy policy and its terms.
 * Programs find them by the instance document.
 */
#include "api/document.h"
#include "api/page.h"
#include "api/web/handlers.h"
#include "base/clock.h"
#include "conf/settings.h"
#include "service/engine.h"
#include "service/manage_rules.h"
#include "service/publish_document.h"
#include "text/date.h"

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

static enum err description_write(struct page *p, const struct conf *conf)
{
    struct instance_document document;
    bool is_found = false;
    struct sv text = conf_sv(conf, CONF_SERVER_DESCRIPTION);
    TRY(service_find_document(p->ctx, INSTANCE_DOCUMENT_DESCRIPTION, &is_found, &document));
    if (is_found)
        html_w_html(&p->w, api_document_html(p->ctx, document.text));
    else
        html_w_el(&p->w, "p", text.len > 0 ? text : api_page_word(p, WORD_ABOUT_RUNS));
    return ERR_OK;
}

static enum err rules_write(struct page *p)
{
    struct html_writer *w = &p->w;
    struct instance_rule *rules = NULL;
    size_t count = 0;
    TRY(service_list_rules(p->ctx, &rules, &count));
    if (count == 0)
        return ERR_OK;
    api_page_el(p, "h2", ABOUT_RULES);
    HTML_EL (w, "ol") {
        for (size_t i = 0; i < count; i++) {
            HTML_EL (w, "li") {
                html_w_text(w, rules[i].text);
                if (rules[i].hint.len > 0) {
                    HTML_EL (w, "p") {
                        html_w_class(w, "context");
                        html_w_text(w, rules[i].hint);
                    }
                }
            }
        }
    }
    return ERR_OK;
}

static enum err links_write(struct page *p)
{
    struct terms terms;
    enum err err = service_get_terms(p->ctx, &terms);
    if (err != ERR_NOT_FOUND)
        TRY(err);
    HTML_EL (&p->w, "p") {
        html_w_link(&p->w, SV("/privacy-policy"), api_page_word(p, WORD_PRIVACY_TITLE));
        if (err == ERR_OK) {
            html_w_text(&p->w, SV(" · "));
            html_w_link(&p->w, SV("/terms-of-service"), api_page_word(p, WORD_TERMS_TITLE));
        }
    }
    return ERR_OK;
}

enum err web_about_show(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    const struct conf *conf = ctx->engine->conf;
    struct page p;
    TRY(api_page_begin(
        &p, ctx, req, res,
        &(struct page_head){ .title = api_word(api_page_language(req), WORD_ABOUT_TITLE) }));
    api_page_el(&p, "h1", ABOUT_TITLE);
    TRY(description_write(&p, conf));
    operator_write(&p, conf);
    TRY(rules_write(&p));
    section_write(&p, WORD_ABOUT_KEPT_TITLE, WORD_ABOUT_KEPT);
    section_write(&p, WORD_ABOUT_SENT_TITLE, WORD_ABOUT_SENT);
    section_write(&p, WORD_ABOUT_ERASED_TITLE, WORD_ABOUT_ERASED);
    TRY(links_write(&p));
    html_w_el(&p.w, "p", api_page_fill(&p, WORD_ABOUT_VERSION, SV(EFFACE_VERSION)));
    return api_page_end(&p, 200);
}

enum err web_privacy_show(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    struct page p;
    struct html html;
    int64_t updated_ms = 0;
    TRY(api_privacy_html(ctx, api_page_language(req), &html, &updated_ms));
    TRY(api_page_begin(
        &p, ctx, req, res,
        &(struct page_head){ .title = api_word(api_page_language(req), WORD_PRIVACY_TITLE) }));
    api_page_el(&p, "h1", PRIVACY_TITLE);
    html_w_html(&p.w, html);
    return api_page_end(&p, 200);
}

static struct sv day_text(const struct page *p, int64_t day)
{
    return date_render_day(p->ctx->arena, day * MS_PER_DAY);
}

enum err web_terms_show(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    struct page p;
    struct terms terms;
    TRY(service_get_terms(ctx, &terms));
    TRY(api_page_begin(
        &p, ctx, req, res,
        &(struct page_head){ .title = api_word(api_page_language(req), WORD_TERMS_TITLE) }));
    api_page_el(&p, "h1", TERMS_TITLE);
    html_w_el(&p.w, "p", api_page_fill(&p, WORD_TERMS_FROM, day_text(&p, terms.document.day)));
    if (terms.next_day > 0)
        html_w_el(&p.w, "p", api_page_fill(&p, WORD_TERMS_UNTIL, day_text(&p, terms.next_day)));
    html_w_html(&p.w, api_document_html(ctx, terms.document.text));
    return api_page_end(&p, 200);
}
