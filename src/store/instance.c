/* The instance as a whole in the store. */
#include "store/instance.h"

#include "store/queries.h"

#define HOST_PAGE_MAX 5000

enum err store_instance_status_count(struct ctx *ctx, int64_t *out)
{
    return q_instance_status_count(ctx, out);
}

enum err store_instance_host_count(struct ctx *ctx, int64_t *out)
{
    return q_instance_host_count(ctx, out);
}

enum err store_instance_host_page(struct ctx *ctx, struct sv after, int64_t count, struct sv **out,
                                  size_t *out_count)
{
    assert(count >= 1 && count <= HOST_PAGE_MAX);
    struct q_instance_host_names_row *rows = NULL;
    size_t row_count = 0;
    TRY(q_instance_host_names(ctx, after, count, &rows, &row_count));
    struct sv *names = ARENA_ARRAY(ctx->arena, struct sv, row_count);
    for (size_t i = 0; i < row_count; i++)
        names[i] = rows[i].name;
    *out = names;
    *out_count = row_count;
    return ERR_OK;
}
