/* Who the token's person is, for programs that only sign people in.
 *
 * Spec: OpenID Connect Core section 5.3; Mastodon API, oauth#userinfo
 */
#include "api/asset.h"
#include "api/oauth/handlers.h"
#include "service/authenticate.h"
#include "service/engine.h"
#include "text/json_write.h"

#define ANSWER_BYTES_MAX 16384

/* Who chose no picture has the one of everybody. */
static struct sv picture_url(struct arena *a, const struct site *site,
                             const struct account *account)
{
    struct sv parts[] = { site->base, asset_path(ASSET_AVATAR) };
    return media_id_is_none(account->avatar)
               ? sv_concat(a, parts, ARRAY_COUNT(parts))
               : site_media_url(a, site, account->avatar, MEDIA_VERSION_ORIGINAL);
}

static void person_write(struct json_writer *w, struct arena *a, const struct site *site,
                         const struct account *account)
{
    struct subject name = { account->id.v, CLASS_NAME_AVATAR };
    struct sv issuer[] = { site->base, SV("/") };
    json_w_object_begin(w);
    json_w_key_str(w, SV("iss"), SUBJECT_NONE, sv_concat(a, issuer, ARRAY_COUNT(issuer)));
    json_w_key_str(w, SV("sub"), name, site_uri_of_account(a, site, account));
    json_w_key_str(w, SV("name"), name,
                   account->display_name.len > 0 ? account->display_name : account->username);
    json_w_key_str(w, SV("preferred_username"), name, account->username);
    json_w_key_str(w, SV("profile"), name, site_url_of_account(a, site, account));
    json_w_key_str(w, SV("picture"), name, picture_url(a, site, account));
    json_w_object_end(w);
}

enum err oauth_userinfo_show(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    UNUSED(req);
    struct account account;
    TRY(service_get_viewer_account(ctx, &account));
    struct json_writer w;
    json_w_init(&w, ctx->arena, ANSWER_BYTES_MAX);
    person_write(&w, ctx->arena, &ctx->engine->site, &account);
    struct json_fragment json;
    TRY(json_w_finish(&w, &json));
    http_response_json(res, json.bytes);
    return ERR_OK;
}
