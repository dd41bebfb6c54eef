/* Bookmarks and pins in the store. */
#include "store/bookmark.h"

#include "store/queries.h"
#include "store/status.h"

enum err store_bookmark_insert(struct ctx *ctx, struct account_id owner, struct status_id status,
                               int64_t id)
{
    TRY(store_status_hold(ctx, status));
    return q_bookmark_insert(ctx, owner, status, id, NULL);
}

enum err store_bookmark_delete(struct ctx *ctx, struct account_id owner, struct status_id status)
{
    return q_bookmark_delete(ctx, owner, status, NULL);
}

static void statuses_take(struct arena *a, const struct status_cursor_row *rows, size_t count,
                          struct status_cursor **out, size_t *out_count)
{
    *out = ARENA_ARRAY(a, struct status_cursor, count);
    for (size_t i = 0; i < count; i++)
        (*out)[i] = (struct status_cursor){ rows[i].cursor_id, rows[i].status_id };
    *out_count = count;
}

enum err store_bookmark_list(struct ctx *ctx, struct account_id owner, const struct paging *paging,
                             struct status_cursor **out, size_t *out_count)
{
    struct status_cursor_row *rows = NULL;
    size_t count = 0;
    TRY(q_bookmarks_by_owner(ctx, owner, paging, &rows, &count));
    statuses_take(ctx->arena, rows, count, out, out_count);
    return ERR_OK;
}

enum err store_pin_insert(struct ctx *ctx, struct account_id owner, struct status_id status,
                          int64_t id, size_t max)
{
    struct status_cursor_row *rows = NULL;
    size_t count = 0;
    TRY(q_pins_by_owner(ctx, owner, &rows, &count));
    for (size_t i = 0; i < count; i++)
        if (status_id_eq(rows[i].status_id, status))
            return ERR_OK;
    if (count >= max)
        return fail(ctx, ERR_VALIDATION, "%zu statuses are pinned", count);
    TRY(store_status_hold(ctx, status));
    return q_pin_insert(ctx, owner, status, id, NULL);
}

enum err store_pin_delete(struct ctx *ctx, struct account_id owner, struct status_id status)
{
    return q_pin_delete(ctx, owner, status, NULL);
}

enum err store_pin_list(struct ctx *ctx, struct account_id owner, struct status_id **out,
                        size_t *out_count)
{
    struct status_cursor_row *rows = NULL;
    size_t count = 0;
    TRY(q_pins_by_owner(ctx, owner, &rows, &count));
    *out = ARENA_ARRAY(ctx->arena, struct status_id, count);
    for (size_t i = 0; i < count; i++)
        (*out)[i] = rows[i].status_id;
    *out_count = count;
    return ERR_OK;
}
