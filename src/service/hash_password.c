/* Hash passwords, few at a time. */
#include "service/hash_password.h"

#include "base/clock.h"
#include "crypto/password.h"
#include "db/db.h"
#include "service/engine.h"

#define TURN_WAIT_NS 5000000

static bool turn_try(struct engine *engine)
{
    if (atomic_fetch_add(&engine->hashing_count, 1) < HASHES_AT_ONCE)
        return true;
    atomic_fetch_sub(&engine->hashing_count, 1);
    return false;
}

static void turn_end(struct engine **engine)
{
    atomic_fetch_sub(&(*engine)->hashing_count, 1);
}

/* A turn lasts tens of milliseconds, so looking again after a few costs less than a queue would. */
static enum err turn_wait(struct ctx *ctx)
{
    db_release(ctx);
    int64_t until_ms = clock_monotonic_ms() + HASH_WAIT_MS;
    while (!turn_try(ctx->engine)) {
        if (clock_monotonic_ms() > until_ms)
            return fail(ctx, ERR_BUSY, "too many passwords to hash");
        nanosleep(&(struct timespec){ .tv_nsec = TURN_WAIT_NS }, NULL);
    }
    return ERR_OK;
}

enum err service_hash_password(struct ctx *ctx, struct secret password, struct sv *out)
{
    TRY(turn_wait(ctx));
    CLEANUP(turn_end) struct engine *turn = ctx->engine;
    UNUSED(turn);
    return crypto_password_hash(ctx->arena, password, out);
}

enum err service_verify_password(struct ctx *ctx, struct sv hash, struct secret password)
{
    TRY(turn_wait(ctx));
    CLEANUP(turn_end) struct engine *turn = ctx->engine;
    UNUSED(turn);
    return crypto_password_verify(hash, password);
}
