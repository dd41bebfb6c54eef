/* Whose notifications were kept aside: let through or dismissed; and what one wants to be told of. */
#include "api/csrf.h"
#include "api/web/form.h"
#include "api/web/handlers.h"
#include "api/web/parts.h"
#include "service/answer_notification_request.h"
#include "service/set_notification_policy.h"
#include "text/params.h"

#define HERE SV("/notifications/requests")
#define EXCERPT_BYTES_MAX 240

/* What a form calls each rule, and what people read. */
static const struct {
    struct sv name;
    enum word label;
} rules[NOTIFICATION_RULE_COUNT] = {
    [NOTIFICATION_NOT_FOLLOWING] = { SV_INIT("not_following"), WORD_NOTE_RULE_NOT_FOLLOWING },
    [NOTIFICATION_NOT_FOLLOWERS] = { SV_INIT("not_followers"), WORD_NOTE_RULE_NOT_FOLLOWERS },
    [NOTIFICATION_NEW_ACCOUNTS] = { SV_INIT("new_accounts"), WORD_NOTE_RULE_NEW_ACCOUNTS },
    [NOTIFICATION_PRIVATE_MENTIONS] = { SV_INIT("private_mentions"),
                                        WORD_NOTE_RULE_PRIVATE_MENTIONS },
    [NOTIFICATION_LIMITED_ACCOUNTS] = { SV_INIT("limited_accounts"),
                                        WORD_NOTE_RULE_LIMITED_ACCOUNTS },
};

static const enum word verdicts[NOTIFICATION_VERDICT_COUNT] = {
    [NOTIFICATION_ACCEPT] = WORD_NOTE_VERDICT_ACCEPT,
    [NOTIFICATION_FILTER] = WORD_NOTE_VERDICT_FILTER,
    [NOTIFICATION_DROP] = WORD_NOTE_VERDICT_DROP,
};

/* How many wait of this one, and the last of it. */
static void waiting_write(struct page *p, const struct notification_request_view *view)
{
    struct html_writer *w = &p->w;
    struct arena *a = p->ctx->arena;
    const struct notification_request *request = &view->request;
    struct sv count = sv_printf(a, "%lld%s", (long long)request->count,
                                request->count == NOTIFICATION_WAITING_MAX ? "+" : "");
    HTML_EL (w, "p") {
        html_w_class(w, "context");
        html_w_subject_begin(w, (struct subject){ request->from.v, CLASS_RELATIONS });
        html_w_text(w, api_page_fill(p, WORD_NOTE_REQUEST_COUNT, count));
        html_w_text(w, SV(" · "));
        web_time(p, id_time_ms(request->newest.v));
        html_w_subject_end(w);
    }
    if (view->status == NULL)
        return;
    HTML_EL (w, "p") {
        html_w_class(w, "excerpt");
        html_w_link(w, web_status_path(a, view->status->account, view->status->status->id),
                    web_status_words(a, view->status->status, EXCERPT_BYTES_MAX));
    }
}

static void request_write(struct page *p, const struct notification_request_view *view)
{
    struct html_writer *w = &p->w;
    struct arena *a = p->ctx->arena;
    long long id = view->request.id.v;
    HTML_EL (w, "li") {
        web_account_line(p, view->account);
        waiting_write(p, view);
        HTML_EL (w, "div") {
            html_w_class(w, "row");
            web_button_form(p, sv_printf(a, "/notifications/requests/%lld/accept", id), HERE,
                            WORD_NOTE_REQUEST_ACCEPT, false);
            web_button_form(p, sv_printf(a, "/notifications/requests/%lld/dismiss", id), HERE,
                            WORD_NOTE_REQUEST_DISMISS, true);
        }
    }
}

static void requests_write(struct page *p, const struct notification_request_view *views,
                           size_t count)
{
    struct html_writer *w = &p->w;
    if (count == 0) {
        HTML_EL (w, "p") {
            html_w_class(w, "empty");
            html_w_text(w, api_page_word(p, WORD_NOTE_REQUESTS_NONE));
        }
        return;
    }
    HTML_EL (w, "ul") {
        html_w_class(w, "people");
        for (size_t i = 0; i < count; i++)
            request_write(p, &views[i]);
    }
}

static void policy_write(struct page *p, const struct notification_policy *policy)
{
    api_page_el(p, "h2", NOTE_POLICY);
    api_page_form_open(p, SV("/notifications/policy"), SV(""), false);
    for (int rule = 0; rule < NOTIFICATION_RULE_COUNT; rule++) {
        web_select_open(p, rules[rule].name, rules[rule].label);
        for (enum notification_verdict v = 0; v < NOTIFICATION_VERDICT_COUNT; v++)
            web_option(p, notification_verdict_name(v), api_page_word(p, verdicts[v]),
                       policy->verdicts[rule] == v);
        web_select_close(p);
    }
    web_submit(p, WORD_SAVE);
    web_form_close(p);
}

/* out_next: max_id of the page behind this one; 0 when there is none. */
static enum err requests_list(struct ctx *ctx, const struct paging *paging,
                              struct notification_request_view **out, size_t *out_count,
                              int64_t *out_next)
{
    struct paging_span span;
    struct paging_span more_span;
    struct notification_request_view *more = NULL;
    size_t more_count = 0;
    TRY(service_list_notification_requests(ctx, paging, out, out_count, &span));
    struct paging behind = { .below = span.oldest, .count = 1 };
    TRY(service_list_notification_requests(ctx, &behind, &more, &more_count, &more_span));
    *out_next = more_span.oldest != 0 ? span.oldest : 0;
    return ERR_OK;
}

enum err web_notification_requests_show(struct ctx *ctx, struct http_request *req,
                                        struct http_response *res)
{
    struct paging paging;
    struct notification_request_view *views = NULL;
    struct notification_policy_view policy;
    size_t count = 0;
    int64_t next = 0;
    struct page p;
    TRY(web_paging_read(ctx, req, &paging));
    TRY(requests_list(ctx, &paging, &views, &count, &next));
    TRY(service_get_notification_policy(ctx, &policy));
    TRY(api_page_begin(
        &p, ctx, req, res,
        &(struct page_head){ .title = api_word(api_page_language(req), WORD_NOTE_REQUESTS),
                             .place = PAGE_PLACE_NOTIFICATIONS,
                             .is_unlisted = true }));
    api_page_el(&p, "h1", NOTE_REQUESTS);
    requests_write(&p, views, count);
    web_pager(&p, HERE, next);
    policy_write(&p, &policy.policy);
    return api_page_end(&p, 200);
}

enum err web_notification_request_act(struct ctx *ctx, struct http_request *req,
                                      struct http_response *res)
{
    int64_t id = 0;
    struct sv verb = http_request_value(req, SV("verb"));
    TRY(api_csrf_check(ctx, req, PAGE_FORM));
    TRY(web_id_read(ctx, req, SV("id"), &id));
    struct notification_request_id one = notification_request_id(id);
    enum err err = ERR_NOT_FOUND;
    if (sv_eq(verb, SV("accept")))
        err = service_accept_notification_requests(ctx, &one, 1);
    else if (sv_eq(verb, SV("dismiss")))
        err = service_dismiss_notification_requests(ctx, &one, 1);
    TRY(err);
    web_see_other(res, HERE);
    return ERR_OK;
}

enum err web_notification_policy_set(struct ctx *ctx, struct http_request *req,
                                     struct http_response *res)
{
    struct notification_policy_change change = { 0 };
    struct notification_policy_view view;
    TRY(api_csrf_check(ctx, req, PAGE_FORM));
    for (int rule = 0; rule < NOTIFICATION_RULE_COUNT; rule++) {
        struct sv sent = params_find(req->params, rules[rule].name);
        change.has[rule] = sent.ptr != NULL;
        if (change.has[rule] && !notification_verdict_parse(sent, &change.verdicts[rule]))
            return fail(ctx, ERR_BAD_PARAM, "verdict");
    }
    TRY(service_set_notification_policy(ctx, &change, &view));
    web_see_other(res, HERE);
    return ERR_OK;
}
