/* Sign-up by an application: a new login, and a token for it.
 *
 * Spec: Mastodon API, POST /api/v1/accounts
 */
#include "api/oauth/answer.h"
#include "api/oauth/handlers.h"
#include "service/sign_up.h"
#include "text/params.h"

static enum err fields_refuse(struct ctx *ctx, struct http_response *res,
                              const struct field_errors *errors)
{
    return oauth_fields_answer(ctx, res, errors, field_errors_print(ctx->arena, errors));
}

static enum err token_give(struct ctx *ctx, struct http_response *res, const struct user *user)
{
    struct granted_token granted = { .scopes = ctx->viewer.scopes, .created_ms = ctx->now_ms };
    TRY(service_new_token(ctx, user->id, user->account, ctx->viewer.application, ctx->viewer.scopes,
                          &granted.token));
    return oauth_token_answer(ctx, res, &granted);
}

enum err oauth_account_create(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    if (!user_id_is_none(ctx->viewer.user))
        return fail(ctx, ERR_FORBIDDEN, "a person's token signs nobody up");
    struct field_errors errors = { 0 };
    if (!params_bool(req->params, SV("agreement"), false)) {
        field_error_add(&errors, SV("agreement"), FIELD_ACCEPTED);
        return fields_refuse(ctx, res, &errors);
    }
    struct sv password = sv_copy(ctx->arena, params_find(req->params, SV("password")));
    struct sign_up what = {
        .username = params_find(req->params, SV("username")),
        .email = params_find(req->params, SV("email")),
        .password = secret_make((void *)(uintptr_t)password.ptr, password.len),
        .locale = params_find(req->params, SV("locale")),
        .reason = params_find(req->params, SV("reason")),
        .role = USER_ROLE_USER,
        .errors = &errors,
    };
    struct user user;
    enum err err = service_sign_up(ctx, &what, &user);
    secret_wipe(what.password);
    if (err == ERR_VALIDATION)
        return fields_refuse(ctx, res, &errors);
    TRY(err);
    return token_give(ctx, res, &user);
}
