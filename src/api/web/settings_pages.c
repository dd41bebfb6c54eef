/* Settings: pages one looks after, and who has which role on them. */
#include "api/web/settings.h"

#include "api/csrf.h"
#include "api/web/form.h"
#include "api/web/handlers.h"
#include "api/web/parts.h"
#include "model/role.h"
#include "service/approve_status.h"
#include "service/find_account.h"
#include "service/manage_page.h"
#include "service/view_account.h"
#include "text/params.h"

enum word web_role_word(enum page_role role)
{
    static const enum word words[] = {
        [PAGE_ROLE_NONE] = WORD_ROLE_NONE,           [PAGE_ROLE_ANALYST] = WORD_ROLE_ANALYST,
        [PAGE_ROLE_MODERATOR] = WORD_ROLE_MODERATOR, [PAGE_ROLE_EDITOR] = WORD_ROLE_EDITOR,
        [PAGE_ROLE_OWNER] = WORD_ROLE_OWNER,
    };

    return words[role];
}

static struct sv page_path(struct arena *a, const struct account *page)
{
    return sv_printf(a, "/settings/pages/%" SV_FMT, SV_ARG(page->username));
}

static const struct account *account_in(const struct account *accounts, size_t count,
                                        struct account_id id)
{
    for (size_t i = 0; i < count; i++)
        if (account_id_eq(accounts[i].id, id))
            return &accounts[i];
    return NULL;
}

/* Accounts of members: their pages, or the people behind them. */
static enum err members_load(struct ctx *ctx, const struct page_member *members, size_t count,
                             bool is_pages, const struct account **out, size_t *out_count)
{
    struct account_id *ids = ARENA_ARRAY(ctx->arena, struct account_id, count);
    for (size_t i = 0; i < count; i++)
        ids[i] = is_pages ? members[i].page : members[i].account;
    return service_view_accounts(ctx, ids, count, out, out_count);
}

static void own_page_write(struct page *p, const struct account *page, enum page_role role)
{
    struct html_writer *w = &p->w;
    HTML_EL (w, "li") {
        web_account_line(p, page);
        HTML_EL (w, "span") {
            html_w_class(w, "row");
            html_w_text(w, api_page_word(p, web_role_word(role)));
            html_w_text(w, SV(" · "));
            html_w_link(w, page_path(p->ctx->arena, page), api_page_word(p, WORD_PAGE_MANAGE));
        }
    }
}

static void new_page_form(struct page *p, const struct field_errors *errors)
{
    const struct params *params = p->req->params;
    api_page_el(p, "h3", PAGE_NEW);
    api_page_form_open(p, SV("/settings/pages"), SV(""), false);
    web_field(p, &(struct form_field){
                     .name = SV("title"),
                     .label = WORD_PAGE_TITLE,
                     .value = params_find(params, SV("title")),
                     .is_required = true,
                     .error = errors != NULL ? field_error_find(errors, SV("title")) : NULL });
    web_field(p, &(struct form_field){
                     .name = SV("handle"),
                     .label = WORD_PAGE_HANDLE,
                     .hint = api_page_word(p, WORD_REGISTER_NAME_HINT),
                     .value = params_find(params, SV("handle")),
                     .is_required = true,
                     .chars_max = 30,
                     .error = errors != NULL ? field_error_find(errors, SV("username")) : NULL });
    web_submit(p, WORD_PAGE_NEW);
    web_form_close(p);
}

enum err web_pages_section(struct page *p, const struct field_errors *errors)
{
    struct page_member *members;
    size_t count;
    TRY(service_list_own_pages(p->ctx, &members, &count));
    const struct account *pages;
    size_t page_count;
    TRY(members_load(p->ctx, members, count, true, &pages, &page_count));
    struct html_writer *w = &p->w;
    web_panel_open(p, SV("pages"), WORD_PAGES);
    HTML_EL (w, "ul") {
        html_w_class(w, "people");
        for (size_t i = 0; i < count; i++) {
            const struct account *page = account_in(pages, page_count, members[i].page);
            if (page != NULL)
                own_page_write(p, page, members[i].role);
        }
    }
    new_page_form(p, errors);
    web_panel_close(p);
    return ERR_OK;
}

enum err web_page_new(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    TRY(api_csrf_check(ctx, req, PAGE_FORM));
    struct field_errors errors = { 0 };
    struct account page;
    enum err err =
        service_new_page(ctx, params_find(req->params, SV("handle")),
                         params_find(req->params, SV("title")), ctx->viewer.user, &errors, &page);
    if (err == ERR_VALIDATION)
        return web_settings_page(ctx, req, res, SV("page"), &errors);
    TRY(err);
    web_see_other(res, page_path(ctx->arena, &page));
    return ERR_OK;
}

static void role_options(struct page *p, enum page_role chosen, bool has_none)
{
    for (int role = PAGE_ROLE_OWNER; role >= PAGE_ROLE_NONE; role--) {
        if (role == PAGE_ROLE_NONE && !has_none)
            continue;
        web_option(p, page_role_name((enum page_role)role),
                   api_page_word(p, web_role_word((enum page_role)role)), role == (int)chosen);
    }
}

/* In a row of people: the row says what it is for. */
static void role_select(struct page *p, enum page_role chosen)
{
    struct html_writer *w = &p->w;
    html_w_open(w, "select");
    html_w_attr(w, "name", SV("role"));
    html_w_attr(w, "aria-label", api_page_word(p, WORD_ROLE));
    role_options(p, chosen, true);
    html_w_close_tag(w, "select");
}

static void member_write(struct page *p, const struct account *page, const struct account *account,
                         enum page_role role, bool may_change)
{
    struct html_writer *w = &p->w;
    HTML_EL (w, "li") {
        web_account_line(p, account);
        if (may_change) {
            api_page_form_open(p,
                               sv_printf(p->ctx->arena, "%" SV_FMT "/roles",
                                         SV_ARG(page_path(p->ctx->arena, page))),
                               SV(""), false);
            api_page_hidden(p, SV("name"), account->username);
            role_select(p, role);
            web_submit(p, WORD_SAVE);
            web_form_close(p);
        } else {
            html_w_el(w, "span", api_page_word(p, web_role_word(role)));
        }
    }
}

static void add_form(struct page *p, const struct account *page)
{
    api_page_el(p, "h2", ROLE_ADD);
    api_page_form_open(
        p, sv_printf(p->ctx->arena, "%" SV_FMT "/roles", SV_ARG(page_path(p->ctx->arena, page))),
        SV("panel"), false);
    web_field(p, &(struct form_field){
                     .name = SV("name"), .label = WORD_REGISTER_NAME, .is_required = true });
    web_select_open(p, SV("role"), WORD_ROLE);
    role_options(p, PAGE_ROLE_EDITOR, false);
    web_select_close(p);
    web_submit(p, WORD_ROLE_GIVE);
    web_form_close(p);
}

static void roles_help(struct page *p)
{
    static const enum word words[] = { WORD_ROLE_OWNER_HELP, WORD_ROLE_EDITOR_HELP,
                                       WORD_ROLE_MODERATOR_HELP, WORD_ROLE_ANALYST_HELP };

    HTML_EL (&p->w, "ul") {
        html_w_class(&p->w, "hint");
        for (size_t i = 0; i < ARRAY_COUNT(words); i++)
            html_w_el(&p->w, "li", api_page_word(p, words[i]));
    }
}

static enum page_role own_role(const struct ctx *ctx, const struct page_member *members,
                               size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (account_id_eq(members[i].account, ctx->viewer.user_account))
            return members[i].role;
    return PAGE_ROLE_NONE;
}

static void members_write(struct page *p, const struct account *page,
                          const struct page_member *members, size_t count,
                          const struct account *people, size_t people_count)
{
    bool may_change = own_role(p->ctx, members, count) == PAGE_ROLE_OWNER;
    HTML_EL (&p->w, "ul") {
        html_w_class(&p->w, "people");
        for (size_t i = 0; i < count; i++) {
            const struct account *person = account_in(people, people_count, members[i].account);
            if (person != NULL)
                member_write(p, page, person, members[i].role, may_change);
        }
    }
    roles_help(p);
    if (!may_change)
        return;
    add_form(p, page);
    HTML_EL (&p->w, "p") {
        html_w_link(
            &p->w,
            sv_printf(p->ctx->arena, "%" SV_FMT "/erase", SV_ARG(page_path(p->ctx->arena, page))),
            api_page_word(p, WORD_ERASE_PAGE));
    }
}

static void approval_form(struct page *p, const struct account *page, bool needs_approval)
{
    struct arena *a = p->ctx->arena;
    api_page_form_open(p, sv_printf(a, "%" SV_FMT "/approval", SV_ARG(page_path(a, page))),
                       SV("panel"), false);
    web_checkbox(p, SV("needs"), WORD_APPROVAL, needs_approval);
    api_page_el(p, "p", APPROVAL_HINT);
    web_submit(p, WORD_SAVE);
    web_form_close(p);
}

/* Writing for the page and editing its profile go by acting as it. */
static void act_write(struct page *p, const struct account *page)
{
    struct html_writer *w = &p->w;
    struct arena *a = p->ctx->arena;
    struct sv handle = sv_printf(a, "@%" SV_FMT, SV_ARG(page->username));
    if (account_id_eq(page->id, p->ctx->viewer.account))
        return;
    api_page_form_open(p, SV("/settings/act_as"), SV(""), false);
    api_page_hidden(p, SV("account"), sv_printf(a, "%lld", (long long)page->id.v));
    html_w_open(w, "button");
    html_w_text(w, api_page_fill(p, WORD_ACT_AS_PAGE, handle));
    html_w_close_tag(w, "button");
    html_w_text(w, SV(" "));
    HTML_EL (w, "span") {
        html_w_class(w, "hint");
        html_w_text(w, api_page_word(p, WORD_ACT_AS_HINT));
    }
    web_form_close(p);
}

static enum err roles_page(struct ctx *ctx, struct http_request *req, struct http_response *res,
                           const enum word *fault)
{
    struct account page;
    TRY(web_page_find(ctx, req, &page));
    struct page_member *members;
    size_t count;
    TRY(service_list_page_roles(ctx, page.id, &members, &count));
    const struct account *people;
    size_t people_count;
    bool needs_approval = false;
    TRY(members_load(ctx, members, count, false, &people, &people_count));
    TRY(service_get_approval(ctx, page.id, &needs_approval));
    struct page p;
    TRY(web_settings_begin(&p, ctx, req, res, web_account_name(&page)));
    if (fault != NULL)
        web_alert(&p, *fault);
    HTML_EL (&p.w, "p") {
        web_account_line(&p, &page);
    }
    act_write(&p, &page);
    HTML_EL (&p.w, "p") {
        html_w_link(&p.w,
                    sv_printf(ctx->arena, "%" SV_FMT "/log", SV_ARG(page_path(ctx->arena, &page))),
                    api_page_word(&p, WORD_TEAM_LOG));
        html_w_text(&p.w, SV(" · "));
        html_w_link(
            &p.w,
            sv_printf(ctx->arena, "%" SV_FMT "/waiting", SV_ARG(page_path(ctx->arena, &page))),
            api_page_word(&p, WORD_WAITING));
        html_w_text(&p.w, SV(" · "));
        html_w_link(
            &p.w,
            sv_printf(ctx->arena, "%" SV_FMT "/figures", SV_ARG(page_path(ctx->arena, &page))),
            api_page_word(&p, WORD_FIGURES));
    }
    api_page_el(&p, "h2", ROLES);
    members_write(&p, &page, members, count, people, people_count);
    if (own_role(ctx, members, count) == PAGE_ROLE_OWNER)
        approval_form(&p, &page, needs_approval);
    return api_page_end(&p, fault != NULL ? 422 : 200);
}

enum err web_roles_show(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    return roles_page(ctx, req, res, NULL);
}

static enum err role_set(struct ctx *ctx, const struct http_request *req, struct account *out_page)
{
    enum page_role role;
    if (!page_role_parse(params_find(req->params, SV("role")), &role))
        return fail(ctx, ERR_BAD_PARAM, "role");
    TRY(web_page_find(ctx, req, out_page));
    struct account person;
    enum err err = service_find_account(ctx, params_find(req->params, SV("name")), false, &person);
    if (err == ERR_NOT_FOUND)
        return fail(ctx, ERR_VALIDATION, "no such person");
    TRY(err);
    err = service_set_page_role(ctx, out_page->id, person.id, role);
    return err == ERR_NOT_FOUND ? fail(ctx, ERR_VALIDATION, "no local person") : err;
}

enum err web_role_set(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    TRY(api_csrf_check(ctx, req, PAGE_FORM));
    struct account page;
    enum err err = role_set(ctx, req, &page);
    if (err == ERR_VALIDATION)
        return roles_page(ctx, req, res, &(enum word){ WORD_ROLE_NOBODY });
    if (err == ERR_FORBIDDEN)
        return roles_page(ctx, req, res, &(enum word){ WORD_ROLE_LAST_OWNER });
    TRY(err);
    /* Who took the own role away may not see the page of roles any more. */
    struct page_member *members;
    size_t count;
    bool is_out = service_list_page_roles(ctx, page.id, &members, &count) != ERR_OK;
    web_see_other(res, is_out ? SV("/settings#pages") : page_path(ctx->arena, &page));
    return ERR_OK;
}
