/* The log of pages in the store. */
#include "store/page_log.h"

#include "store/queries.h"

enum err store_page_log_insert(struct ctx *ctx, const struct page_log_entry *e)
{
    return q_page_log_insert(ctx, e->id, e->page, e->kind, e->actor, e->target, e->status,
                             e->detail, NULL);
}

enum err store_page_log_page(struct ctx *ctx, struct account_id page, const struct paging *paging,
                             struct page_log_entry **out, size_t *out_count)
{
    struct page_log_row *rows = NULL;
    TRY(q_page_log_page(ctx, page, paging, &rows, out_count));
    struct page_log_entry *list = ARENA_ARRAY(ctx->arena, struct page_log_entry, *out_count);
    for (size_t i = 0; i < *out_count; i++) {
        list[i] = (struct page_log_entry){
            .id = rows[i].id,
            .page = rows[i].owner_id,
            .kind = (enum page_log_kind)rows[i].kind,
            .actor = rows[i].actor_id,
            .target = rows[i].target_id,
            .status = rows[i].status_id,
            .detail = rows[i].detail,
        };
    }
    *out = list;
    return ERR_OK;
}

enum err store_page_log_sweep(struct ctx *ctx, int64_t before_ms, int64_t count,
                              int64_t *out_deleted)
{
    return q_page_log_sweep(ctx, page_log_id(id_floor(before_ms)), count, out_deleted);
}
