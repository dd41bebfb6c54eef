/* Sign up: for everybody while registration is open, and for the first visitor through the one-time link. */
#include "api/authenticate.h"
#include "api/csrf.h"
#include "api/web/form.h"
#include "api/web/handlers.h"
#include "conf/settings.h"
#include "service/engine.h"
#include "service/sign_in.h"
#include "service/sign_up.h"
#include "text/params.h"

/* One of the two pages. */
struct register_page {
    struct sv action;
    enum word title;
    const enum word *text; /* a sentence before the form; may be NULL */
    bool asks_reason;
    const struct field_errors *errors;
};

static const struct field_error *error_of(const struct register_page *what, struct sv field)
{
    return what->errors != NULL ? field_error_find(what->errors, field) : NULL;
}

static void form_write(struct page *p, const struct register_page *what)
{
    const struct params *params = p->req->params;
    api_page_form_open(p, what->action, SV(""), false);
    web_field(p, &(struct form_field){ .name = SV("username"),
                                       .label = WORD_REGISTER_NAME,
                                       .hint = api_page_word(p, WORD_REGISTER_NAME_HINT),
                                       .value = params_find(params, SV("username")),
                                       .autocomplete = SV("username"),
                                       .is_required = true,
                                       .chars_max = 30,
                                       .error = error_of(what, SV("username")) });
    web_field(p, &(struct form_field){ .name = SV("email"),
                                       .type = SV("email"),
                                       .label = WORD_REGISTER_EMAIL,
                                       .value = params_find(params, SV("email")),
                                       .autocomplete = SV("email"),
                                       .is_required = true,
                                       .error = error_of(what, SV("email")) });
    web_field(p, &(struct form_field){ .name = SV("password"),
                                       .type = SV("password"),
                                       .label = WORD_PASSWORD,
                                       .hint = api_page_word(p, WORD_PASSWORD_HINT),
                                       .autocomplete = SV("new-password"),
                                       .is_required = true,
                                       .error = error_of(what, SV("password")) });
    if (what->asks_reason)
        web_text_area(p,
                      &(struct form_field){ .name = SV("reason"),
                                            .label = WORD_REGISTER_REASON,
                                            .hint = api_page_word(p, WORD_REGISTER_REASON_HINT),
                                            .value = params_find(params, SV("reason")),
                                            .chars_max = USER_REASON_MAX_CHARS,
                                            .error = error_of(what, SV("reason")) },
                      4);
    web_submit(p, WORD_REGISTER);
    web_form_close(p);
}

static enum err register_page(struct ctx *ctx, struct http_request *req, struct http_response *res,
                              const struct register_page *what)
{
    struct page p;
    struct sv title = api_word(api_page_language(req), what->title);
    TRY(api_page_begin(&p, ctx, req, res,
                       &(struct page_head){ .title = title, .is_unlisted = true }));
    html_w_open(&p.w, "section");
    html_w_class(&p.w, "narrow");
    html_w_el(&p.w, "h1", title);
    if (what->text != NULL)
        html_w_el(&p.w, "p", api_page_word(&p, *what->text));
    if (what->errors != NULL)
        web_alert(&p, WORD_ERROR_VALIDATION);
    form_write(&p, what);
    html_w_close_tag(&p.w, "section");
    return api_page_end(&p, what->errors != NULL ? 422 : 200);
}

static struct sign_up sign_up_of(struct ctx *ctx, const struct http_request *req,
                                 struct field_errors *errors)
{
    struct sv password = params_find(req->params, SV("password"));
    return (struct sign_up){
        .username = params_find(req->params, SV("username")),
        .email = params_find(req->params, SV("email")),
        .password = secret_make(arena_copy(ctx->arena, password.ptr, password.len), password.len),
        .reason = params_find(req->params, SV("reason")),
        .locale = api_language_tag(api_page_language(req)),
        .role = USER_ROLE_USER,
        .errors = errors,
    };
}

/* The new person is signed in at once. */
static enum err welcome(struct ctx *ctx, struct http_request *req, struct http_response *res,
                        const struct user *user)
{
    struct sv cookie;
    TRY(service_begin_session(ctx, user, http_request_header(req, SV("User-Agent")), &cookie));
    api_session_begin(ctx, res, cookie);
    web_see_other(res, SV("/home"));
    return ERR_OK;
}

static bool is_open(const struct ctx *ctx)
{
    return conf_enum(ctx->engine->conf, CONF_REGISTRATION) != CONF_REGISTRATION_CLOSED;
}

static bool needs_approval(const struct ctx *ctx)
{
    return conf_enum(ctx->engine->conf, CONF_REGISTRATION) == CONF_REGISTRATION_APPROVAL;
}

static enum err pending_page(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    struct page p;
    struct sv title = api_word(api_page_language(req), WORD_REGISTER_PENDING_TITLE);
    TRY(api_page_begin(&p, ctx, req, res, &(struct page_head){ .title = title }));
    html_w_el(&p.w, "h1", title);
    api_page_el(&p, "p", REGISTER_PENDING);
    return api_page_end(&p, 200);
}

static enum err closed_page(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    struct page p;
    struct sv title = api_word(api_page_language(req), WORD_REGISTER);
    TRY(api_page_begin(&p, ctx, req, res, &(struct page_head){ .title = title }));
    html_w_el(&p.w, "h1", title);
    api_page_el(&p, "p", REGISTER_CLOSED);
    return api_page_end(&p, 403);
}

enum err web_register_show(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    if (!is_open(ctx))
        return closed_page(ctx, req, res);
    return register_page(ctx, req, res,
                         &(struct register_page){ .action = SV("/register"),
                                                  .title = WORD_REGISTER,
                                                  .asks_reason = needs_approval(ctx) });
}

enum err web_register(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    TRY(api_csrf_check(ctx, req, PAGE_FORM));
    if (!is_open(ctx))
        return closed_page(ctx, req, res);
    struct field_errors errors = { 0 };
    struct sign_up what = sign_up_of(ctx, req, &errors);
    struct user user;
    enum err err = service_sign_up(ctx, &what, &user);
    secret_wipe(what.password);
    if (err == ERR_VALIDATION)
        return register_page(ctx, req, res,
                             &(struct register_page){ .action = SV("/register"),
                                                      .title = WORD_REGISTER,
                                                      .asks_reason = needs_approval(ctx),
                                                      .errors = &errors });
    TRY(err);
    if (user.state == USER_PENDING)
        return pending_page(ctx, req, res);
    return welcome(ctx, req, res, &user);
}

static enum err first_visit_page(struct ctx *ctx, struct http_request *req,
                                 struct http_response *res, const struct field_errors *errors)
{
    struct sv secret = http_request_value(req, SV("secret"));
    struct sv action = sv_printf(ctx->arena, "/first_visit/%" SV_FMT, SV_ARG(secret));
    http_response_header(res, "Referrer-Policy", SV("no-referrer"));
    return register_page(ctx, req, res,
                         &(struct register_page){ .action = action,
                                                  .title = WORD_FIRST_VISIT_TITLE,
                                                  .text = &(enum word){ WORD_FIRST_VISIT_TEXT },
                                                  .errors = errors });
}

enum err web_first_visit_show(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    TRY(service_check_first_visit(ctx, http_request_value(req, SV("secret"))));
    return first_visit_page(ctx, req, res, NULL);
}

enum err web_first_visit(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    TRY(api_csrf_check(ctx, req, PAGE_FORM));
    struct field_errors errors = { 0 };
    struct sign_up what = sign_up_of(ctx, req, &errors);
    struct user user;
    enum err err = service_sign_up_first(ctx, http_request_value(req, SV("secret")), &what, &user);
    secret_wipe(what.password);
    if (err == ERR_VALIDATION)
        return first_visit_page(ctx, req, res, &errors);
    TRY(err);
    return welcome(ctx, req, res, &user);
}
