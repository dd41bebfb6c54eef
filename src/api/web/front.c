/* The front page: what this server is, and what was published here lately. */
#include "api/keep.h"
#include "api/web/handlers.h"
#include "api/web/form.h"
#include "api/web/parts.h"
#include "api/web/status_html.h"
#include "conf/settings.h"
#include "service/engine.h"
#include "service/timeline.h"

static void trial_write(struct page *p)
{
    struct html_writer *w = &p->w;
    if (!p->ctx->engine->site.is_loopback)
        return;
    html_w_open(w, "p");
    html_w_class(w, "notice");
    html_w_text(w, api_page_word(p, WORD_FRONT_TRIAL));
    html_w_close_tag(w, "p");
}

static void doors_write(struct page *p)
{
    struct html_writer *w = &p->w;
    if (p->viewer != NULL)
        return;
    HTML_EL (w, "p") {
        html_w_class(w, "doors");
        html_w_open(w, "a");
        html_w_class(w, "button");
        html_w_attr_url(w, "href", SV("/sign_in"));
        html_w_text(w, api_page_word(p, WORD_SIGN_IN));
        html_w_close_tag(w, "a");
        if (conf_enum(p->ctx->engine->conf, CONF_REGISTRATION) != CONF_REGISTRATION_CLOSED)
            html_w_link(w, SV("/register"), api_page_word(p, WORD_REGISTER));
    }
}

static void about_write(struct page *p)
{
    struct html_writer *w = &p->w;
    const struct conf *conf = p->ctx->engine->conf;
    struct sv description = conf_sv(conf, CONF_SERVER_DESCRIPTION);
    html_w_open(w, "section");
    html_w_class(w, "about");
    html_w_el(w, "h1", conf_sv(conf, CONF_SERVER_NAME));
    html_w_open(w, "p");
    html_w_class(w, "lead");
    html_w_text(w, description.len > 0 ? description : api_page_word(p, WORD_ABOUT_RUNS));
    html_w_close_tag(w, "p");
    trial_write(p);
    doors_write(p);
    html_w_close_tag(w, "section");
}

enum err web_front_show(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    struct paging paging;
    struct keep keep;
    api_keep_begin(ctx, req, SV(""), &keep);
    TRY(web_paging_read(ctx, req, &paging));
    struct status_page recent;
    TRY(service_list_public(ctx, &(struct public_filter){ .part = PUBLIC_LOCAL }, &paging,
                            &recent));
    const struct conf *conf = ctx->engine->conf;
    struct page p;
    TRY(api_page_begin(&p, ctx, req, res,
                       &(struct page_head){ .title = conf_sv(conf, CONF_SERVER_NAME),
                                            .description = conf_sv(conf, CONF_SERVER_DESCRIPTION),
                                            .place = PAGE_PLACE_FRONT }));
    about_write(&p);
    api_page_el(&p, "h2", FRONT_RECENT);
    web_status_list(&p, &recent, SV("/"), WORD_FRONT_EMPTY, FILTER_PUBLIC);
    api_keep_public(&keep);
    api_keep_statuses(&keep, recent.views, recent.count);
    return api_keep_page(&p, &keep);
}
