/* What this authorization server can do.
 *
 * Spec: RFC 8414; Mastodon API, .well-known/oauth-authorization-server
 */
#include "api/oauth/handlers.h"
#include "model/scope.h"
#include "service/engine.h"
#include "text/json_write.h"

#define ANSWER_BYTES_MAX 16384

static void address_write(struct json_writer *w, struct arena *a, const struct site *site,
                          struct sv key, struct sv path)
{
    struct sv parts[] = { site->base, path };
    json_w_key_str(w, key, SUBJECT_NONE, sv_concat(a, parts, ARRAY_COUNT(parts)));
}

static void list_write(struct json_writer *w, struct sv key, const struct sv *items, size_t count)
{
    json_w_key(w, key);
    json_w_array_begin(w);
    for (size_t i = 0; i < count; i++)
        json_w_str(w, SUBJECT_NONE, items[i]);
    json_w_array_end(w);
}

static void scopes_write(struct json_writer *w)
{
    json_w_key(w, SV("scopes_supported"));
    json_w_array_begin(w);
    for (size_t i = 0; scope_name_at(i).ptr != NULL; i++)
        json_w_str(w, SUBJECT_NONE, scope_name_at(i));
    json_w_array_end(w);
}

static void addresses_write(struct json_writer *w, struct arena *a, const struct site *site)
{
    address_write(w, a, site, SV("issuer"), SV("/"));
    address_write(w, a, site, SV("authorization_endpoint"), SV("/oauth/authorize"));
    address_write(w, a, site, SV("token_endpoint"), SV("/oauth/token"));
    address_write(w, a, site, SV("revocation_endpoint"), SV("/oauth/revoke"));
    address_write(w, a, site, SV("userinfo_endpoint"), SV("/oauth/userinfo"));
    address_write(w, a, site, SV("app_registration_endpoint"), SV("/api/v1/apps"));
    address_write(w, a, site, SV("service_documentation"), SV("/about"));
}

enum err oauth_metadata_show(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    UNUSED(req);
    static const struct sv response_types[] = { SV_INIT("code") };
    static const struct sv response_modes[] = { SV_INIT("query") };
    static const struct sv grants[] = { SV_INIT("authorization_code"),
                                        SV_INIT("client_credentials") };
    static const struct sv methods[] = { SV_INIT("client_secret_basic"),
                                         SV_INIT("client_secret_post") };
    static const struct sv challenges[] = { SV_INIT("S256") };
    struct json_writer w;
    json_w_init(&w, ctx->arena, ANSWER_BYTES_MAX);
    json_w_object_begin(&w);
    addresses_write(&w, ctx->arena, &ctx->engine->site);
    scopes_write(&w);
    list_write(&w, SV("response_types_supported"), response_types, ARRAY_COUNT(response_types));
    list_write(&w, SV("response_modes_supported"), response_modes, ARRAY_COUNT(response_modes));
    list_write(&w, SV("grant_types_supported"), grants, ARRAY_COUNT(grants));
    list_write(&w, SV("token_endpoint_auth_methods_supported"), methods, ARRAY_COUNT(methods));
    list_write(&w, SV("code_challenge_methods_supported"), challenges, ARRAY_COUNT(challenges));
    json_w_object_end(&w);
    struct json_fragment json;
    TRY(json_w_finish(&w, &json));
    http_response_json(res, json.bytes);
    return ERR_OK;
}
