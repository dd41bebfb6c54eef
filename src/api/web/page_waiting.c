/* What waits on a page for approval: the list, one of them, and what is decided. */
#include "service/approve_status.h"

#include "api/csrf.h"
#include "api/web/form.h"
#include "api/web/handlers.h"
#include "api/web/parts.h"
#include "api/web/settings.h"
#include "service/serve_media.h"
#include "text/params.h"

#define WORDS_BYTES 120

static struct sv waiting_path(struct arena *a, const struct account *page)
{
    return sv_printf(a, "/settings/pages/%" SV_FMT "/waiting", SV_ARG(page->username));
}

static struct sv item_path(struct page *p, const struct account *page,
                           const struct scheduled_status *s)
{
    return sv_printf(p->ctx->arena, "%" SV_FMT "/%lld", SV_ARG(waiting_path(p->ctx->arena, page)),
                     (long long)s->id.v);
}

static struct subject subject_of_status(const struct scheduled_status *s)
{
    return (struct subject){ s->owner.v, CLASS_POST_BODY };
}

/* "Ann · an hour ago · Declined" */
static void head_write(struct page *p, const struct waiting_view *view)
{
    struct html_writer *w = &p->w;
    if (view->author != NULL) {
        html_w_subject_begin(w, (struct subject){ view->author->id.v, CLASS_NAME_AVATAR });
        html_w_text(w, web_account_name(view->author));
        html_w_subject_end(w);
        html_w_text(w, SV(" · "));
    }
    web_time(p, id_time_ms(view->status.id.v));
    html_w_text(w, SV(" · "));
    html_w_text(w, api_page_word(p, view->status.stage == SCHEDULED_DECLINED ? WORD_WAITING_DECLINED
                                                                             : WORD_WAITING_WAITS));
}

static void item_write(struct page *p, const struct account *page, const struct waiting_view *view)
{
    struct html_writer *w = &p->w;
    const struct scheduled_status *s = &view->status;
    struct sv words = web_cut(s->text.len > 0 ? s->text : s->spoiler, WORDS_BYTES);
    HTML_EL (w, "li") {
        head_write(p, view);
        html_w_void(w, "br");
        html_w_subject_begin(w, subject_of_status(s));
        html_w_link(w, item_path(p, page, s),
                    words.len > 0 ? words : api_page_word(p, WORD_WAITING_PICTURES));
        html_w_subject_end(w);
    }
}

enum err web_waiting_list(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    struct account page;
    struct paging paging;
    struct waiting_view *views = NULL;
    struct paging_span span;
    size_t count = 0;
    struct page p;
    TRY(web_page_find(ctx, req, &page));
    TRY(web_paging_read(ctx, req, &paging));
    TRY(service_list_waiting(ctx, page.id, &paging, &views, &count, &span));
    TRY(web_settings_begin(&p, ctx, req, res, web_account_name(&page)));
    api_page_el(&p, "h2", WAITING);
    if (count == 0)
        api_page_el(&p, "p", WAITING_NONE);
    HTML_EL (&p.w, "ul") {
        for (size_t i = 0; i < count; i++)
            item_write(&p, &page, &views[i]);
    }
    web_pager(&p, waiting_path(ctx->arena, &page), count == paging.count ? span.oldest : 0);
    return api_page_end(&p, 200);
}

static void pictures_write(struct page *p, const struct scheduled_status *s)
{
    struct html_writer *w = &p->w;
    for (size_t i = 0; i < s->media_count; i++) {
        const struct media *media = &s->media[i];
        html_w_void(w, "img");
        html_w_attr_url(w, "src", service_media_url(p->ctx, media, MEDIA_VERSION_SMALL));
        html_w_attr(w, "alt", media->alt);
    }
}

static void poll_write(struct page *p, const struct poll_draft *poll)
{
    if (poll == NULL)
        return;
    HTML_EL (&p->w, "ul") {
        for (size_t i = 0; i < poll->option_count; i++)
            html_w_el(&p->w, "li", poll->options[i]);
    }
}

static void decide_form(struct page *p, const struct account *page,
                        const struct scheduled_status *s)
{
    struct arena *a = p->ctx->arena;
    struct sv path = item_path(p, page, s);
    api_page_form_open(p, sv_printf(a, "%" SV_FMT "/approve", SV_ARG(path)), SV("panel"), false);
    web_field(p, &(struct form_field){
                     .name = SV("spoiler"), .label = WORD_COMPOSE_SPOILER, .value = s->spoiler });
    web_text_area(
        p, &(struct form_field){ .name = SV("text"), .label = WORD_WAITING_TEXT, .value = s->text },
        8);
    web_submit(p, WORD_WAITING_APPROVE);
    web_form_close(p);
    web_button_form(p, sv_printf(a, "%" SV_FMT "/decline", SV_ARG(path)), SV(""),
                    WORD_WAITING_DECLINE, true);
}

static void words_write(struct page *p, const struct scheduled_status *s)
{
    if (s->spoiler.len > 0)
        html_w_el(&p->w, "p", s->spoiler);
    html_w_el(&p->w, "p", s->text);
}

static enum err item_page(struct ctx *ctx, struct http_request *req, struct http_response *res,
                          const enum word *fault)
{
    struct account page;
    struct waiting_view view;
    int64_t id = 0;
    struct page p;
    TRY(web_page_find(ctx, req, &page));
    TRY(web_id_read(ctx, req, SV("id"), &id));
    TRY(service_get_waiting(ctx, page.id, scheduled_status_id(id), &view));
    TRY(web_settings_begin(&p, ctx, req, res, web_account_name(&page)));
    api_page_el(&p, "h2", WAITING);
    if (fault != NULL)
        web_alert(&p, *fault);
    HTML_EL (&p.w, "p") {
        head_write(&p, &view);
    }
    html_w_subject_begin(&p.w, subject_of_status(&view.status));
    pictures_write(&p, &view.status);
    poll_write(&p, view.status.poll);
    if (view.may_decide)
        decide_form(&p, &page, &view.status);
    else
        words_write(&p, &view.status);
    html_w_subject_end(&p.w);
    web_button_form(
        &p,
        sv_printf(ctx->arena, "%" SV_FMT "/withdraw", SV_ARG(item_path(&p, &page, &view.status))),
        SV(""), WORD_WAITING_WITHDRAW, true);
    return api_page_end(&p, fault != NULL ? 422 : 200);
}

enum err web_waiting_show(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    return item_page(ctx, req, res, NULL);
}

static enum err act(struct ctx *ctx, const struct http_request *req, struct account *out_page)
{
    int64_t number = 0;
    struct sv verb = http_request_value(req, SV("verb"));
    TRY(web_page_find(ctx, req, out_page));
    TRY(web_id_read(ctx, req, SV("id"), &number));
    struct scheduled_status_id id = scheduled_status_id(number);
    if (sv_eq(verb, SV("approve")))
        return service_approve_status(ctx, out_page->id, id, params_find(req->params, SV("text")),
                                      params_find(req->params, SV("spoiler")));
    if (sv_eq(verb, SV("decline")))
        return service_decline_status(ctx, out_page->id, id);
    return sv_eq(verb, SV("withdraw")) ? service_withdraw_status(ctx, out_page->id, id)
                                       : ERR_NOT_FOUND;
}

enum err web_waiting_act(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    struct account page;
    TRY(api_csrf_check(ctx, req, PAGE_FORM));
    enum err err = act(ctx, req, &page);
    if (err == ERR_VALIDATION)
        return item_page(ctx, req, res, &(enum word){ WORD_COMPOSE_FAULT });
    TRY(err);
    web_see_other(res, waiting_path(ctx->arena, &page));
    return ERR_OK;
}

enum err web_approval_set(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    struct account page;
    TRY(api_csrf_check(ctx, req, PAGE_FORM));
    TRY(web_page_find(ctx, req, &page));
    TRY(service_set_approval(ctx, page.id, params_bool(req->params, SV("needs"), false)));
    web_see_other(res, sv_printf(ctx->arena, "/settings/pages/%" SV_FMT, SV_ARG(page.username)));
    return ERR_OK;
}
