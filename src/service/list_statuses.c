/* List statuses. */
#include "service/list_statuses.h"

/* Candidates are taken in batches; after this many a page is given as it is. */
#define BATCH_MAX 10

struct listing {
    struct status_view *views; /* in the order of the paging */
    int64_t *cursors;
    size_t count;
    struct paging rest;
    bool is_end; /* there are no more candidates */
};

static void rest_narrow(struct paging *rest, int64_t cursor)
{
    if (rest->is_from_oldest)
        rest->above = cursor;
    else
        rest->below = cursor;
}

static const struct status_view *view_in(const struct status_view *views, size_t count,
                                         struct status_id id)
{
    for (size_t i = 0; i < count; i++)
        if (status_id_eq(views[i].status->id, id))
            return &views[i];
    return NULL;
}

static void batch_take(const struct ctx *ctx, const struct status_source *source, size_t limit,
                       const struct status_cursor *rows, size_t row_count,
                       const struct status_view *views, size_t view_count, struct listing *list)
{
    for (size_t i = 0; i < row_count && list->count < limit; i++) {
        rest_narrow(&list->rest, rows[i].cursor);
        const struct status_view *view = view_in(views, view_count, rows[i].status);
        if (view == NULL || !source->keeps(ctx, source->arg, view))
            continue;
        list->views[list->count] = *view;
        list->cursors[list->count++] = rows[i].cursor;
    }
}

static enum err batch_list(struct ctx *ctx, const struct status_source *source, size_t limit,
                           struct listing *list)
{
    struct status_cursor *rows = NULL;
    size_t row_count = 0;
    list->rest.count = limit - list->count;
    TRY(source->fetch(ctx, source->arg, &list->rest, &rows, &row_count));
    struct status_id *ids = ARENA_ARRAY(ctx->arena, struct status_id, row_count);
    for (size_t i = 0; i < row_count; i++)
        ids[i] = rows[i].status;
    const struct status_view *views = NULL;
    size_t view_count = 0;
    TRY(service_view_statuses(ctx, ids, row_count, &views, &view_count));
    list->is_end = row_count < list->rest.count;
    batch_take(ctx, source, limit, rows, row_count, views, view_count, list);
    return ERR_OK;
}

static void listing_reverse(struct listing *list)
{
    for (size_t i = 0; i < list->count / 2; i++) {
        size_t j = list->count - 1 - i;
        struct status_view view = list->views[i];
        int64_t cursor = list->cursors[i];
        list->views[i] = list->views[j];
        list->cursors[i] = list->cursors[j];
        list->views[j] = view;
        list->cursors[j] = cursor;
    }
}

/* Where the pages beside this one begin. A page that stopped at a cap goes on behind what it looked at. */
static void page_bound(const struct listing *list, bool is_up, struct status_page *out)
{
    bool has_any = list->count > 0;
    out->min_id = has_any ? list->cursors[0] : 0;
    out->max_id = has_any ? list->cursors[list->count - 1] : 0;
    if (list->is_end)
        return;
    if (is_up)
        out->min_id = list->rest.above;
    else
        out->max_id = list->rest.below;
}

enum err service_list_statuses(struct ctx *ctx, const struct status_source *source,
                               const struct paging *paging, struct status_page *out)
{
    assert(paging->count > 0);
    struct listing list = {
        .views = ARENA_ARRAY(ctx->arena, struct status_view, paging->count),
        .cursors = ARENA_ARRAY(ctx->arena, int64_t, paging->count),
        .rest = *paging,
    };
    for (size_t i = 0; i < BATCH_MAX && !list.is_end && list.count < paging->count; i++)
        TRY(batch_list(ctx, source, paging->count, &list));
    if (paging->is_from_oldest)
        listing_reverse(&list);
    *out = (struct status_page){ .views = list.views, .count = list.count, .is_end = list.is_end };
    page_bound(&list, paging->is_from_oldest, out);
    return ERR_OK;
}

struct status_cursor *service_cursors_of(struct ctx *ctx, const struct status_id *ids, size_t count)
{
    struct status_cursor *out = ARENA_ARRAY(ctx->arena, struct status_cursor, count);
    for (size_t i = 0; i < count; i++)
        out[i] = (struct status_cursor){ ids[i].v, ids[i] };
    return out;
}
