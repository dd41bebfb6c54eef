/* Idempotency keys in the store. */
#include "store/idempotency.h"

#include "store/queries.h"

enum err store_idempotency_find(struct ctx *ctx, struct account_id owner, struct sv hash,
                                bool *out_found, struct status_id *out)
{
    struct q_idempotency_find_row row;
    bool is_found = false;
    TRY(q_idempotency_find(ctx, owner, hash, ctx->now_ms - IDEMPOTENCY_MS, &is_found, &row));
    if (is_found)
        *out = row.status_id;
    *out_found = is_found;
    return ERR_OK;
}

enum err store_idempotency_insert(struct ctx *ctx, struct account_id owner, struct sv hash,
                                  struct status_id status)
{
    int64_t changed = 0;
    TRY(q_idempotency_put(ctx, owner, hash, status, ctx->now_ms, ctx->now_ms - IDEMPOTENCY_MS,
                          &changed));
    return changed > 0 ? ERR_OK : ERR_DUPLICATE;
}
