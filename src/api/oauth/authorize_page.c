/* Pages of the authorization. */
#include "api/oauth/authorize_page.h"

#include "api/csrf.h"
#include "api/oauth/scope_words.h"
#include "api/page.h"
#include "model/scope.h"

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

static void accounts_write(struct page *p, const struct account *accounts, size_t count)
{
    struct html_writer *w = &p->w;
    HTML_EL (w, "fieldset") {
        api_page_el(p, "legend", OAUTH_ACTS_AS);
        for (size_t i = 0; i < count; i++)
            api_page_account_choice(p, SV("account_id"), &accounts[i],
                                    account_id_eq(accounts[i].id, p->ctx->viewer.account));
    }
}

static void button_write(struct html_writer *w, struct sv value, struct sv text, bool is_quiet)
{
    html_w_open(w, "button");
    if (is_quiet)
        html_w_class(w, "quiet");
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
    api_page_hidden(p, SV("response_type"), SV("code"));
    api_page_hidden(p, SV("client_id"), ask->application.client_id);
    api_page_hidden(p, SV("redirect_uri"), ask->redirect_uri);
    api_page_hidden(p, SV("scope"), ask->scope);
    api_page_hidden(p, SV("state"), ask->state);
    api_page_hidden(p, SV("code_challenge"), ask->challenge);
    if (ask->challenge.ptr != NULL)
        api_page_hidden(p, SV("code_challenge_method"), SV("S256"));
    accounts_write(p, accounts, account_count);
    button_write(w, SV("allow"), api_page_word(p, WORD_OAUTH_ALLOW), false);
    html_w_text(w, SV(" "));
    button_write(w, SV("deny"), api_page_word(p, WORD_OAUTH_REFUSE), true);
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
    html_w_open(w, "section");
    html_w_class(w, "narrow");
    html_w_el(w, "h1", title);
    api_page_el(&p, "p", OAUTH_CODE_TEXT);
    html_w_void(w, "input");
    html_w_class(w, "oauth-code");
    html_w_attr(w, "type", SV("text"));
    html_w_attr(w, "aria-label", title);
    html_w_attr(w, "value", code);
    html_w_attr_bool(w, "readonly", true);
    html_w_close_tag(w, "section");
    return api_page_end(&p, 200);
}

enum err oauth_refusal_page(struct ctx *ctx, const struct http_request *req,
                            struct http_response *res, int status, struct sv text)
{
    struct page p;
    struct sv title = api_word(api_page_language(req), WORD_OAUTH_REFUSED);
    TRY(api_page_begin(&p, ctx, req, res,
                       &(struct page_head){ .title = title, .is_unlisted = true }));
    html_w_open(&p.w, "section");
    html_w_class(&p.w, "narrow");
    html_w_el(&p.w, "h1", title);
    html_w_el(&p.w, "p", text);
    html_w_close_tag(&p.w, "section");
    return api_page_end(&p, status);
}
