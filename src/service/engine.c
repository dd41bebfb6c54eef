/* Engine: new ids. */
#include "service/engine.h"

int64_t engine_next_id(const struct ctx *ctx)
{
    return id_next(ctx->engine->ids, ctx->now_ms);
}

int64_t engine_id_at(const struct ctx *ctx, int64_t time_ms)
{
    return id_at(ctx->engine->ids, time_ms, ctx->now_ms);
}
