/* Begin an erasure. */
#include "service/begin_erasure.h"

#include <unistd.h>

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
#define RECALL_PAGE 100
#define CONFLICT_TRIES 50
#define CONFLICT_WAIT_US 20000

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

enum err begin_write(struct ctx *ctx, enum err (*fn)(struct ctx *ctx, void *arg), void *arg)
{
    enum err err = db_write(ctx, fn, arg);
    for (int i = 0; i < CONFLICT_TRIES && err == ERR_DB_CONFLICT; i++) {
        (void)usleep(CONFLICT_WAIT_US);
        err = db_write(ctx, fn, arg);
    }
    return err;
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

static void ref_forget(struct engine *engine, struct cache_ref ref)
{
    feed_forget(engine, ref);
    if (engine->cache != NULL)
        cache_tombstone(engine->cache, ref);
    account_forget(engine, ref);
}

/* The commit happened: memory follows, then whoever works. */
static void begun_follow(void *arg)
{
    struct begun *b = arg;
    struct engine *engine = b->engine;
    for (size_t i = 0; i < b->hidden_count; i++)
        ref_forget(engine, b->hidden[i]);
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

static struct cache_ref subject_ref(const struct erasure *e)
{
    switch (e->scope) {
    case ERASURE_STATUS:
        return cache_ref_status(status_id(e->subject));
    case ERASURE_MEDIA:
        return cache_ref_media(media_id(e->subject));
    case ERASURE_ACCOUNT:
    case ERASURE_SCHEDULED:
        break;
    }
    return cache_ref_account(account_id(e->subject));
}

/* A stop between the commit and the destruction of its key is made good as well. */
static enum err erasure_recall(struct ctx *ctx, const struct erasure *e)
{
    if (e->scope == ERASURE_SCHEDULED)
        return ERR_OK; /* no memory knows it */
    ref_forget(ctx->engine, subject_ref(e));
    return e->scope == ERASURE_ACCOUNT ? keyring_destroy_account(ctx, account_id(e->subject))
                                       : ERR_OK;
}

static enum err stage_recall(struct ctx *ctx, enum erasure_stage stage)
{
    struct erasure_id after = { 0 };
    size_t count = RECALL_PAGE;
    while (count == RECALL_PAGE) {
        ARENA_SCOPE (ctx->arena) {
            struct erasure *open = NULL;
            TRY(store_erasure_list(ctx, stage, after, RECALL_PAGE, &open, &count));
            db_release(ctx);
            for (size_t i = 0; i < count; i++)
                TRY(erasure_recall(ctx, &open[i]));
            if (count > 0)
                after = open[count - 1].id;
        }
    }
    return ERR_OK;
}

enum err service_recall_erasures(struct ctx *ctx)
{
    TRY(stage_recall(ctx, ERASURE_ROWS));
    return stage_recall(ctx, ERASURE_FINISH);
}
