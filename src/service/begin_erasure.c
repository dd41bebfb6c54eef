/* Begin an erasure. */
#include "service/begin_erasure.h"

#include "base/clock.h"
#include "cache/cache.h"
#include "consent/meter.h"
#include "db/db.h"
#include "feed/feed.h"
#include "service/engine.h"
#include "store/job.h"
#include "store/relation.h"
#include "stream/stream.h"

/* The first commit answers a person: what takes longer is the job's. */
#define FIRST_ROWS 500
#define FIRST_US 15000

void begin_init(struct ctx *ctx, struct begun *b, enum erasure_scope scope, int64_t subject,
                struct account_id owner)
{
    *b = (struct begun){
        .engine = ctx->engine,
        .erasure = { .id = erasure_id(engine_next_id(ctx)),
                     .scope = scope,
                     .subject = subject,
                     .owner = owner,
                     .requested_ms = ctx->now_ms },
        .job = job_id(engine_next_id(ctx)),
    };
}

void begin_hide(struct ctx *ctx, struct begun *b, struct cache_ref ref)
{
    UNUSED(ctx);
    assert(b->hidden_count < BEGIN_REFS_MAX);
    b->hidden[b->hidden_count++] = ref;
}

void begin_touch(struct ctx *ctx, struct begun *b, struct cache_ref ref)
{
    UNUSED(ctx);
    assert(b->touched_count < BEGIN_REFS_MAX);
    b->touched[b->touched_count++] = ref;
}

struct erase_step begin_step(const struct begun *b)
{
    return (struct erase_step){
        .erasure = b->erasure.id,
        .rows_left = FIRST_ROWS,
        .end_us = clock_monotonic_us() + FIRST_US,
    };
}

static void feed_forget(struct engine *engine, struct cache_ref ref)
{
    if (engine->feed == NULL)
        return;
    if (ref.noun == CACHE_NOUN_STATUS)
        (void)feed_delete_post(engine->feed, status_id(ref.id));
    if (ref.noun == CACHE_NOUN_ACCOUNT)
        feed_erase_author(engine->feed, account_id(ref.id));
}

static void account_forget(struct engine *engine, struct cache_ref ref)
{
    if (ref.noun != CACHE_NOUN_ACCOUNT)
        return;
    if (engine->stream != NULL)
        (void)stream_end_account(engine->stream, account_id(ref.id));
    if (engine->consent != NULL)
        consent_meter_forget_subject(engine->consent, account_id(ref.id));
}

/* The commit happened: memory follows, then whoever works. */
static void begun_follow(void *arg)
{
    struct begun *b = arg;
    struct engine *engine = b->engine;
    for (size_t i = 0; i < b->hidden_count; i++) {
        feed_forget(engine, b->hidden[i]);
        if (engine->cache != NULL)
            cache_tombstone(engine->cache, b->hidden[i]);
        account_forget(engine, b->hidden[i]);
    }
    for (size_t i = 0; i < b->touched_count && engine->cache != NULL; i++)
        cache_invalidate(engine->cache, b->touched[i]);
    if (engine->wake_jobs != NULL)
        engine->wake_jobs(engine->wake_arg);
    if (engine->wake_delivery != NULL)
        engine->wake_delivery(engine->wake_arg);
}

enum err begin_insert(struct ctx *ctx, struct begun *b, const struct erase_step *step, bool is_done)
{
    struct erasure erasure = b->erasure;
    erasure.rows_erased = step->rows_erased;
    if (is_done)
        erasure.rows_expected = step->rows_erased;
    erasure.stage = is_done ? ERASURE_FINISH : ERASURE_ROWS;
    TRY(store_erasure_insert(ctx, &erasure));
    TRY(store_erasure_update(ctx, &erasure));
    TRY(store_job_insert(ctx, b->job, JOB_RUN_ERASURE, account_id(0), erasure.id.v, 0,
                         ctx->now_ms));
    db_after_commit(ctx, begun_follow, b);
    return ERR_OK;
}

enum err begin_is_following(struct ctx *ctx, struct account_id owner, struct account_id target,
                            bool *out)
{
    return store_is_following(ctx, owner, target, out);
}
