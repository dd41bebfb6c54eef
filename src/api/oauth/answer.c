/* Answers of OAuth. */
#include "api/oauth/answer.h"

#include "model/scope.h"
#include "text/json_write.h"

#define ANSWER_BYTES_MAX 8192

struct fault_row {
    struct sv name;
    int status;
    struct sv text;
};

static const struct fault_row rows[] = {
    [OAUTH_INVALID_REQUEST] = { SV_INIT("invalid_request"), 400,
                                SV_INIT(
                                    "The request is missing a required parameter, includes an "
                                    "unsupported parameter value, or is otherwise malformed.") },
    [OAUTH_INVALID_CLIENT] = { SV_INIT("invalid_client"), 401,
                               SV_INIT("Client authentication failed due to unknown client, no "
                                       "client authentication included, or unsupported "
                                       "authentication method.") },
    [OAUTH_INVALID_GRANT] = { SV_INIT("invalid_grant"), 400,
                              SV_INIT("The provided authorization grant is invalid, expired, "
                                      "revoked, does not match the redirection URI used in the "
                                      "authorization request, or was issued to another client.") },
    [OAUTH_INVALID_SCOPE] = { SV_INIT("invalid_scope"), 400,
                              SV_INIT("The requested scope is invalid, unknown, or malformed.") },
    [OAUTH_UNAUTHORIZED_CLIENT] = { SV_INIT("unauthorized_client"), 403,
                                    SV_INIT("You are not authorized to revoke this token") },
    [OAUTH_UNSUPPORTED_GRANT_TYPE] = { SV_INIT("unsupported_grant_type"), 400,
                                       SV_INIT("The authorization grant type is not supported by "
                                               "the authorization server.") },
    [OAUTH_UNSUPPORTED_RESPONSE_TYPE] = { SV_INIT("unsupported_response_type"), 400,
                                          SV_INIT("The authorization server does not support this "
                                                  "response type.") },
    [OAUTH_ACCESS_DENIED] = { SV_INIT("access_denied"), 403,
                              SV_INIT("The resource owner or authorization server denied the "
                                      "request.") },
};

struct sv oauth_fault_name(enum oauth_fault fault)
{
    return rows[fault].name;
}

struct sv oauth_fault_text(enum oauth_fault fault)
{
    return rows[fault].text;
}

static void never_cache(struct http_response *res)
{
    http_response_header(res, "Cache-Control", SV("no-store"));
}

void oauth_fault_answer(struct ctx *ctx, struct http_response *res, enum oauth_fault fault)
{
    /* Both texts are ours and need no escaping. */
    http_response_json(res, sv_printf(ctx->arena,
                                      "{\"error\":\"%" SV_FMT "\",\"error_description\":\"%" SV_FMT
                                      "\"}",
                                      SV_ARG(rows[fault].name), SV_ARG(rows[fault].text)));
    never_cache(res);
    res->status = rows[fault].status;
    if (res->status == 401)
        http_response_header(res, "WWW-Authenticate", SV("Basic realm=\"Efface\""));
}

enum err oauth_token_answer(struct ctx *ctx, struct http_response *res,
                            const struct granted_token *granted)
{
    struct json_writer w;
    json_w_init(&w, ctx->arena, ANSWER_BYTES_MAX);
    json_w_object_begin(&w);
    json_w_key_str(&w, SV("access_token"), SUBJECT_NONE, granted->token);
    json_w_key_str(&w, SV("token_type"), SUBJECT_NONE, SV("Bearer"));
    json_w_key_str(&w, SV("scope"), SUBJECT_NONE, scope_print(ctx->arena, granted->scopes));
    json_w_key_i64(&w, SV("created_at"), SUBJECT_NONE, granted->created_ms / 1000);
    json_w_object_end(&w);
    struct json_fragment json;
    TRY(json_w_finish(&w, &json));
    http_response_json(res, json.bytes);
    never_cache(res);
    return ERR_OK;
}

static void detail_write(struct json_writer *w, const struct field_error *error)
{
    json_w_key(w, error->field);
    json_w_array_begin(w);
    json_w_object_begin(w);
    json_w_key_str(w, SV("error"), SUBJECT_NONE, field_error_code_name(error->code));
    json_w_key_str(w, SV("description"), SUBJECT_NONE, field_error_description(error->code));
    json_w_object_end(w);
    json_w_array_end(w);
}

enum err oauth_fields_answer(struct ctx *ctx, struct http_response *res,
                             const struct field_errors *errors, struct sv text)
{
    struct json_writer w;
    json_w_init(&w, ctx->arena, ANSWER_BYTES_MAX);
    json_w_object_begin(&w);
    json_w_key_str(&w, SV("error"), SUBJECT_NONE, text);
    json_w_key(&w, SV("details"));
    json_w_object_begin(&w);
    for (size_t i = 0; i < errors->count; i++)
        detail_write(&w, &errors->items[i]);
    json_w_object_end(&w);
    json_w_object_end(&w);
    struct json_fragment json;
    TRY(json_w_finish(&w, &json));
    http_response_json(res, json.bytes);
    res->status = 422;
    return ERR_OK;
}
