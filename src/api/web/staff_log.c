/* The log of moderation: who of the staff did what, to whom, and when. */
#include "api/web/form.h"
#include "api/web/handlers.h"
#include "api/web/parts.h"
#include "service/log_act.h"

#define PATH SV("/moderation/log")

static enum word kind_word(enum staff_act_kind kind)
{
    static const enum word words[STAFF_ACT_KIND_COUNT] = {
        [STAFF_ACT_WARN] = WORD_STAFF_WARN,
        [STAFF_ACT_SENSITIZE] = WORD_STAFF_SENSITIZE,
        [STAFF_ACT_DISABLE] = WORD_STAFF_DISABLE,
        [STAFF_ACT_SILENCE] = WORD_STAFF_SILENCE,
        [STAFF_ACT_SUSPEND] = WORD_STAFF_SUSPEND,
        [STAFF_ACT_UNSENSITIZE] = WORD_STAFF_UNSENSITIZE,
        [STAFF_ACT_ENABLE] = WORD_STAFF_ENABLE,
        [STAFF_ACT_UNSILENCE] = WORD_STAFF_UNSILENCE,
        [STAFF_ACT_UNSUSPEND] = WORD_STAFF_UNSUSPEND,
        [STAFF_ACT_APPROVE] = WORD_STAFF_APPROVE,
        [STAFF_ACT_REJECT] = WORD_STAFF_REJECT,
        [STAFF_ACT_ERASE] = WORD_STAFF_ERASE,
        [STAFF_ACT_REPORT_TAKE] = WORD_STAFF_REPORT_TAKE,
        [STAFF_ACT_REPORT_LEAVE] = WORD_STAFF_REPORT_LEAVE,
        [STAFF_ACT_REPORT_CLOSE] = WORD_STAFF_REPORT_CLOSE,
        [STAFF_ACT_REPORT_REOPEN] = WORD_STAFF_REPORT_REOPEN,
        [STAFF_ACT_REPORT_SORT] = WORD_STAFF_REPORT_SORT,
        [STAFF_ACT_DOMAIN_SET] = WORD_STAFF_DOMAIN_SET,
        [STAFF_ACT_DOMAIN_DELETE] = WORD_STAFF_DOMAIN_DELETE,
    };

    return words[kind];
}

static void account_write(struct page *p, const struct account *account)
{
    struct html_writer *w = &p->w;
    html_w_subject_begin(w, (struct subject){ account->id.v, CLASS_NAME_AVATAR });
    html_w_link(w, web_account_path(p->ctx->arena, account), web_account_name(account));
    html_w_subject_end(w);
}

static void act_write(struct page *p, const struct staff_act_view *view)
{
    struct html_writer *w = &p->w;
    HTML_EL (w, "li") {
        html_w_class(w, "note");
        HTML_EL (w, "p") {
            if (view->by != NULL)
                account_write(p, view->by);
            else
                html_w_text(w, api_page_word(p, WORD_STAFF_CONSOLE));
            html_w_text(w, SV(" · "));
            html_w_text(w, api_page_word(p, kind_word(view->act.kind)));
            if (view->target != NULL) {
                html_w_text(w, SV(" · "));
                account_write(p, view->target);
            }
            html_w_text(w, SV(" · "));
            web_time(p, id_time_ms(view->act.id.v));
        }
        if (view->act.text.len > 0) {
            HTML_EL (w, "blockquote") {
                html_w_attr(w, "dir", SV("auto"));
                html_w_text(w, view->act.text);
            }
        }
    }
}

enum err web_staff_log_show(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    struct paging paging;
    struct paging_span span;
    struct staff_act_view *views = NULL;
    size_t count = 0;
    struct page p;
    TRY(web_paging_read(ctx, req, &paging));
    TRY(service_list_acts(ctx, &paging, &views, &count, &span));
    TRY(api_page_begin(&p, ctx, req, res,
                       &(struct page_head){
                           .title = api_word(api_page_language(req), WORD_STAFF_LOG),
                           .place = PAGE_PLACE_MODERATION,
                           .is_unlisted = true,
                       }));
    api_page_el(&p, "h1", STAFF_LOG);
    if (count == 0)
        api_page_el(&p, "p", STAFF_LOG_NONE);
    HTML_EL (&p.w, "ul") {
        html_w_class(&p.w, "list");
        for (size_t i = 0; i < count; i++)
            act_write(&p, &views[i]);
    }
    web_pager(&p, PATH, span.oldest);
    return api_page_end(&p, 200);
}
