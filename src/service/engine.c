/* Engine: new ids, the beginning of a read. */
#include "service/engine.h"

#include "cache/cache.h"
#include "db/db.h"

int64_t engine_next_id(const struct ctx *ctx)
{
    return id_next(ctx->engine->ids, ctx->now_ms);
}

int64_t engine_id_at(const struct ctx *ctx, int64_t time_ms)
{
    return id_at(ctx->engine->ids, time_ms, ctx->now_ms);
}

/* An engine that runs no deliveries or jobs, as in tests and offline commands, has nobody to wake. */
static void delivery_wake(void *arg)
{
    const struct engine *engine = arg;
    if (engine->wake_delivery != NULL)
        engine->wake_delivery(engine->wake_arg);
}

static void jobs_wake(void *arg)
{
    const struct engine *engine = arg;
    if (engine->wake_jobs != NULL)
        engine->wake_jobs(engine->wake_arg);
}

static void pushes_wake(void *arg)
{
    const struct engine *engine = arg;
    if (engine->wake_pushes != NULL)
        engine->wake_pushes(engine->wake_arg);
}

void engine_wake_delivery(struct ctx *ctx)
{
    db_after_commit(ctx, delivery_wake, ctx->engine);
}

void engine_wake_jobs(struct ctx *ctx)
{
    db_after_commit(ctx, jobs_wake, ctx->engine);
}

void engine_wake_pushes(struct ctx *ctx)
{
    db_after_commit(ctx, pushes_wake, ctx->engine);
}

uint64_t engine_begin_read(struct ctx *ctx)
{
    db_release(ctx);
    return cache_epoch(ctx->engine->cache);
}

void engine_end_reading(struct ctx *ctx)
{
    db_release(ctx);
}
