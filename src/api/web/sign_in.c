/* Sign in and out. */
#include "api/web/sign_in.h"

#include "api/authenticate.h"
#include "api/csrf.h"
#include "api/rate_kind.h"
#include "api/web/form.h"
#include "api/web/handlers.h"
#include "api/web/return_to.h"
#include "base/clock.h"
#include "conf/settings.h"
#include "http/rate.h"
#include "service/engine.h"
#include "service/sign_in.h"
#include "text/params.h"

/* Mastodon's figure, for one login from everywhere. */
#define ATTEMPTS_MAX 25
#define ATTEMPTS_WINDOW_MS MS_PER_HOUR

void web_sign_in_form(struct page *p, struct sv return_to)
{
    struct html_writer *w = &p->w;
    api_page_form_open(p, SV("/sign_in"), SV(""), false);
    if (web_return_to_is_own(return_to))
        api_page_hidden(p, SV("return_to"), return_to);
    web_field(p, &(struct form_field){ .name = SV("login"),
                                       .label = WORD_LOGIN,
                                       .autocomplete = SV("username"),
                                       .is_required = true });
    web_field(p, &(struct form_field){ .name = SV("password"),
                                       .type = SV("password"),
                                       .label = WORD_PASSWORD,
                                       .autocomplete = SV("current-password"),
                                       .is_required = true });
    web_submit(p, WORD_SIGN_IN);
    html_w_close_tag(w, "form");
}

static enum err sign_in_page(struct ctx *ctx, struct http_request *req, struct http_response *res,
                             int status, const enum word *fault)
{
    struct page p;
    struct sv title = api_word(api_page_language(req), WORD_SIGN_IN);
    TRY(api_page_begin(&p, ctx, req, res,
                       &(struct page_head){ .title = title, .is_unlisted = true }));
    html_w_open(&p.w, "section");
    html_w_class(&p.w, "narrow");
    api_page_el(&p, "h1", SIGN_IN);
    if (fault != NULL)
        web_alert(&p, *fault);
    web_sign_in_form(&p, params_find(req->params, SV("return_to")));
    if (conf_enum(ctx->engine->conf, CONF_REGISTRATION) != CONF_REGISTRATION_CLOSED) {
        HTML_EL (&p.w, "p") {
            html_w_class(&p.w, "hint");
            html_w_link(&p.w, SV("/register"), api_page_word(&p, WORD_SIGN_IN_NO_ACCOUNT));
        }
    }
    html_w_close_tag(&p.w, "section");
    return api_page_end(&p, status);
}

enum err web_sign_in_show(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    /* `force`: an application wants the person to prove who he is once more. */
    if (!user_id_is_none(ctx->viewer.user) && !params_bool(req->params, SV("force"), false)) {
        web_see_other(res, web_return_to(params_find(req->params, SV("return_to")), SV("/home")));
        return ERR_OK;
    }
    return sign_in_page(ctx, req, res, 200, NULL);
}

/* The bytes of a form field that are a secret, to be wiped. */
static struct secret password_of(struct ctx *ctx, const struct http_request *req)
{
    struct sv sent = params_find(req->params, SV("password"));
    return secret_make(arena_copy(ctx->arena, sent.ptr, sent.len), sent.len);
}

/* One login is not guessed from many networks either. */
static enum err attempt_count(struct ctx *ctx, struct sv login, struct rate_state *out)
{
    *out = (struct rate_state){ 0 };
    if (ctx->engine->rates == NULL)
        return ERR_OK;
    struct sv key;
    TRY(service_login_key(ctx, login, &key));
    *out = rate_take(ctx->engine->rates, RATE_KIND_LOGIN, key, ATTEMPTS_MAX, ATTEMPTS_WINDOW_MS,
                     ctx->now_ms);
    return ERR_OK;
}

static enum err too_many_page(struct ctx *ctx, struct http_request *req, struct http_response *res,
                              int64_t reset_ms)
{
    int64_t wait_s = (reset_ms - ctx->now_ms) / MS_PER_SECOND + 1;
    http_response_header(res, "Retry-After", sv_printf(ctx->arena, "%lld", (long long)wait_s));
    return sign_in_page(ctx, req, res, 429, &(enum word){ WORD_SIGN_IN_TOO_MANY });
}

enum err web_sign_in(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    TRY(api_csrf_check(ctx, req, PAGE_FORM));
    struct rate_state attempts;
    TRY(attempt_count(ctx, params_find(req->params, SV("login")), &attempts));
    if (attempts.is_over)
        return too_many_page(ctx, req, res, attempts.reset_ms);
    struct secret password = password_of(ctx, req);
    struct sv cookie;
    struct user user;
    enum err err = service_sign_in(ctx, params_find(req->params, SV("login")), password,
                                   http_request_header(req, SV("User-Agent")), &cookie, &user);
    secret_wipe(password);
    if (err == ERR_FORBIDDEN)
        return sign_in_page(ctx, req, res, 422, &(enum word){ WORD_SIGN_IN_WRONG });
    if (err == ERR_LOGIN_DISABLED)
        return sign_in_page(ctx, req, res, 403, &(enum word){ WORD_SIGN_IN_DISABLED });
    if (err == ERR_LOGIN_PENDING)
        return sign_in_page(ctx, req, res, 403, &(enum word){ WORD_SIGN_IN_PENDING });
    TRY(err);
    api_session_begin(ctx, res, cookie);
    web_see_other(res, web_return_to(params_find(req->params, SV("return_to")), SV("/home")));
    return ERR_OK;
}

enum err web_sign_out(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    TRY(api_csrf_check(ctx, req, PAGE_FORM));
    TRY(service_sign_out(ctx, api_session_cookie(ctx, req)));
    api_session_end(ctx, res);
    /* What the browser kept of the pages is not for who comes after. */
    http_response_header(res, "Clear-Site-Data", SV("\"cache\""));
    web_see_other(res, SV("/"));
    return ERR_OK;
}
