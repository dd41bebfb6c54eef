/* WebFinger: from a handle or address to the actor.
 *
 * Handles of erased accounts answer 410, so that other servers drop their copies.
 *
 * Spec: RFC 7033; the section on WebFinger in FEDERATION
 */
#include "api/wellknown/handlers.h"

#include "ap/actor.h"
#include "api/keep.h"
#include "base/subject.h"
#include "service/engine.h"
#include "service/explain_absence.h"
#include "service/find_account.h"
#include "service/view_account.h"
#include "text/json_write.h"
#include "text/params.h"

#define ANSWER_BYTES 8192

/* What a resource asks for. */
struct wanted {
    bool is_instance;
    struct sv username;        /* or */
    struct account_id account; /* of an actor id */
};

static bool handle_read(const struct site *site, struct arena *a, struct sv text,
                        struct wanted *out)
{
    if (sv_starts_with(text, SV("@")))
        text = sv_from_offset(text, 1);
    size_t at = sv_find_char(text, '@', 0);
    if (at == SIZE_MAX || at == 0 || !sv_eq_nocase(sv_from_offset(text, at + 1), site->host))
        return false;
    out->username = sv_sub(text, 0, at);
    out->is_instance = sv_eq_nocase(out->username, ap_instance_username(a, site)) ||
                       sv_eq_nocase(out->username, site->host);
    return true;
}

static bool address_read(const struct site *site, struct sv text, struct wanted *out)
{
    struct site_address at;
    if (sv_eq(text, site->base) || (sv_starts_with(text, site->base) &&
                                    sv_eq(sv_from_offset(text, site->base.len), SV("/")))) {
        out->is_instance = true;
        return true;
    }
    if (!site_parse(site, text, &at))
        return false;
    if (at.place == SITE_PROFILE)
        out->username = at.name;
    else if (at.place == SITE_ACTOR && at.rest.len == 0)
        out->account = account_id(at.id);
    else
        return false;
    out->is_instance = at.place == SITE_ACTOR && at.id == 0;
    return true;
}

static enum err wanted_read(struct ctx *ctx, struct sv resource, struct wanted *out)
{
    const struct site *site = &ctx->engine->site;
    *out = (struct wanted){ 0 };
    if (resource.len == 0)
        return fail(ctx, ERR_BAD_PARAM, "no resource");
    if (sv_starts_with(resource, SV("acct:")))
        resource = sv_from_offset(resource, SV("acct:").len);
    if (handle_read(site, ctx->arena, resource, out) || address_read(site, resource, out))
        return ERR_OK;
    /* Neither a handle nor an address: not understood. Somebody else's: not here. */
    bool has_form =
        sv_find_char(resource, '@', 0) != SIZE_MAX || sv_find(resource, SV("://"), 0) != SIZE_MAX;
    return has_form ? ERR_NOT_FOUND : fail(ctx, ERR_BAD_PARAM, "no handle and no address");
}

static enum err account_get(struct ctx *ctx, const struct wanted *wanted, struct account *out)
{
    enum err err = ERR_NOT_FOUND;
    if (!account_id_is_none(wanted->account))
        err = service_view_account(ctx, wanted->account, out);
    else
        err = service_find_account(ctx, wanted->username, false, out);
    if (err == ERR_NOT_FOUND && wanted->username.len > 0)
        return service_explain_account(ctx, wanted->username);
    TRY(err);
    if (account_is_gone(out))
        return ERR_GONE;
    return account_is_local(out) ? ERR_OK : ERR_NOT_FOUND;
}

static void link_write(struct json_writer *w, struct subject about, struct sv rel, struct sv type,
                       struct sv href)
{
    json_w_object_begin(w);
    json_w_key_str(w, SV("rel"), SUBJECT_NONE, rel);
    json_w_key_str(w, SV("type"), SUBJECT_NONE, type);
    json_w_key_str(w, SV("href"), about, href);
    json_w_object_end(w);
}

static enum err jrd_write(struct ctx *ctx, struct sv username, struct account_id id, struct sv page,
                          struct json_fragment *out)
{
    const struct site *site = &ctx->engine->site;
    struct subject about = { id.v, CLASS_NAME_AVATAR };
    struct sv actor = site_actor_uri(ctx->arena, site, id);
    struct json_writer w;
    json_w_init(&w, ctx->arena, ANSWER_BYTES);
    json_w_object_begin(&w);
    json_w_key_str(
        &w, SV("subject"), about,
        sv_printf(ctx->arena, "acct:%" SV_FMT "@%" SV_FMT, SV_ARG(username), SV_ARG(site->host)));
    json_w_key_array(&w, SV("aliases"));
    json_w_str(&w, about, page);
    json_w_str(&w, about, actor);
    json_w_array_end(&w);
    json_w_key_array(&w, SV("links"));
    link_write(&w, about, SV("http://webfinger.net/rel/profile-page"), SV("text/html"), page);
    link_write(&w, about, SV("self"), SV("application/activity+json"), actor);
    json_w_array_end(&w);
    json_w_object_end(&w);
    return json_w_finish(&w, out);
}

enum err wellknown_webfinger_show(struct ctx *ctx, struct http_request *req,
                                  struct http_response *res)
{
    const struct site *site = &ctx->engine->site;
    struct wanted wanted;
    struct account account = { 0 };
    struct json_fragment jrd;
    struct keep keep;
    api_keep_begin(ctx, req, SV("resource"), &keep);
    TRY(wanted_read(ctx, params_find(req->params, SV("resource")), &wanted));
    if (wanted.is_instance) {
        TRY(jrd_write(ctx, ap_instance_username(ctx->arena, site), account_id(0), site->base,
                      &jrd));
    } else {
        TRY(account_get(ctx, &wanted, &account));
        struct sv page = site_profile_url(ctx->arena, site, account.username);
        TRY(jrd_write(ctx, account.username, account.id, page, &jrd));
    }
    /* An answer that a cache kept would outlive an erasure. */
    http_response_header(res, "Cache-Control", SV("no-cache"));
    http_response_bytes(res, "application/jrd+json; charset=utf-8", jrd.bytes);
    api_keep_account(&keep, account.id);
    api_keep_end(ctx, req, res, &keep, NULL);
    return ERR_OK;
}
