/* Settings: password, sign-ins, and the programs one let in. */
#include "api/web/settings.h"

#include "api/authenticate.h"
#include "api/csrf.h"
#include "api/web/form.h"
#include "api/web/handlers.h"
#include "api/web/parts.h"
#include "model/scope.h"
#include "service/authorize_application.h"
#include "service/sign_in.h"
#include "text/params.h"

#define AGENT_BYTES_SHOWN 90

static void password_form(struct page *p, const struct field_errors *errors)
{
    api_page_el(p, "h3", PASSWORD_CHANGE);
    api_page_form_open(p, SV("/settings/password"), SV(""), false);
    web_field(p, &(struct form_field){ .name = SV("old_password"),
                                       .type = SV("password"),
                                       .label = WORD_PASSWORD_OLD,
                                       .autocomplete = SV("current-password"),
                                       .is_required = true,
                                       .error = errors != NULL
                                                    ? field_error_find(errors, SV("old_password"))
                                                    : NULL });
    web_field(p, &(struct form_field){
                     .name = SV("new_password"),
                     .type = SV("password"),
                     .label = WORD_PASSWORD_NEW,
                     .hint = api_page_word(p, WORD_PASSWORD_CHANGE_HINT),
                     .autocomplete = SV("new-password"),
                     .is_required = true,
                     .error = errors != NULL ? field_error_find(errors, SV("password")) : NULL });
    web_submit(p, WORD_PASSWORD_CHANGE);
    web_form_close(p);
}

static void row_open(struct page *p, struct sv name, int64_t since_ms)
{
    struct html_writer *w = &p->w;
    html_w_open(w, "li");
    HTML_EL (w, "span") {
        html_w_class(w, "names");
        html_w_el(w, "span", name);
        HTML_EL (w, "span") {
            html_w_class(w, "handle");
            web_time(p, since_ms);
        }
    }
}

static enum err sessions_write(struct page *p)
{
    struct web_session *sessions;
    size_t count;
    TRY(service_list_sessions(p->ctx, &sessions, &count));
    struct html_writer *w = &p->w;
    api_page_el(p, "h3", SESSIONS);
    HTML_EL (w, "ul") {
        html_w_class(w, "people");
        for (size_t i = 0; i < count; i++) {
            struct sv agent = web_cut(sessions[i].agent, AGENT_BYTES_SHOWN);
            row_open(p, agent.len > 0 ? agent : api_page_word(p, WORD_SESSION_UNKNOWN),
                     sessions[i].created_ms);
            web_button_form(p,
                            sv_printf(p->ctx->arena, "/settings/sessions/%lld/end",
                                      (long long)sessions[i].id.v),
                            SV("/settings#access"), WORD_SESSION_END, false);
            html_w_close_tag(w, "li");
        }
    }
    return ERR_OK;
}

static enum err tokens_write(struct page *p)
{
    struct token_entry *tokens;
    size_t count;
    TRY(service_list_tokens(p->ctx, token_id(0), &tokens, &count));
    struct html_writer *w = &p->w;
    api_page_el(p, "h3", TOKENS);
    if (count == 0)
        api_page_el(p, "p", TOKENS_NONE);
    HTML_EL (w, "ul") {
        html_w_class(w, "people");
        for (size_t i = 0; i < count; i++) {
            struct arena *a = p->ctx->arena;
            struct sv scopes = scope_print(a, tokens[i].scopes);
            struct sv name = sv_printf(a, "%" SV_FMT " (%" SV_FMT ")",
                                       SV_ARG(tokens[i].application), SV_ARG(scopes));
            row_open(p, name, tokens[i].created_ms);
            web_button_form(p, sv_printf(a, "/settings/tokens/%lld/end", (long long)tokens[i].id.v),
                            SV("/settings#access"), WORD_TOKEN_END, false);
            html_w_close_tag(w, "li");
        }
    }
    return ERR_OK;
}

enum err web_access_section(struct page *p, const struct field_errors *errors)
{
    web_panel_open(p, SV("access"), WORD_ACCESS);
    TRY(sessions_write(p));
    TRY(tokens_write(p));
    password_form(p, errors);
    web_panel_close(p);
    return ERR_OK;
}

static struct secret secret_field(struct ctx *ctx, const struct http_request *req, struct sv name)
{
    struct sv sent = params_find(req->params, name);
    return secret_make(arena_copy(ctx->arena, sent.ptr, sent.len), sent.len);
}

/* Every session ended with the old password, this one too: sign in with the new one. */
enum err web_password_change(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    TRY(api_csrf_check(ctx, req, PAGE_FORM));
    struct secret old = secret_field(ctx, req, SV("old_password"));
    struct secret fresh = secret_field(ctx, req, SV("new_password"));
    struct field_errors errors = { 0 };
    enum err err = service_change_password(ctx, old, fresh, &errors);
    secret_wipe(old);
    secret_wipe(fresh);
    if (err == ERR_FORBIDDEN)
        field_error_add(&errors, SV("old_password"), FIELD_INVALID);
    if (err == ERR_FORBIDDEN || err == ERR_VALIDATION)
        return web_settings_page(ctx, req, res, SV("password"), &errors);
    TRY(err);
    api_session_end(ctx, res);
    web_see_other(res, SV("/sign_in"));
    return ERR_OK;
}

enum err web_session_end(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    TRY(api_csrf_check(ctx, req, PAGE_FORM));
    int64_t id = 0;
    TRY(web_id_read(ctx, req, SV("id"), &id));
    TRY(service_end_session(ctx, session_id(id)));
    web_see_other(res, SV("/settings#access"));
    return ERR_OK;
}

enum err web_token_end(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    TRY(api_csrf_check(ctx, req, PAGE_FORM));
    int64_t id = 0;
    TRY(web_id_read(ctx, req, SV("id"), &id));
    TRY(service_end_token(ctx, token_id(id)));
    web_see_other(res, SV("/settings#access"));
    return ERR_OK;
}
