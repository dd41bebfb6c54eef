/* Pages of the authorization. */
#include "api/oauth/authorize_page.h"

#include "api/csrf.h"
#include "api/oauth/scope_words.h"
#include "api/page.h"
#include "model/scope.h"

static void hidden_write(struct html_writer *w, struct sv name, struct sv value)
{
    if (value.ptr == NULL)
        return;
    html_w_void(w, "input");
    html_w_attr(w, "type", SV("hidden"));
    html_w_attr(w, "name", name);
    html_w_attr(w, "value", value);
}

static void scopes_write(struct page *p, uint64_t scopes)
{
    struct html_writer *w = &p->w;
    struct sv names = scope_print(p->ctx->arena, scopes);
    struct sv one;
    HTML_EL (w, "ul") {
        while (sv_split(&names, ' ', &one))
            html_w_el(w, "li", oauth_scope_words(p->language, one));
    }
}

static void account_write(struct html_writer *w, struct arena *a, const struct account *account,
                          bool is_chosen)
{
    html_w_open(w, "label");
    html_w_void(w, "input");
    html_w_attr(w, "type", SV("radio"));
    html_w_attr(w, "name", SV("account_id"));
    html_w_attr(w, "value", sv_printf(a, "%lld", (long long)account->id.v));
    html_w_attr_bool(w, "checked", is_chosen);
    html_w_text(w, SV(" "));
    html_w_text(w, account->display_name.len > 0 ? account->display_name : account->username);
    html_w_text(w, SV(" (@"));
    html_w_text(w, account->username);
    html_w_text(w, SV(")"));
    html_w_close_tag(w, "label");
}

/* One account needs no choice. */
static void accounts_write(struct page *p, const struct account *accounts, size_t count)
{
    struct html_writer *w = &p->w;
    HTML_EL (w, "fieldset") {
        api_page_el(p, "legend", OAUTH_ACTS_AS);
        for (size_t i = 0; i < count; i++)
            account_write(w, p->ctx->arena, &accounts[i],
                          account_id_eq(accounts[i].id, p->ctx->viewer.account));
    }
}

static void button_write(struct html_writer *w, struct sv value, struct sv text)
{
    html_w_open(w, "button");
    html_w_attr(w, "type", SV("submit"));
    html_w_attr(w, "name", SV("decision"));
    html_w_attr(w, "value", value);
    html_w_text(w, text);
    html_w_close_tag(w, "button");
}

static void form_write(struct page *p, const struct authorize_ask *ask, struct sv csrf,
                       const struct account *accounts, size_t account_count)
{
    struct html_writer *w = &p->w;
    html_w_open(w, "form");
    html_w_attr(w, "method", SV("post"));
    html_w_attr_url(w, "action", SV("/oauth/authorize"));
    api_csrf_field(w, csrf);
    hidden_write(w, SV("response_type"), SV("code"));
    hidden_write(w, SV("client_id"), ask->application.client_id);
    hidden_write(w, SV("redirect_uri"), ask->redirect_uri);
    hidden_write(w, SV("scope"), ask->scope);
    hidden_write(w, SV("state"), ask->state);
    hidden_write(w, SV("code_challenge"), ask->challenge);
    if (ask->challenge.ptr != NULL)
        hidden_write(w, SV("code_challenge_method"), SV("S256"));
    accounts_write(p, accounts, account_count);
    button_write(w, SV("allow"), api_page_word(p, WORD_OAUTH_ALLOW));
    html_w_text(w, SV(" "));
    button_write(w, SV("deny"), api_page_word(p, WORD_OAUTH_REFUSE));
    html_w_close_tag(w, "form");
}

enum err oauth_ask_page(struct ctx *ctx, const struct http_request *req, struct http_response *res,
                        const struct authorize_ask *ask, const struct account *accounts,
                        size_t account_count)
{
    struct sv csrf = api_csrf_token(ctx, req, res, SV("authorize"));
    struct sv title =
        api_word_fill(ctx->arena, api_page_language(req), WORD_OAUTH_TITLE, ask->application.name);
    struct page p;
    TRY(api_page_begin(
        &p, ctx, req, res,
        &(struct page_head){ .title = title, .may_leave = true, .is_unlisted = true }));
    struct html_writer *w = &p.w;
    html_w_open(w, "section");
    html_w_class(w, "narrow");
    html_w_el(w, "h1", title);
    if (ask->application.website.len > 0) {
        HTML_EL (w, "p") {
            html_w_link(w, ask->application.website, ask->application.website);
        }
    }
    api_page_el(&p, "p", OAUTH_TEXT);
    scopes_write(&p, ask->scopes);
    form_write(&p, ask, csrf, accounts, account_count);
    html_w_close_tag(w, "section");
    return api_page_end(&p, 200);
}

enum err oauth_code_page(struct ctx *ctx, const struct http_request *req, struct http_response *res,
                         struct sv code)
{
    struct page p;
    struct sv title = api_word(api_page_language(req), WORD_OAUTH_CODE);
    TRY(api_page_begin(&p, ctx, req, res,
                       &(struct page_head){ .title = title, .is_unlisted = true }));
    struct html_writer *w = &p.w;
    html_w_el(w, "h1", title);
    api_page_el(&p, "p", OAUTH_CODE_TEXT);
    html_w_void(w, "input");
    html_w_class(w, "oauth-code");
    html_w_attr(w, "type", SV("text"));
    html_w_attr(w, "aria-label", title);
    html_w_attr(w, "value", code);
    html_w_attr_bool(w, "readonly", true);
    return api_page_end(&p, 200);
}

enum err oauth_refusal_page(struct ctx *ctx, const struct http_request *req,
                            struct http_response *res, int status, struct sv text)
{
    struct page p;
    struct sv title = api_word(api_page_language(req), WORD_OAUTH_REFUSED);
    TRY(api_page_begin(&p, ctx, req, res,
                       &(struct page_head){ .title = title, .is_unlisted = true }));
    html_w_el(&p.w, "h1", title);
    html_w_el(&p.w, "p", text);
    return api_page_end(&p, status);
}
