/* Moderation: open reports, accounts, and the servers this one talks to. */
#include "api/csrf.h"
#include "api/web/announcements.h"
#include "api/web/emoji_html.h"
#include "api/web/form.h"
#include "api/web/handlers.h"
#include "api/web/parts.h"
#include "api/web/status_html.h"
#include "service/domain_rule.h"
#include "service/find_account.h"
#include "service/manage_user.h"
#include "service/moderate_account.h"
#include "service/report_account.h"
#include "service/view_account.h"
#include "text/params.h"

#define REPORTS_SHOWN 20
#define RULES_SHOWN 80
#define PATH SV("/moderation")

static enum err account_write(struct page *p, struct account_id id)
{
    struct account account;
    enum err err = service_view_account(p->ctx, id, &account);
    if (err == ERR_OK)
        web_account_line(p, &account);
    else
        api_page_el(p, "span", ERROR_GONE);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err reporter_write(struct page *p, const struct report *r)
{
    struct account account;
    enum err err = service_view_account(p->ctx, r->reporter, &account);
    if (err != ERR_NOT_FOUND)
        TRY(err);
    struct html_writer *w = &p->w;
    HTML_EL (w, "p") {
        html_w_class(w, "context");
        html_w_text(w, api_page_word(p, WORD_REPORT_BY));
        html_w_text(w, SV(" "));
        if (err == ERR_OK)
            web_name_link(p, &account);
        html_w_text(w, SV(" · "));
        web_time(p, r->created_ms);
    }
    return ERR_OK;
}

static void account_button(struct page *p, struct account_id id, struct sv state, enum word word,
                           bool is_dangerous)
{
    struct html_writer *w = &p->w;
    api_page_form_open(p, SV("/moderation/accounts"), SV(""), false);
    api_page_hidden(p, SV("id"), sv_printf(p->ctx->arena, "%lld", (long long)id.v));
    api_page_hidden(p, SV("state"), state);
    html_w_open(w, "button");
    if (is_dangerous)
        html_w_class(w, "danger");
    else
        html_w_class(w, "quiet");
    html_w_text(w, api_page_word(p, word));
    html_w_close_tag(w, "button");
    web_form_close(p);
}

static enum err report_statuses_write(struct page *p, const struct report *r)
{
    const struct status_view *views;
    size_t count;
    TRY(service_view_statuses(p->ctx, r->statuses, r->status_count, &views, &count));
    for (size_t i = 0; i < count; i++)
        web_status(p, &views[i], false, 0);
    return ERR_OK;
}

static enum err report_write(struct page *p, const struct report *r)
{
    struct html_writer *w = &p->w;
    html_w_open(w, "article");
    html_w_class(w, "panel");
    TRY(account_write(p, r->target));
    TRY(reporter_write(p, r));
    if (r->comment.len > 0) {
        HTML_EL (w, "blockquote") {
            html_w_attr(w, "dir", SV("auto"));
            html_w_text(w, r->comment);
        }
    }
    TRY(report_statuses_write(p, r));
    HTML_EL (w, "div") {
        html_w_class(w, "row");
        web_button_form(
            p, sv_printf(p->ctx->arena, "/moderation/reports/%lld/close", (long long)r->id.v), PATH,
            WORD_REPORT_CLOSE, false);
        account_button(p, r->target, SV("silenced"), WORD_SILENCE, false);
        account_button(p, r->target, SV("suspended"), WORD_SUSPEND, true);
    }
    html_w_close_tag(w, "article");
    return ERR_OK;
}

static enum err reports_section(struct page *p)
{
    struct report *reports;
    size_t count;
    TRY(service_list_reports(p->ctx, &(struct report_filter){ 0 },
                             &(struct paging){ .below = INT64_MAX, .count = REPORTS_SHOWN },
                             &reports, &count, NULL));
    api_page_el(p, "h2", REPORTS);
    if (count == 0)
        api_page_el(p, "p", REPORTS_NONE);
    for (size_t i = 0; i < count; i++)
        TRY(report_write(p, &reports[i]));
    return ERR_OK;
}

static void pending_write(struct page *p, const struct user *user)
{
    struct html_writer *w = &p->w;
    long long id = (long long)user->id.v;
    HTML_EL (w, "li") {
        HTML_EL (w, "span") {
            html_w_class(w, "names");
            html_w_el(w, "span", user->username);
            HTML_EL (w, "span") {
                html_w_class(w, "handle");
                html_w_text(w, user->email);
            }
            if (user->reason.len > 0)
                html_w_el(w, "span", user->reason);
        }
        web_button_form(p, sv_printf(p->ctx->arena, "/moderation/users/%lld/approve", id), PATH,
                        WORD_PENDING_APPROVE, false);
        web_button_form(p, sv_printf(p->ctx->arena, "/moderation/users/%lld/reject", id), PATH,
                        WORD_PENDING_REJECT, true);
    }
}

/* The oldest; deciding about them brings the next. */
static enum err pending_section(struct page *p)
{
    struct user *users = NULL;
    size_t count = 0;
    struct user_id last;
    TRY(service_list_pending_users(p->ctx, user_id(0), &users, &count, &last));
    if (count == 0)
        return ERR_OK;
    api_page_el(p, "h2", PENDING);
    HTML_EL (&p->w, "ul") {
        html_w_class(&p->w, "people");
        for (size_t i = 0; i < count; i++)
            pending_write(p, &users[i]);
    }
    return ERR_OK;
}

static void accounts_section(struct page *p)
{
    api_page_el(p, "h2", MODERATE_ACCOUNT);
    api_page_form_open(p, SV("/moderation/accounts"), SV("panel"), false);
    web_field(
        p, &(struct form_field){ .name = SV("handle"), .label = WORD_HANDLE, .is_required = true });
    web_select_open(p, SV("state"), WORD_MODERATE_STATE);
    web_option(p, SV("suspended"), api_page_word(p, WORD_SUSPEND), true);
    web_option(p, SV("silenced"), api_page_word(p, WORD_SILENCE), false);
    web_option(p, SV("active"), api_page_word(p, WORD_REACTIVATE), false);
    web_select_close(p);
    web_submit(p, WORD_APPLY);
    web_form_close(p);
}

static enum word severity_word(enum domain_severity severity)
{
    static const enum word words[DOMAIN_SEVERITY_COUNT] = {
        [DOMAIN_BLOCK] = WORD_DOMAIN_BLOCK,
        [DOMAIN_SILENCE] = WORD_DOMAIN_SILENCE,
        [DOMAIN_ALLOW] = WORD_DOMAIN_ALLOW,
        [DOMAIN_NOOP] = WORD_DOMAIN_NOOP,
    };

    return words[severity];
}

static void rule_write(struct page *p, const struct domain_rule *rule)
{
    struct html_writer *w = &p->w;
    HTML_EL (w, "li") {
        HTML_EL (w, "span") {
            html_w_class(w, "names");
            html_w_el(w, "span", rule->domain);
            HTML_EL (w, "span") {
                html_w_class(w, "handle");
                html_w_text(w, api_page_word(p, severity_word(rule->severity)));
                if (rule->comment.len > 0) {
                    html_w_text(w, SV(" · "));
                    html_w_text(w, rule->comment);
                }
            }
        }
        web_button_form(
            p, sv_printf(p->ctx->arena, "/moderation/domains/%lld/delete", (long long)rule->id),
            PATH, WORD_DOMAIN_DELETE, false);
    }
}

static void rule_form(struct page *p)
{
    api_page_form_open(p, SV("/moderation/domains"), SV("panel"), false);
    web_field(
        p, &(struct form_field){ .name = SV("domain"), .label = WORD_DOMAIN, .is_required = true });
    web_select_open(p, SV("severity"), WORD_DOMAIN_RULE);
    for (int s = 0; s < DOMAIN_SEVERITY_COUNT; s++)
        web_option(p, domain_severity_name((enum domain_severity)s),
                   api_page_word(p, severity_word((enum domain_severity)s)), s == DOMAIN_BLOCK);
    web_select_close(p);
    web_field(p, &(struct form_field){ .name = SV("comment"), .label = WORD_DOMAIN_COMMENT });
    web_submit(p, WORD_SAVE);
    web_form_close(p);
}

static enum err rules_section(struct page *p)
{
    struct domain_rule *rules;
    size_t count;
    TRY(service_list_domain_rules(
        p->ctx, &(struct paging){ .below = INT64_MAX, .count = RULES_SHOWN }, &rules, &count));
    api_page_el(p, "h2", DOMAINS);
    HTML_EL (&p->w, "ul") {
        html_w_class(&p->w, "people");
        for (size_t i = 0; i < count; i++)
            rule_write(p, &rules[i]);
    }
    rule_form(p);
    return ERR_OK;
}

static void emojis_link(struct page *p)
{
    if (p->ctx->viewer.role < USER_ROLE_ADMIN)
        return;
    HTML_EL (&p->w, "p") {
        html_w_link(&p->w, SV("/moderation/emojis"), api_page_word(p, WORD_EMOJIS));
    }
}

static enum err moderation_page(struct ctx *ctx, struct http_request *req,
                                struct http_response *res, const enum word *fault)
{
    struct page p;
    TRY(api_page_begin(
        &p, ctx, req, res,
        &(struct page_head){ .title = api_word(api_page_language(req), WORD_NAV_MODERATION),
                             .place = PAGE_PLACE_MODERATION,
                             .is_unlisted = true }));
    api_page_el(&p, "h1", NAV_MODERATION);
    if (fault != NULL)
        web_alert(&p, *fault);
    HTML_EL (&p.w, "p") {
        html_w_link(&p.w, SV("/moderation/log"), api_page_word(&p, WORD_STAFF_LOG));
    }
    TRY(reports_section(&p));
    TRY(pending_section(&p));
    accounts_section(&p);
    TRY(rules_section(&p));
    TRY(web_announcements_section(&p));
    emojis_link(&p);
    return api_page_end(&p, fault != NULL ? 422 : 200);
}

enum err web_moderation_show(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    return moderation_page(ctx, req, res, NULL);
}

static bool state_parse(struct sv name, enum account_state *out)
{
    static const struct {
        struct sv name;
        enum account_state state;
    } rows[] = {
        { SV_INIT("active"), ACCOUNT_ACTIVE },
        { SV_INIT("silenced"), ACCOUNT_SILENCED },
        { SV_INIT("suspended"), ACCOUNT_SUSPENDED },
    };

    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        if (sv_eq(rows[i].name, name)) {
            *out = rows[i].state;
            return true;
        }
    }
    return false;
}

static enum err target_find(struct ctx *ctx, const struct params *params, struct account *out)
{
    int64_t id = 0;
    TRY(params_i64(params, SV("id"), 0, INT64_MAX, 0, &id));
    if (id != 0)
        return service_view_account(ctx, account_id(id), out);
    return service_find_account(ctx, params_find(params, SV("handle")), false, out);
}

enum err web_moderate_account(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    TRY(api_csrf_check(ctx, req, PAGE_FORM));
    enum account_state state;
    if (!state_parse(params_find(req->params, SV("state")), &state))
        return fail(ctx, ERR_BAD_PARAM, "state");
    struct account account;
    enum err err = target_find(ctx, req->params, &account);
    if (err == ERR_OK)
        err = service_moderate_account(ctx, account.id, state, &account);
    if (err == ERR_NOT_FOUND)
        return moderation_page(ctx, req, res, &(enum word){ WORD_MODERATE_NOBODY });
    if (err == ERR_FORBIDDEN)
        return moderation_page(ctx, req, res, &(enum word){ WORD_ERROR_FORBIDDEN });
    TRY(err);
    web_see_other(res, PATH);
    return ERR_OK;
}

enum err web_report_close(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    TRY(api_csrf_check(ctx, req, PAGE_FORM));
    int64_t id = 0;
    TRY(web_id_read(ctx, req, SV("id"), &id));
    struct report report;
    TRY(service_close_report(ctx, report_id(id), true, &report));
    web_see_other(res, PATH);
    return ERR_OK;
}

enum err web_domain_set(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    TRY(api_csrf_check(ctx, req, PAGE_FORM));
    enum domain_severity severity;
    if (!domain_severity_parse(params_find(req->params, SV("severity")), &severity))
        return fail(ctx, ERR_BAD_PARAM, "severity");
    struct domain_rule rule;
    enum err err = service_set_domain_rule(ctx, params_find(req->params, SV("domain")), severity,
                                           params_find(req->params, SV("comment")), &rule);
    if (err == ERR_VALIDATION)
        return moderation_page(ctx, req, res, &(enum word){ WORD_DOMAIN_FAULT });
    TRY(err);
    web_see_other(res, PATH);
    return ERR_OK;
}

enum err web_domain_delete(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    TRY(api_csrf_check(ctx, req, PAGE_FORM));
    int64_t id = 0;
    TRY(web_id_read(ctx, req, SV("id"), &id));
    TRY(service_delete_domain_rule(ctx, id));
    web_see_other(res, PATH);
    return ERR_OK;
}

enum err web_pending_decide(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    TRY(api_csrf_check(ctx, req, PAGE_FORM));
    int64_t id = 0;
    struct sv verb = http_request_value(req, SV("verb"));
    TRY(web_id_read(ctx, req, SV("id"), &id));
    if (sv_eq(verb, SV("approve")))
        TRY(service_approve_user(ctx, user_id(id)));
    else if (sv_eq(verb, SV("reject")))
        TRY(service_reject_user(ctx, user_id(id)));
    else
        return fail(ctx, ERR_NOT_FOUND, "no such act");
    web_see_other(res, PATH);
    return ERR_OK;
}
