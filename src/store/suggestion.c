/* Suggestions in the store. */
#include "store/suggestion.h"

#include "store/account.h"
#include "store/queries.h"

static void ids_take(struct ctx *ctx, const struct account_id_row *rows, size_t count,
                     struct account_id **out)
{
    *out = ARENA_ARRAY(ctx->arena, struct account_id, count);
    for (size_t i = 0; i < count; i++)
        (*out)[i] = rows[i].account_id;
}

enum err store_suggestion_circle(struct ctx *ctx, struct account_id owner, int64_t count,
                                 struct account_id **out, size_t *out_count)
{
    assert(count >= 1 && count <= 1000);
    struct account_id_row *rows = NULL;
    TRY(q_suggestion_circle(ctx, owner, count, &rows, out_count));
    ids_take(ctx, rows, *out_count, out);
    return ERR_OK;
}

enum err store_suggestion_following(struct ctx *ctx, struct account_id owner, int64_t count,
                                    struct account_id **out, size_t *out_count)
{
    assert(count >= 1 && count <= 1000);
    struct account_id_row *rows = NULL;
    TRY(q_suggestion_following(ctx, owner, count, &rows, out_count));
    ids_take(ctx, rows, *out_count, out);
    return ERR_OK;
}

enum err store_suggestion_refused(struct ctx *ctx, struct account_id owner,
                                  const struct account_id *ids, size_t count, bool **out)
{
    assert(count <= STORE_LIST_MAX);
    struct account_id_row *rows = NULL;
    size_t row_count = 0;
    *out = ARENA_ARRAY(ctx->arena, bool, count);
    if (count == 0)
        return ERR_OK;
    TRY(q_suggestion_refusals_by_ids(ctx, owner, ids, count, &rows, &row_count));
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < row_count && !(*out)[i]; j++)
            (*out)[i] = account_id_eq(rows[j].account_id, ids[i]);
    return ERR_OK;
}

enum err store_suggestion_refuse(struct ctx *ctx, struct account_id owner, struct account_id target)
{
    return q_suggestion_refusal_insert(ctx, owner, target, NULL);
}
