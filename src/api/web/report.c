/* Report an account, or one of its statuses, to the moderators. */
#include "api/csrf.h"
#include "api/web/form.h"
#include "api/web/handlers.h"
#include "api/web/parts.h"
#include "api/web/status_html.h"
#include "base/num.h"
#include "service/report_account.h"
#include "service/view_account.h"
#include "text/params.h"

static void category_write(struct page *p)
{
    static const enum word words[REPORT_CATEGORY_COUNT] = {
        [REPORT_OTHER] = WORD_REPORT_OTHER,
        [REPORT_SPAM] = WORD_REPORT_SPAM,
        [REPORT_VIOLATION] = WORD_REPORT_VIOLATION,
        [REPORT_LEGAL] = WORD_REPORT_LEGAL,
    };

    web_select_open(p, SV("category"), WORD_REPORT_CATEGORY);
    for (int c = 0; c < REPORT_CATEGORY_COUNT; c++)
        web_option(p, report_category_name((enum report_category)c), api_page_word(p, words[c]),
                   c == REPORT_OTHER);
    web_select_close(p);
}

static bool status_of(const struct http_request *req, struct status_id *out)
{
    return sv_to_i64_in(params_find(req->params, SV("status")), 1, INT64_MAX, &out->v);
}

static void form_write(struct page *p, const struct account *account)
{
    struct status_id status;
    api_page_form_open(p, p->req->parsed.path, SV("panel"), false);
    if (status_of(p->req, &status))
        api_page_hidden(p, SV("status"), sv_printf(p->ctx->arena, "%lld", (long long)status.v));
    category_write(p);
    web_text_area(p,
                  &(struct form_field){ .name = SV("comment"),
                                        .label = WORD_REPORT_COMMENT,
                                        .value = params_find(p->req->params, SV("comment")),
                                        .chars_max = REPORT_COMMENT_MAX_CHARS },
                  4);
    if (!account_is_local(account))
        web_checkbox(p, SV("forward"), WORD_REPORT_FORWARD, false);
    web_submit(p, WORD_REPORT_SEND);
    web_form_close(p);
}

static enum err report_page(struct ctx *ctx, struct http_request *req, struct http_response *res,
                            bool is_refused)
{
    int64_t id = 0;
    TRY(web_id_read(ctx, req, SV("id"), &id));
    struct account account;
    TRY(service_view_account(ctx, account_id(id), &account));
    struct page p;
    TRY(api_page_begin(&p, ctx, req, res,
                       &(struct page_head){ .title = api_word(api_page_language(req), WORD_REPORT),
                                            .is_unlisted = true }));
    api_page_el(&p, "h1", REPORT);
    if (is_refused)
        web_alert(&p, WORD_ERROR_VALIDATION);
    struct status_id status;
    struct status_view view;
    if (status_of(req, &status) && service_view_status(ctx, status, &view) == ERR_OK)
        web_status(&p, &view, false, 0);
    else
        web_account_line(&p, &account);
    form_write(&p, &account);
    return api_page_end(&p, is_refused ? 422 : 200);
}

enum err web_report_show(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    return report_page(ctx, req, res, false);
}

static enum err thanks_page(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    struct page p;
    struct sv title = api_word(api_page_language(req), WORD_REPORT_THANKS);
    TRY(api_page_begin(&p, ctx, req, res,
                       &(struct page_head){ .title = title, .is_unlisted = true }));
    html_w_el(&p.w, "h1", title);
    api_page_el(&p, "p", REPORT_THANKS_TEXT);
    return api_page_end(&p, 200);
}

enum err web_report(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    TRY(api_csrf_check(ctx, req, PAGE_FORM));
    int64_t id = 0;
    TRY(web_id_read(ctx, req, SV("id"), &id));
    struct status_id status;
    struct report_draft draft = { .target = account_id(id),
                                  .comment = params_find(req->params, SV("comment")),
                                  .statuses = &status,
                                  .status_count = status_of(req, &status) ? 1 : 0,
                                  .forwards = params_bool(req->params, SV("forward"), false) };
    if (!report_category_parse(params_find(req->params, SV("category")), &draft.category))
        draft.category = REPORT_OTHER;
    struct report report;
    enum err err = service_report_account(ctx, &draft, &report);
    if (err == ERR_VALIDATION)
        return report_page(ctx, req, res, true);
    TRY(err);
    return thanks_page(ctx, req, res);
}
