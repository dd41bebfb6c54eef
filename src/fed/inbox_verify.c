/* Inbox: who signed a request. */
#include "fed/inbox.h"

#include "ap/actor.h"
#include "ap/value.h"
#include "base/clock.h"
#include "fed/fed.h"
#include "fed/fetch.h"
#include "fed/resolve.h"
#include "service/domain_rule.h"
#include "service/engine.h"
#include "store/account.h"
#include "store/remote_actor.h"

/* A signature that a known key does not explain is a reason to read the actor again, but not at a stranger's pace. */
#define REREAD_MS (5 * MS_PER_MINUTE)

/* A key as its address gave it: inside its actor, a stub of one, or alone. */
static enum err key_fetch(struct ctx *ctx, struct sv key_id, struct fed_document *out_document,
                          struct ap_key *out)
{
    TRY(fed_fetch_key_document(ctx, key_id, out_document));
    if (ap_key_parse(ctx->arena, out_document->root, key_id, out) != ERR_OK ||
        !ap_same_origin(ctx->arena, out->owner, key_id))
        return fail(ctx, ERR_SIGNATURE, "no key at its address");
    return ERR_OK;
}

/* The actor itself was fetched already when its key is a fragment of it. */
static enum err owner_resolve(struct ctx *ctx, const struct fed_document *document,
                              const struct ap_key *key, struct account_id *out)
{
    if (sv_eq(key->owner, document->id) &&
        ap_actor_parse(ctx->arena, document->root, ARENA_NEW(ctx->arena, struct ap_actor)) ==
            ERR_OK)
        return fed_actor_store(ctx, document->root, out);
    return fed_resolve_actor(ctx, key->owner, 0, out);
}

static bool is_gone_there(enum err err)
{
    return err == ERR_UPSTREAM_GONE || err == ERR_GONE;
}

/* What failed over there is no fault of the signature, unless there is nothing to be had. */
static enum err failed_fetch(struct ctx *ctx, enum err err, bool is_farewell)
{
    if (is_farewell && is_gone_there(err))
        return fail(ctx, ERR_GONE, "key is gone with its owner");
    bool is_temporary = err == ERR_UPSTREAM || err == ERR_TIMEOUT || err == ERR_DB ||
                        err == ERR_BUSY || err == ERR_FORBIDDEN || err == ERR_GONE;
    return is_temporary ? err : fail(ctx, ERR_SIGNATURE, "key could not be had");
}

/* An erased actor answers 410 and cannot name its key any more; its server still serves the key, alone, for its farewell. */
static enum err farewell_take(struct ctx *ctx, const struct ap_key *key, struct sv key_id,
                              struct remote_actor *out)
{
    struct account owner;
    struct rsa_public numbers;
    bool is_known = false;
    TRY(store_account_find_uri(ctx, key->owner, &is_known, &owner));
    if (!is_known)
        return fail(ctx, ERR_GONE, "key of somebody gone who was never here");
    if (!sv_eq(key->id, key_id) || rsa_public_from_pem(ctx->arena, key->pem, &numbers) != ERR_OK)
        return fail(ctx, ERR_SIGNATURE, "key of an actor that is gone");
    TRY(store_remote_actor_get(ctx, owner.id, out));
    out->public_key = rsa_public_pack(ctx->arena, numbers);
    return ERR_OK;
}

/* Ask for a key that is not here, and for the actor that owns it, which must name it as its own. */
static enum err actor_fetch(struct ctx *ctx, struct sv key_id, bool is_farewell,
                            struct remote_actor *out)
{
    struct fed_document document;
    struct ap_key key;
    struct account_id id;
    enum err err = key_fetch(ctx, key_id, &document, &key);
    if (err != ERR_OK)
        return failed_fetch(ctx, err, is_farewell);
    err = owner_resolve(ctx, &document, &key, &id);
    if (is_gone_there(err) && is_farewell)
        return farewell_take(ctx, &key, key_id, out);
    if (err != ERR_OK)
        return failed_fetch(ctx, err, is_farewell);
    TRY(store_remote_actor_get(ctx, id, out));
    return sv_eq(out->key_uri, key_id) ? ERR_OK : fail(ctx, ERR_SIGNATURE, "actor has another key");
}

static bool is_by(struct ctx *ctx, const struct fed_signature *signature,
                  const struct fed_request *req, const struct remote_actor *actor)
{
    CLEANUP(rsa_key_done) struct rsa_key *key = NULL;
    struct rsa_public numbers;
    if (actor->public_key.len == 0 || rsa_public_unpack(actor->public_key, &numbers) != ERR_OK ||
        rsa_key_cache_get(ctx->engine->fed->keys, numbers, &key) != ERR_OK)
        return false;
    return fed_signature_is_by(ctx->arena, signature, req, key);
}

/* The key may have changed: read the actor again, once in a while. */
static enum err reread_and_verify(struct ctx *ctx, const struct fed_signature *signature,
                                  const struct fed_request *req, bool is_farewell,
                                  struct remote_actor *actor)
{
    if (ctx->now_ms - actor->fetched_ms < REREAD_MS)
        return fail(ctx, ERR_SIGNATURE, "signature does not fit the key");
    TRY(actor_fetch(ctx, signature->key_id, is_farewell, actor));
    return is_by(ctx, signature, req, actor)
               ? ERR_OK
               : fail(ctx, ERR_SIGNATURE, "signature does not fit the new key");
}

enum err fed_verify_request(struct ctx *ctx, const struct fed_request *req, bool is_farewell,
                            struct account *out)
{
    struct fed_signature signature;
    struct remote_actor actor;
    bool is_blocked = false;
    bool is_known = false;
    if (fed_signature_parse(ctx->arena, req, &signature) != ERR_OK)
        return fail(ctx, ERR_SIGNATURE, "no signature that can be read");
    TRY(fed_signature_check(ctx, &signature, req, ctx->engine->site.host));
    struct sv host = fed_host_of(ctx->arena, signature.key_id);
    if (host.len == 0 || site_is_local(&ctx->engine->site, signature.key_id))
        return fail(ctx, ERR_SIGNATURE, "key id is no address of another server");
    TRY(service_domain_is_blocked(ctx, host, &is_blocked));
    if (is_blocked)
        return fail(ctx, ERR_FORBIDDEN, "signed by a blocked server");
    TRY(store_remote_actor_find_key(ctx, signature.key_id, &is_known, &actor));
    if (!is_known)
        TRY(actor_fetch(ctx, signature.key_id, is_farewell, &actor));
    if (!is_by(ctx, &signature, req, &actor)) {
        if (!is_known)
            return fail(ctx, ERR_SIGNATURE, "signature does not fit the key");
        TRY(reread_and_verify(ctx, &signature, req, is_farewell, &actor));
    }
    return store_account_get(ctx, actor.account, out);
}
