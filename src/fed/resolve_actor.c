/* Resolve: accounts of other servers. */
#include "fed/resolve.h"

#include "ap/actor.h"
#include "ap/value.h"
#include "fed/fed.h"
#include "fed/emoji.h"
#include "fed/fetch.h"
#include "fed/webfinger.h"
#include "service/engine.h"
#include "service/receive_actor.h"
#include "store/account.h"
#include "store/remote_actor.h"
#include "text/acct.h"
#include "text/url.h"

/* The handle of an actor. Instances' own actors often have none that webfinger knows; theirs is as good as their host. */
static enum err handle_find(struct ctx *ctx, const struct ap_actor *actor, struct fed_finger *out)
{
    if (actor->kind != ACCOUNT_APPLICATION)
        return fed_webfinger_verify(ctx, actor->id, actor->username, out);
    *out = (struct fed_finger){ actor->username, fed_host_of(ctx->arena, actor->id), actor->id };
    return ERR_OK;
}

static struct sv key_pack(struct arena *a, struct sv pem)
{
    struct rsa_public key;
    if (pem.len == 0 || rsa_public_from_pem(a, pem, &key) != ERR_OK)
        return (struct sv){ NULL, 0 };
    return rsa_public_pack(a, key);
}

static struct account account_of(const struct ap_actor *actor, struct sv domain)
{
    return (struct account){
        .kind = actor->kind,
        .username = actor->username,
        .domain = domain,
        .uri = actor->id,
        .url = actor->url,
        .display_name = actor->name,
        .note_html = actor->note,
        .fields = actor->fields,
        .field_count = actor->field_count,
        .avatar_url = actor->avatar_url,
        .attribution = actor->attribution,
        .avatar_alt = actor->avatar_alt,
        .header_alt = actor->header_alt,
        .header_url = actor->header_url,
        .is_locked = actor->is_locked,
        .is_discoverable = actor->is_discoverable,
        .is_indexable = actor->is_indexable,
        .created_ms = actor->created_ms,
    };
}

/* What is known already keeps its handle: it need not be asked for again each time. */
static enum err domain_find(struct ctx *ctx, const struct ap_actor *actor, struct sv *out)
{
    bool is_known = false;
    struct account known;
    TRY(store_account_find_uri(ctx, actor->id, &is_known, &known));
    if (is_known && sv_eq_nocase(known.username, actor->username)) {
        *out = known.domain;
        return ERR_OK;
    }
    struct fed_finger finger;
    TRY(handle_find(ctx, actor, &finger));
    *out = sv_lower(ctx->arena, finger.host);
    return ERR_OK;
}

enum err fed_actor_store(struct ctx *ctx, struct json document, struct account_id *out)
{
    struct ap_actor *actor = ARENA_NEW(ctx->arena, struct ap_actor);
    struct sv domain;
    if (ap_actor_parse(ctx->arena, document, actor) != ERR_OK)
        return fail(ctx, ERR_UPSTREAM_REFUSED, "not an actor");
    TRY(domain_find(ctx, actor, &domain));
    struct received_actor received = {
        .account = account_of(actor, domain),
        .host = fed_host_of(ctx->arena, actor->id),
        .inbox = actor->inbox,
        .shared_inbox = actor->shared_inbox,
        .followers_uri = actor->followers,
        .outbox_uri = actor->outbox,
        .featured_uri = actor->featured,
        .key_uri = actor->key_id,
        .public_key = key_pack(ctx->arena, actor->key_pem),
        .emojis = fed_emojis_of(ctx->arena, actor->emojis, actor->emoji_count),
        .emoji_count = actor->emoji_count,
    };
    return service_receive_actor(ctx, &received, out);
}

/* An actor of our own by its address. */
static enum err local_find(struct ctx *ctx, struct sv uri, struct account_id *out)
{
    struct site_address address;
    struct account account;
    if (!site_parse(&ctx->engine->site, uri, &address) ||
        (address.place != SITE_ACTOR && address.place != SITE_PROFILE))
        return ERR_NOT_FOUND;
    if (address.place == SITE_ACTOR) {
        TRY(store_account_get(ctx, account_id(address.id), &account));
        *out = account.id;
        return ERR_OK;
    }
    bool is_found = false;
    TRY(store_account_find_handle(ctx, address.name, SV(""), &is_found, &account));
    *out = is_found ? account.id : account_id(0);
    return is_found ? ERR_OK : ERR_NOT_FOUND;
}

static enum err is_fresh(struct ctx *ctx, struct account_id id, int64_t fresh_ms, bool *out)
{
    struct remote_actor actor;
    *out = fresh_ms == INT64_MAX;
    if (*out)
        return ERR_OK;
    enum err err = store_remote_actor_get(ctx, id, &actor);
    *out = err == ERR_OK && ctx->now_ms - actor.fetched_ms < fresh_ms;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err fed_resolve_actor(struct ctx *ctx, struct sv uri, int64_t fresh_ms, struct account_id *out)
{
    struct sv id = fed_without_fragment(uri);
    if (site_is_local(&ctx->engine->site, id))
        return local_find(ctx, id, out);
    bool is_known = false;
    bool fresh = false;
    struct account known;
    TRY(store_account_find_uri(ctx, id, &is_known, &known));
    if (is_known) {
        *out = known.id;
        TRY(is_fresh(ctx, known.id, fresh_ms, &fresh));
        if (fresh)
            return ERR_OK;
    }
    struct fed_document document;
    TRY(fed_fetch_document(ctx, id, &document));
    return fed_actor_store(ctx, document.root, out);
}

static enum err handle_resolve(struct ctx *ctx, const struct acct *acct, struct account_id *out)
{
    struct url_host host;
    struct account known;
    bool is_known = false;
    bool is_here = acct->host.len == 0 || sv_eq_nocase(acct->host, ctx->engine->site.host);
    if (!is_here && url_host_parse(ctx->arena, acct->host, &host) != ERR_OK)
        return ERR_NOT_FOUND;
    TRY(store_account_find_handle(ctx, acct->username, is_here ? SV("") : host.text, &is_known,
                                  &known));
    if (is_known) {
        *out = known.id;
        bool fresh = is_here;
        if (!is_here)
            TRY(is_fresh(ctx, known.id, FED_ACTOR_FRESH_MS, &fresh));
        /* Stale beats nothing when its server does not answer. */
        struct account_id ignored;
        if (!fresh)
            (void)(fed_resolve_actor(ctx, known.uri, 0, &ignored) == ERR_OK);
        return ERR_OK;
    }
    if (is_here)
        return ERR_NOT_FOUND;
    struct fed_finger finger;
    TRY(fed_webfinger(ctx, acct->username, host.text, &finger));
    return fed_resolve_actor(ctx, finger.self, FED_ACTOR_FRESH_MS, out);
}

enum err fed_resolve_account(struct ctx *ctx, struct sv acct_or_uri, struct account_id *out)
{
    struct acct acct;
    if (ap_is_address(ctx->arena, acct_or_uri))
        return fed_resolve_actor(ctx, acct_or_uri, FED_ACTOR_FRESH_MS, out);
    if (acct_parse(acct_or_uri, &acct) != ERR_OK)
        return ERR_NOT_FOUND;
    return handle_resolve(ctx, &acct, out);
}
