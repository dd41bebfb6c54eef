/* The directory in the store. */
#include "store/directory.h"

#include "store/queries.h"

typedef enum err page_query(struct ctx *ctx, struct account_id viewer, int64_t now_ms,
                            int64_t count, int64_t skip, struct listed_row **out,
                            size_t *out_count);

static page_query *const queries[][2] = {
    [DIRECTORY_ACTIVE] = { q_directory_active, q_directory_active_local },
    [DIRECTORY_NEW] = { q_directory_new, q_directory_new_local },
};

enum err store_directory_page(struct ctx *ctx, enum directory_order order, bool is_local,
                              struct account_id viewer, int64_t count, int64_t skip,
                              struct listed_account **out, size_t *out_count)
{
    assert(count >= 1 && count <= 400);
    struct listed_row *rows = NULL;
    TRY(queries[order][is_local](ctx, viewer, ctx->now_ms, count, skip, &rows, out_count));
    *out = ARENA_ARRAY(ctx->arena, struct listed_account, *out_count);
    for (size_t i = 0; i < *out_count; i++)
        (*out)[i] = (struct listed_account){ rows[i].account_id, rows[i].domain };
    return ERR_OK;
}
