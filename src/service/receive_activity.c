/* Receive an activity. */
#include "service/receive_activity.h"

#include "crypto/hash.h"
#include "db/db.h"
#include "service/engine.h"
#include "store/host.h"
#include "store/ingest.h"
#include "store/job.h"

static struct sv key_hash(struct ctx *ctx, struct sv key)
{
    struct hash32 hash = crypto_keyed_hash32(&ctx->engine->tombstone_key, key);
    return sv_make(arena_copy(ctx->arena, hash.bytes, sizeof hash.bytes), sizeof hash.bytes);
}

struct sv service_deleted_hash(struct ctx *ctx, struct sv author, struct sv uri)
{
    return key_hash(
        ctx, sv_printf(ctx->arena, "deleted %" SV_FMT " %" SV_FMT, SV_ARG(author), SV_ARG(uri)));
}

enum err service_activity_is_known(struct ctx *ctx, struct sv key, bool *out)
{
    return store_seen_has(ctx, key_hash(ctx, key), out);
}

struct receive {
    struct ingest ingest;
    struct sv body_box;
    struct sv hash;
    struct job_id job;
    struct host host;
};

static enum err receive_write(struct ctx *ctx, void *arg)
{
    struct receive *r = arg;
    bool is_new = false;
    TRY(store_seen_insert(ctx, r->hash, &is_new));
    if (r->host.failing_since_ms > 0)
        TRY(store_host_mark_alive(ctx, r->host.id));
    if (!is_new)
        return ERR_OK;
    TRY(store_ingest_insert(ctx, &r->ingest, r->body_box));
    TRY(store_job_insert(ctx, r->job, JOB_INGEST_ACTIVITY, r->ingest.signer, r->ingest.id, 0,
                         ctx->now_ms));
    engine_wake_jobs(ctx);
    if (r->host.failing_since_ms > 0)
        engine_wake_delivery(ctx);
    return ERR_OK;
}

enum err service_receive_activity(struct ctx *ctx, const struct received_activity *activity)
{
    struct receive r = {
        .ingest = { .id = engine_next_id(ctx),
                    .signer = activity->signer,
                    .recipient = activity->recipient,
                    .body = activity->body,
                    .received_ms = ctx->now_ms },
        .hash = key_hash(ctx, activity->key),
        .job = { engine_next_id(ctx) },
    };
    bool has_host = false;
    TRY(store_host_find(ctx, activity->host, &has_host, &r.host));
    TRY(store_ingest_seal(ctx, &r.ingest, &r.body_box));
    return db_write(ctx, receive_write, &r);
}
