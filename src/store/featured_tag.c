/* Hashtags that accounts show on their profiles, in the store. */
#include "store/featured_tag.h"

#include "store/queries.h"

enum err store_featured_tag_list(struct ctx *ctx, struct account_id owner,
                                 struct featured_tag **out, size_t *out_count)
{
    struct featured_tag_row *rows = NULL;
    TRY(q_featured_tag_list(ctx, owner, FEATURED_TAGS_MAX, &rows, out_count));
    *out = ARENA_ARRAY(ctx->arena, struct featured_tag, *out_count);
    for (size_t i = 0; i < *out_count; i++)
        (*out)[i] =
            (struct featured_tag){ rows[i].id, rows[i].name, rows[i].statuses, rows[i].newest_id };
    return ERR_OK;
}

enum err store_featured_tag_find(struct ctx *ctx, struct account_id owner, struct sv name,
                                 bool *out_found, int64_t *out_id)
{
    struct q_featured_tag_find_row row;
    TRY(q_featured_tag_find(ctx, owner, name, out_found, &row));
    if (*out_found)
        *out_id = row.id;
    return ERR_OK;
}

enum err store_featured_tag_suggestions(struct ctx *ctx, struct account_id owner, int64_t posts,
                                        int64_t count, struct sv **out, size_t *out_count)
{
    struct q_featured_tag_suggestions_row *rows = NULL;
    TRY(q_featured_tag_suggestions(ctx, owner, posts, count, &rows, out_count));
    *out = ARENA_ARRAY(ctx->arena, struct sv, *out_count);
    for (size_t i = 0; i < *out_count; i++)
        (*out)[i] = rows[i].name;
    return ERR_OK;
}

enum err store_featured_tag_insert(struct ctx *ctx, struct account_id owner, struct sv name,
                                   struct tag_id tag, int64_t id)
{
    struct q_featured_tag_count_row have;
    struct q_tag_use_row used;
    bool is_found = false;
    int64_t found = 0;
    TRY(store_featured_tag_find(ctx, owner, name, &is_found, &found));
    if (is_found)
        return ERR_OK;
    TRY(q_featured_tag_count(ctx, owner, &have));
    if (have.count >= FEATURED_TAGS_MAX)
        return fail(ctx, ERR_VALIDATION, "features %lld tags", (long long)have.count);
    TRY(q_tag_use(ctx, tag, name, &used));
    return q_featured_tag_insert(ctx, owner, used.id, id, NULL);
}

enum err store_featured_tag_delete(struct ctx *ctx, struct account_id owner, int64_t id)
{
    struct q_featured_tag_delete_row row;
    bool is_found = false;
    TRY(q_featured_tag_delete(ctx, owner, id, &is_found, &row));
    if (!is_found)
        return ERR_NOT_FOUND;
    TRY(q_tag_unuse(ctx, row.tag_id, NULL));
    return q_tag_delete_unused(ctx, row.tag_id, NULL);
}
