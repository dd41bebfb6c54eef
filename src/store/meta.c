/* Facts about this instance. */
#include "store/meta.h"

#include "store/queries.h"

enum err store_meta_find(struct ctx *ctx, struct sv name, bool *out_found, struct sv *out)
{
    struct q_meta_by_name_row row;
    TRY(q_meta_by_name(ctx, name, out_found, &row));
    if (*out_found)
        *out = row.value;
    return ERR_OK;
}

enum err store_meta_set(struct ctx *ctx, struct sv name, struct sv value)
{
    return q_meta_put(ctx, name, value, NULL);
}

enum err store_meta_delete(struct ctx *ctx, struct sv name)
{
    return q_meta_delete(ctx, name, NULL);
}

enum err store_meta_last_id(struct ctx *ctx, int64_t *out)
{
    return q_last_id(ctx, out);
}
