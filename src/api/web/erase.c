/* Erase an account or a page: its handle has to be typed; and how far the erasure is. */
#include "api/web/settings.h"

#include "api/csrf.h"
#include "api/web/form.h"
#include "api/web/handlers.h"
#include "api/web/parts.h"
#include "service/erase_account.h"
#include "service/view_account.h"
#include "text/params.h"

#define REFRESH_S SV("2")

/* What is to be erased, and the form's faults. */
struct erase_page {
    struct account account;
    bool is_page;
    const enum word *fault;
    const struct account_erasure *conflict; /* pages that would be left without owner */
};

static void conflict_write(struct page *p, const struct erase_page *what)
{
    struct html_writer *w = &p->w;
    if (what->conflict == NULL)
        return;
    HTML_EL (w, "div") {
        html_w_class(w, "alert");
        html_w_attr(w, "role", SV("alert"));
        html_w_el(w, "p", api_page_word(p, WORD_ERASE_SOLE_OWNER));
        HTML_EL (w, "ul") {
            for (size_t i = 0; i < what->conflict->sole_page_count; i++)
                html_w_el(
                    w, "li",
                    sv_printf(p->ctx->arena, "@%" SV_FMT, SV_ARG(what->conflict->sole_pages[i])));
        }
    }
    web_checkbox(p, SV("with_pages"), WORD_ERASE_WITH_PAGES, false);
}

static void form_write(struct page *p, const struct erase_page *what)
{
    struct html_writer *w = &p->w;
    struct sv handle = sv_printf(p->ctx->arena, "@%" SV_FMT, SV_ARG(what->account.username));
    api_page_form_open(p, p->req->parsed.path, SV("panel"), false);
    conflict_write(p, what);
    web_field(p, &(struct form_field){ .name = SV("handle"),
                                       .label = WORD_ERASE_TYPE,
                                       .hint = handle,
                                       .autocomplete = SV("off"),
                                       .is_required = true });
    html_w_open(w, "button");
    html_w_class(w, "danger");
    html_w_text(w, api_page_fill(p, WORD_ERASE_BUTTON, handle));
    html_w_close_tag(w, "button");
    web_form_close(p);
}

static enum err erase_page(struct ctx *ctx, struct http_request *req, struct http_response *res,
                           const struct erase_page *what)
{
    struct page p;
    struct sv title =
        api_word(api_page_language(req), what->is_page ? WORD_ERASE_PAGE : WORD_ERASE_ACCOUNT);
    TRY(web_settings_begin(&p, ctx, req, res, title));
    if (what->fault != NULL)
        web_alert(&p, *what->fault);
    HTML_EL (&p.w, "p") {
        web_account_line(&p, &what->account);
    }
    api_page_el(&p, "p", ERASE_TEXT);
    form_write(&p, what);
    bool is_refused = what->fault != NULL || what->conflict != NULL;
    return api_page_end(&p, is_refused ? 422 : 200);
}

/* The account of this path: a page named in it, or the person's own. */
static enum err target_load(struct ctx *ctx, const struct http_request *req,
                            struct erase_page *what)
{
    what->is_page = http_request_value(req, SV("name")).ptr != NULL;
    if (what->is_page)
        return web_page_find(ctx, req, &what->account);
    return service_view_account(ctx, ctx->viewer.user_account, &what->account);
}

enum err web_erase_show(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    struct erase_page what = { 0 };
    TRY(target_load(ctx, req, &what));
    return erase_page(ctx, req, res, &what);
}

/* "@name" or "name", nothing else. */
static bool is_handle_typed(const struct http_request *req, const struct account *account)
{
    struct sv typed = sv_trim(params_find(req->params, SV("handle")));
    if (sv_starts_with(typed, SV("@")))
        typed = sv_from_offset(typed, 1);
    return sv_eq_nocase(typed, account->username);
}

enum err web_erase(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    TRY(api_csrf_check(ctx, req, PAGE_FORM));
    struct erase_page what = { 0 };
    TRY(target_load(ctx, req, &what));
    what.fault = &(enum word){ WORD_ERASE_MISTYPED };
    if (!is_handle_typed(req, &what.account))
        return erase_page(ctx, req, res, &what);
    what.fault = NULL;
    struct account_erasure erasure;
    bool with_pages = params_bool(req->params, SV("with_pages"), false);
    enum err err = service_erase_account(ctx, what.account.id, with_pages, &erasure);
    if (err == ERR_CONFLICT) {
        what.conflict = &erasure;
        return erase_page(ctx, req, res, &what);
    }
    TRY(err);
    web_see_other(res, sv_printf(ctx->arena, "/erasures/%lld", (long long)erasure.id.v));
    return ERR_OK;
}

static void progress_write(struct page *p, const struct erasure *e)
{
    struct html_writer *w = &p->w;
    int64_t most = e->rows_expected > e->rows_erased ? e->rows_expected : e->rows_erased + 1;
    api_page_el(p, "p", ERASURE_RUNNING);
    html_w_open(w, "progress");
    html_w_attr_i64(w, "max", most);
    html_w_attr_i64(w, "value", e->rows_erased);
    html_w_attr(w, "aria-label", api_page_word(p, WORD_ERASURE_RUNNING));
    html_w_close_tag(w, "progress");
}

enum err web_erasure_show(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    int64_t id = 0;
    TRY(web_id_read(ctx, req, SV("id"), &id));
    struct erasure e;
    TRY(service_get_erasure(ctx, erasure_id(id), &e));
    struct page p;
    struct sv title = api_word(api_page_language(req), WORD_ERASURE_TITLE);
    TRY(api_page_begin(&p, ctx, req, res,
                       &(struct page_head){ .title = title, .is_unlisted = true }));
    html_w_open(&p.w, "section");
    html_w_class(&p.w, "narrow");
    html_w_el(&p.w, "h1", title);
    api_page_el(&p, "p", ERASURE_INVISIBLE);
    if (e.stage < ERASURE_PHYSICAL) {
        progress_write(&p, &e);
        http_response_header(res, "Refresh", REFRESH_S);
    } else {
        api_page_el(&p, "p", ERASURE_PHYSICAL);
    }
    if (e.stage == ERASURE_FINAL)
        api_page_el(&p, "p", ERASURE_FINAL);
    html_w_close_tag(&p.w, "section");
    return api_page_end(&p, 200);
}
