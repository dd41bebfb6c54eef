/* Authorization: an application asks, a person answers.
 *
 * Until application and address are known to be registered together, nobody is sent anywhere; later faults go back to the
 * application, as the protocol wants.
 *
 * Spec: RFC 6749 section 4.1; RFC 7636; RFC 9700 section 4; Mastodon API, oauth#authorize
 */
#include "api/oauth/answer.h"
#include "api/oauth/authorize_page.h"
#include "api/oauth/handlers.h"

#include "api/csrf.h"
#include "api/page.h"
#include "base/buf.h"
#include "base/num.h"
#include "model/redirect.h"
#include "model/scope.h"
#include "service/authorize_application.h"
#include "service/manage_page.h"
#include "text/form.h"
#include "text/params.h"

#define STATE_BYTES_MAX 4096
#define LOCATION_BYTES_MAX 16384

/* Send the person back to the application with an answer. */
static enum err send_back(struct ctx *ctx, struct http_response *res,
                          const struct authorize_ask *ask, struct sv location)
{
    if (ask->state.ptr != NULL)
        location = redirect_add(ctx->arena, location, SV("state"), ask->state);
    http_response_redirect(res, 303, location);
    http_response_header(res, "Cache-Control", SV("no-store"));
    http_response_header(res, "Referrer-Policy", SV("no-referrer"));
    return ERR_OK;
}

static enum err fault_send_back(struct ctx *ctx, const struct http_request *req,
                                struct http_response *res, const struct authorize_ask *ask,
                                enum oauth_fault fault)
{
    if (sv_eq(ask->redirect_uri, APPLICATION_OOB))
        return oauth_refusal_page(ctx, req, res, 400, oauth_fault_text(fault));
    struct sv location =
        redirect_add(ctx->arena, ask->redirect_uri, SV("error"), oauth_fault_name(fault));
    return send_back(
        ctx, res, ask,
        redirect_add(ctx->arena, location, SV("error_description"), oauth_fault_text(fault)));
}

/* Application and address; an answer is made and *out_done set when they are wrong. */
static enum err ask_identify(struct ctx *ctx, const struct http_request *req,
                             struct http_response *res, struct authorize_ask *ask, bool *out_done)
{
    const struct params *params = req->params;
    *out_done = true;
    enum err err =
        service_find_application(ctx, params_find(params, SV("client_id")), &ask->application);
    if (err == ERR_NOT_FOUND)
        return oauth_refusal_page(ctx, req, res, 401,
                                  api_word(api_page_language(req), WORD_OAUTH_UNKNOWN));
    TRY(err);
    ask->redirect_uri = params_find(params, SV("redirect_uri"));
    if (!redirect_is_registered(ask->application.redirect_uris, ask->redirect_uri) ||
        ask->redirect_uri.len == 0)
        return oauth_refusal_page(ctx, req, res, 400,
                                  api_word(api_page_language(req), WORD_OAUTH_UNREGISTERED));
    *out_done = false;
    return ERR_OK;
}

/* The rest; false and the fault when something is wrong. */
static bool ask_read(const struct params *params, struct authorize_ask *ask,
                     enum oauth_fault *out_fault)
{
    struct sv method = params_find(params, SV("code_challenge_method"));
    ask->state = params_find(params, SV("state"));
    ask->scope = params_find(params, SV("scope"));
    ask->challenge = params_find(params, SV("code_challenge"));
    *out_fault = OAUTH_INVALID_REQUEST;
    if (ask->state.len > STATE_BYTES_MAX) {
        ask->state = (struct sv){ NULL, 0 };
        return false;
    }
    if (ask->challenge.len == 0)
        ask->challenge = (struct sv){ NULL, 0 };
    if (ask->challenge.ptr != NULL && !sv_eq(method, SV("S256")))
        return false;
    *out_fault = OAUTH_UNSUPPORTED_RESPONSE_TYPE;
    if (!sv_eq(params_find(params, SV("response_type")), SV("code")))
        return false;
    *out_fault = OAUTH_INVALID_SCOPE;
    return scope_parse(ask->scope.len > 0 ? ask->scope : SV("read"), &ask->scopes) &&
           (ask->scopes & ~ask->application.scopes) == 0;
}

/* Sign in, and come back here with the same question but for the wish to sign in again. */
static enum err sign_in_first(struct ctx *ctx, const struct http_request *req,
                              struct http_response *res, bool is_forced)
{
    struct buf b;
    buf_init(&b, ctx->arena, LOCATION_BYTES_MAX);
    buf_lit(&b, "/oauth/authorize");
    const struct params *params = req->params;
    char separator = '?';
    for (size_t i = 0; i < params->list.count; i++) {
        if (sv_eq(params->list.items[i].name, SV("force_login")))
            continue;
        buf_char(&b, separator);
        form_encode_to(&b, params->list.items[i].name);
        buf_char(&b, '=');
        form_encode_to(&b, params->list.items[i].value);
        separator = '&';
    }
    struct buf whole;
    buf_init(&whole, ctx->arena, LOCATION_BYTES_MAX * 3);
    buf_lit(&whole, "/sign_in?return_to=");
    form_encode_to(&whole, buf_view(&b));
    if (is_forced)
        buf_lit(&whole, "&force=1");
    if (b.is_overflown || whole.is_overflown)
        return fail(ctx, ERR_TARGET_TOO_LONG, "authorization request");
    http_response_redirect(res, 302, buf_view(&whole));
    return ERR_OK;
}

static bool is_signed_in(const struct ctx *ctx)
{
    return !user_id_is_none(ctx->viewer.user) && token_id_is_none(ctx->viewer.token);
}

enum err oauth_authorize_show(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    struct authorize_ask ask = { 0 };
    bool is_done = false;
    TRY(ask_identify(ctx, req, res, &ask, &is_done));
    if (is_done)
        return ERR_OK;
    enum oauth_fault fault;
    if (!ask_read(req->params, &ask, &fault))
        return fault_send_back(ctx, req, res, &ask, fault);
    bool is_forced = params_bool(req->params, SV("force_login"), false);
    if (is_forced || !is_signed_in(ctx))
        return sign_in_first(ctx, req, res, is_forced);
    struct account *accounts;
    size_t account_count;
    TRY(service_list_acting_accounts(ctx, &accounts, &account_count));
    return oauth_ask_page(ctx, req, res, &ask, accounts, account_count);
}

static enum err code_send_back(struct ctx *ctx, struct http_response *res,
                               const struct authorize_ask *ask, struct sv code)
{
    bool is_oob = sv_eq(ask->redirect_uri, APPLICATION_OOB);
    struct sv location = is_oob ? SV("/oauth/authorize/native") : ask->redirect_uri;
    return send_back(ctx, res, ask, redirect_add(ctx->arena, location, SV("code"), code));
}

/* The person agreed: oneself unless a page was chosen. */
static enum err agree(struct ctx *ctx, struct http_request *req, struct http_response *res,
                      const struct authorize_ask *ask)
{
    struct sv chosen = params_find(req->params, SV("account_id"));
    int64_t id = ctx->viewer.user_account.v;
    if (chosen.len > 0 && !sv_to_i64(chosen, &id))
        return ERR_BAD_PARAM;
    struct authorization what = { .application = &ask->application,
                                  .redirect_uri = ask->redirect_uri,
                                  .scopes = ask->scopes,
                                  .challenge = ask->challenge,
                                  .account = account_id(id) };
    struct sv code;
    enum err err = service_authorize_application(ctx, &what, &code);
    if (err == ERR_BAD_PARAM)
        return fault_send_back(ctx, req, res, ask, OAUTH_INVALID_REQUEST);
    TRY(err);
    return code_send_back(ctx, res, ask, code);
}

enum err oauth_authorize_decide(struct ctx *ctx, struct http_request *req,
                                struct http_response *res)
{
    TRY(api_csrf_check(ctx, req, SV("authorize")));
    struct authorize_ask ask = { 0 };
    bool is_done = false;
    TRY(ask_identify(ctx, req, res, &ask, &is_done));
    if (is_done)
        return ERR_OK;
    enum oauth_fault fault;
    if (!ask_read(req->params, &ask, &fault))
        return fault_send_back(ctx, req, res, &ask, fault);
    if (!sv_eq(params_find(req->params, SV("decision")), SV("allow")))
        return fault_send_back(ctx, req, res, &ask, OAUTH_ACCESS_DENIED);
    return agree(ctx, req, res, &ask);
}

enum err oauth_authorize_native(struct ctx *ctx, struct http_request *req,
                                struct http_response *res)
{
    return oauth_code_page(ctx, req, res, params_find(req->params, SV("code")));
}
