/* Applications: register one, show the one that asks.
 *
 * Spec: Mastodon API, apps
 */
#include "api/oauth/answer.h"
#include "api/oauth/handlers.h"
#include "model/scope.h"
#include "service/authorize_application.h"
#include "service/push_key.h"
#include "text/json_write.h"
#include "text/params.h"

#define ANSWER_BYTES_MAX 65536
#define REDIRECTS_MAX 32

/* Addresses stand in an array, or in one text separated by white space. */
static size_t redirects_read(const struct params *params, struct sv out[REDIRECTS_MAX])
{
    struct sv *values;
    size_t value_count = params_list(params, SV("redirect_uris"), &values);
    size_t count = 0;
    for (size_t i = 0; i < value_count; i++) {
        size_t at = 0;
        while (at < values[i].len && count < REDIRECTS_MAX) {
            size_t from = at;
            while (at < values[i].len && (unsigned char)values[i].ptr[at] > ' ')
                at++;
            if (at > from)
                out[count++] = sv_sub(values[i], from, at - from);
            at += at < values[i].len;
        }
    }
    return count;
}

/* The sentences apps show, as Mastodon writes them. */
static struct sv fault_text(struct arena *a, const struct field_errors *errors)
{
    const struct field_error *redirect = field_error_find(errors, SV("redirect_uri"));
    if (redirect != NULL && redirect->code == FIELD_INVALID)
        return SV("Validation failed: Redirect URI must be an absolute URI.");
    if (field_error_find(errors, SV("scopes")) != NULL)
        return SV("Validation failed: Scopes doesn't match configured on the server.");
    return field_errors_print(a, errors);
}

static void redirects_write(struct json_writer *w, struct sv redirects)
{
    json_w_key(w, SV("redirect_uris"));
    json_w_array_begin(w);
    struct sv one;
    while (sv_split(&redirects, '\n', &one))
        json_w_str(w, SUBJECT_NONE, one);
    json_w_array_end(w);
}

static void scopes_write(struct json_writer *w, struct arena *a, uint64_t scopes)
{
    struct sv names = scope_print(a, scopes);
    struct sv one;
    json_w_key(w, SV("scopes"));
    json_w_array_begin(w);
    while (sv_split(&names, ' ', &one))
        json_w_str(w, SUBJECT_NONE, one);
    json_w_array_end(w);
}

/* secret: absent for an Application, given for a CredentialApplication. */
static enum err application_answer(struct ctx *ctx, struct http_response *res,
                                   const struct application *app, struct sv secret)
{
    struct json_writer w;
    json_w_init(&w, ctx->arena, ANSWER_BYTES_MAX);
    json_w_object_begin(&w);
    json_w_key_id(&w, SV("id"), SUBJECT_NONE, app->id.v);
    json_w_key_str(&w, SV("name"), SUBJECT_NONE, app->name);
    json_w_key_str(&w, SV("website"), SUBJECT_NONE,
                   app->website.len > 0 ? app->website : (struct sv){ NULL, 0 });
    scopes_write(&w, ctx->arena, app->scopes);
    redirects_write(&w, app->redirect_uris);
    json_w_key_str(&w, SV("redirect_uri"), SUBJECT_NONE, app->redirect_uris);
    if (secret.ptr != NULL) {
        json_w_key_str(&w, SV("client_id"), SUBJECT_NONE, app->client_id);
        json_w_key_str(&w, SV("client_secret"), SUBJECT_NONE, secret);
        json_w_key_i64(&w, SV("client_secret_expires_at"), SUBJECT_NONE, 0);
    }
    json_w_key_str(&w, SV("vapid_key"), SUBJECT_NONE, service_push_public_key(ctx));
    json_w_object_end(&w);
    struct json_fragment json;
    TRY(json_w_finish(&w, &json));
    http_response_json(res, json.bytes);
    return ERR_OK;
}

enum err oauth_app_create(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    struct sv redirects[REDIRECTS_MAX];
    struct sv scopes = params_find(req->params, SV("scopes"));
    struct application_draft draft = {
        .name = params_find(req->params, SV("client_name")),
        .redirect_uris = redirects,
        .redirect_uri_count = redirects_read(req->params, redirects),
        .website = params_find(req->params, SV("website")),
    };
    /* What is unknown leaves 0, which the service refuses. */
    if (!scope_parse(scopes.len > 0 ? scopes : SV("read"), &draft.scopes))
        draft.scopes = 0;
    struct application app;
    struct sv secret;
    struct field_errors errors;
    enum err err = service_register_application(ctx, &draft, &errors, &app, &secret);
    if (err == ERR_VALIDATION) {
        http_response_error_text(req, res, err, fault_text(ctx->arena, &errors));
        return ERR_OK;
    }
    TRY(err);
    return application_answer(ctx, res, &app, secret);
}

enum err oauth_app_show(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    UNUSED(req);
    struct application app;
    TRY(service_get_application(ctx, ctx->viewer.application, &app));
    return application_answer(ctx, res, &app, (struct sv){ NULL, 0 });
}
