/* Inbox: the job that works what was received. */
#include "fed/inbox.h"

#include "fed/inbox/handlers.h"
#include "fed/resolve.h"
#include "service/engine.h"
#include "service/receive_activity.h"
#include "service/receive_actor.h"
#include "store/account.h"
#include "store/ingest.h"
#include "store/remote_actor.h"

/* Everything not named here is passed over. */
static fed_handler *const handlers[AP_TYPE_COUNT] = {
    [AP_ACCEPT] = fed_on_accept, [AP_ANNOUNCE] = fed_on_announce, [AP_BLOCK] = fed_on_block,
    [AP_CREATE] = fed_on_create, [AP_DELETE] = fed_on_delete,     [AP_EMOJI_REACT] = fed_on_like,
    [AP_FLAG] = fed_on_flag,     [AP_FOLLOW] = fed_on_follow,     [AP_LIKE] = fed_on_like,
    [AP_REJECT] = fed_on_reject, [AP_UNDO] = fed_on_undo,         [AP_UPDATE] = fed_on_update,
};

/* Updates get lost: who was last read a day ago and is still about is read again. */
static enum err keep_fresh(struct ctx *ctx, struct account_id signer)
{
    struct remote_actor actor;
    enum err err = store_remote_actor_get(ctx, signer, &actor);
    if (err != ERR_OK || ctx->now_ms - actor.fetched_ms < FED_ACTOR_FRESH_MS)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    return service_reread_actor(ctx, signer);
}

static enum err work(struct ctx *ctx, const struct ingest *ingest)
{
    struct fed_received received = { .recipient = ingest->recipient };
    TRY(store_account_get(ctx, ingest->signer, &received.signer));
    if (account_is_gone(&received.signer))
        return ERR_OK;
    TRY(json_parse(ctx->arena, ingest->body, &json_limits_strict, &received.document, NULL));
    TRY(ap_activity_parse(ctx->arena, received.document, &received.activity));
    received.is_forwarded = !sv_eq(received.activity.actor, received.signer.uri);
    fed_handler *handler = handlers[received.activity.type];
    if (handler == NULL)
        return ERR_OK;
    TRY(handler(ctx, &received));
    bool is_leaving = received.activity.type == AP_DELETE;
    return is_leaving ? ERR_OK : keep_fresh(ctx, received.signer.id);
}

enum err fed_ingest_activity(struct ctx *ctx, const struct job *job)
{
    struct ingest ingest;
    enum err err = store_ingest_get(ctx, job->subject, &ingest);
    if (err == ERR_NOT_FOUND)
        return ERR_OK;
    TRY(err);
    return work(ctx, &ingest);
}
