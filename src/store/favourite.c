/* Favourites in the store. */
#include "store/favourite.h"

#include "store/page_figure.h"
#include "store/queries.h"

static struct sv or_null(struct sv text)
{
    return text.len > 0 ? text : (struct sv){ NULL, 0 };
}

enum err store_favourite_insert(struct ctx *ctx, struct account_id owner, struct status_id status,
                                int64_t id, struct sv uri, bool *out_is_new)
{
    int64_t changed = 0;
    TRY(q_favourite_insert(ctx, owner, status, id, or_null(uri), &changed));
    *out_is_new = changed > 0;
    if (changed == 0)
        return ERR_OK;
    int64_t counted = 0;
    TRY(q_status_count_add(ctx, status, 0, 0, 1, &counted));
    if (counted == 0)
        return ERR_NOT_FOUND;
    return store_figure_reaction(ctx, FIGURE_FAVOURITES, status, owner, id, false);
}

enum err store_favourite_delete(struct ctx *ctx, struct account_id owner, struct status_id status,
                                bool *out_found, struct favourite *out)
{
    struct q_favourite_find_row row;
    bool is_found = false;
    TRY(q_favourite_find(ctx, owner, status, &is_found, &row));
    if (is_found) {
        TRY(q_favourite_delete(ctx, owner, status, NULL));
        TRY(q_status_count_add(ctx, status, 0, 0, -1, NULL));
        TRY(store_figure_reaction(ctx, FIGURE_FAVOURITES, status, owner, row.id, true));
        *out = (struct favourite){ row.id, row.uri };
    }
    *out_found = is_found;
    return ERR_OK;
}

static void accounts_take(struct arena *a, const struct account_cursor_row *rows, size_t count,
                          struct account_cursor **out, size_t *out_count)
{
    *out = ARENA_ARRAY(a, struct account_cursor, count);
    for (size_t i = 0; i < count; i++)
        (*out)[i] = (struct account_cursor){ rows[i].cursor_id, rows[i].owner_id };
    *out_count = count;
}

static void statuses_take(struct arena *a, const struct status_cursor_row *rows, size_t count,
                          struct status_cursor **out, size_t *out_count)
{
    *out = ARENA_ARRAY(a, struct status_cursor, count);
    for (size_t i = 0; i < count; i++)
        (*out)[i] = (struct status_cursor){ rows[i].cursor_id, rows[i].status_id };
    *out_count = count;
}

enum err store_favourite_list(struct ctx *ctx, struct account_id owner, const struct paging *paging,
                              struct status_cursor **out, size_t *out_count)
{
    struct status_cursor_row *rows = NULL;
    size_t count = 0;
    TRY(q_favourites_by_owner(ctx, owner, paging, &rows, &count));
    statuses_take(ctx->arena, rows, count, out, out_count);
    return ERR_OK;
}

enum err store_favouriter_list(struct ctx *ctx, struct status_id status,
                               const struct paging *paging, struct account_cursor **out,
                               size_t *out_count)
{
    struct account_cursor_row *rows = NULL;
    size_t count = 0;
    TRY(q_favouriters_by_status(ctx, status, paging, &rows, &count));
    accounts_take(ctx->arena, rows, count, out, out_count);
    return ERR_OK;
}

enum err store_reblogger_list(struct ctx *ctx, struct status_id status, const struct paging *paging,
                              struct account_cursor **out, size_t *out_count)
{
    struct account_cursor_row *rows = NULL;
    size_t count = 0;
    TRY(q_rebloggers_by_status(ctx, status, paging, &rows, &count));
    accounts_take(ctx->arena, rows, count, out, out_count);
    return ERR_OK;
}

enum err store_reaction_forget(struct ctx *ctx, struct status_id status,
                               enum notification_kind kind, struct account_id from)
{
    TRY(q_reaction_notification_delete(ctx, status, kind, from, NULL));
    return q_notification_request_trim_author(ctx, status, from, NULL);
}
