/* Followed hashtags in the store. */
#include "store/followed_tag.h"

#include "store/queries.h"

enum err store_followed_tag_has(struct ctx *ctx, struct account_id owner, struct sv name, bool *out)
{
    struct q_followed_tag_find_row row;
    return q_followed_tag_find(ctx, owner, name, out, &row);
}

enum err store_followed_tag_insert(struct ctx *ctx, struct account_id owner, struct sv name,
                                   struct tag_id tag, int64_t id, int64_t max)
{
    struct q_followed_tag_count_row have;
    struct q_tag_use_row used;
    bool is_followed = false;
    TRY(store_followed_tag_has(ctx, owner, name, &is_followed));
    if (is_followed)
        return ERR_OK;
    TRY(q_followed_tag_count(ctx, owner, &have));
    if (have.count >= max)
        return fail(ctx, ERR_VALIDATION, "follows %lld tags", (long long)have.count);
    TRY(q_tag_use(ctx, tag, name, &used));
    return q_followed_tag_insert(ctx, owner, used.id, id, NULL);
}

enum err store_followed_tag_delete(struct ctx *ctx, struct account_id owner, struct sv name)
{
    struct q_followed_tag_find_row row;
    bool is_followed = false;
    TRY(q_followed_tag_find(ctx, owner, name, &is_followed, &row));
    if (!is_followed)
        return ERR_OK;
    TRY(q_followed_tag_delete(ctx, owner, row.tag_id, NULL));
    TRY(q_tag_unuse(ctx, row.tag_id, NULL));
    return q_tag_delete_unused(ctx, row.tag_id, NULL);
}

enum err store_followed_tag_page(struct ctx *ctx, struct account_id owner,
                                 const struct paging *paging, struct followed_tag **out,
                                 size_t *out_count)
{
    struct followed_tag_row *rows = NULL;
    TRY(q_followed_tag_page(ctx, owner, paging, &rows, out_count));
    *out = ARENA_ARRAY(ctx->arena, struct followed_tag, *out_count);
    for (size_t i = 0; i < *out_count; i++)
        (*out)[i] = (struct followed_tag){ rows[i].id, rows[i].name };
    return ERR_OK;
}

enum err store_followed_tag_ids(struct ctx *ctx, struct account_id owner, int64_t after,
                                int64_t count, struct tag_id **out, size_t *out_count)
{
    struct q_followed_tag_ids_row *rows = NULL;
    TRY(q_followed_tag_ids(ctx, owner, after, count, &rows, out_count));
    *out = ARENA_ARRAY(ctx->arena, struct tag_id, *out_count);
    for (size_t i = 0; i < *out_count; i++)
        (*out)[i] = rows[i].tag_id;
    return ERR_OK;
}
