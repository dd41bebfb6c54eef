/* Timelines in the store. */
#include "store/timeline.h"

#include "store/queries.h"

static void ids_take(struct arena *a, const struct status_ref *rows, size_t count,
                     struct status_id **out, size_t *out_count)
{
    *out = ARENA_ARRAY(a, struct status_id, count);
    for (size_t i = 0; i < count; i++)
        (*out)[i] = rows[i].id;
    *out_count = count;
}

static enum err public_rows(struct ctx *ctx, enum timeline_reach reach, bool only_media,
                            const struct paging *paging, struct status_ref **rows, size_t *count)
{
    switch (reach) {
    case TIMELINE_ALL:
        return q_status_ids_public(ctx, only_media, paging, rows, count);
    case TIMELINE_LOCAL:
        return q_status_ids_public_local(ctx, only_media, paging, rows, count);
    case TIMELINE_REMOTE:
        return q_status_ids_public_remote(ctx, only_media, paging, rows, count);
    }
    return ERR_OK;
}

enum err store_timeline_public(struct ctx *ctx, enum timeline_reach reach, bool only_media,
                               const struct paging *paging, struct status_id **out,
                               size_t *out_count)
{
    struct status_ref *rows = NULL;
    size_t count = 0;
    TRY(public_rows(ctx, reach, only_media, paging, &rows, &count));
    ids_take(ctx->arena, rows, count, out, out_count);
    return ERR_OK;
}

enum err store_timeline_tag_id(struct ctx *ctx, struct tag_id tag, const struct paging *paging,
                               struct status_id **out, size_t *out_count)
{
    struct status_ref *rows = NULL;
    size_t count = 0;
    TRY(q_status_ids_by_tag(ctx, tag, paging, &rows, &count));
    ids_take(ctx->arena, rows, count, out, out_count);
    return ERR_OK;
}

enum err store_timeline_tag(struct ctx *ctx, struct sv tag, const struct paging *paging,
                            struct status_id **out, size_t *out_count)
{
    struct q_tag_by_name_row found;
    bool is_found = false;
    TRY(q_tag_by_name(ctx, tag, &is_found, &found));
    *out_count = 0;
    return is_found ? store_timeline_tag_id(ctx, found.id, paging, out, out_count) : ERR_OK;
}

enum err store_timeline_account(struct ctx *ctx, const struct timeline_account *which,
                                const struct paging *paging, struct status_id **out,
                                size_t *out_count)
{
    struct status_ref *rows = NULL;
    size_t count = 0;
    TRY(q_status_ids_by_account(ctx, which->owner, which->widest, which->no_replies,
                                which->no_reblogs, which->only_media, paging, &rows, &count));
    ids_take(ctx->arena, rows, count, out, out_count);
    return ERR_OK;
}

enum err store_timeline_account_tag(struct ctx *ctx, struct account_id owner, struct sv tag,
                                    const struct paging *paging, struct status_id **out,
                                    size_t *out_count)
{
    struct q_tag_by_name_row found;
    bool is_found = false;
    struct status_ref *rows = NULL;
    size_t count = 0;
    TRY(q_tag_by_name(ctx, tag, &is_found, &found));
    if (is_found)
        TRY(q_status_ids_by_account_tag(ctx, owner, found.id, paging, &rows, &count));
    ids_take(ctx->arena, rows, count, out, out_count);
    return ERR_OK;
}

enum err store_timeline_owner(struct ctx *ctx, struct account_id owner, const struct paging *paging,
                              struct status_id **out, size_t *out_count)
{
    struct status_ref *rows = NULL;
    size_t count = 0;
    TRY(q_status_ids_by_owner(ctx, owner, paging, &rows, &count));
    ids_take(ctx->arena, rows, count, out, out_count);
    return ERR_OK;
}

enum err store_thread_ancestors(struct ctx *ctx, struct status_id id, int64_t count,
                                struct status_id **out, size_t *out_count)
{
    struct status_ref *rows = NULL;
    size_t row_count = 0;
    TRY(q_status_ancestors(ctx, id, count, count, &rows, &row_count));
    ids_take(ctx->arena, rows, row_count, out, out_count);
    return ERR_OK;
}

enum err store_thread_descendants(struct ctx *ctx, struct status_id id, int64_t depth,
                                  int64_t count, struct thread_reply **out, size_t *out_count)
{
    struct q_status_descendants_row *rows = NULL;
    size_t row_count = 0;
    TRY(q_status_descendants(ctx, id, depth, count, &rows, &row_count));
    *out = ARENA_ARRAY(ctx->arena, struct thread_reply, row_count);
    for (size_t i = 0; i < row_count; i++)
        (*out)[i] = (struct thread_reply){ rows[i].id, rows[i].parent_id };
    *out_count = row_count;
    return ERR_OK;
}

enum err store_thread_replies(struct ctx *ctx, const struct status *status, bool by_others,
                              int64_t above, int64_t count, struct status_id **out,
                              size_t *out_count)
{
    struct status_ref *rows = NULL;
    size_t row_count = 0;
    TRY(q_status_ids_replies(ctx, status->id, status->account, by_others, above, count, &rows,
                             &row_count));
    ids_take(ctx->arena, rows, row_count, out, out_count);
    return ERR_OK;
}

static void entries_take(struct arena *a, const struct feed_row *rows, size_t count,
                         struct timeline_entry **out, size_t *out_count)
{
    *out = ARENA_ARRAY(a, struct timeline_entry, count);
    for (size_t i = 0; i < count; i++)
        (*out)[i] = (struct timeline_entry){
            .id = rows[i].id,
            .author = rows[i].owner_id,
            .visibility = (enum visibility)rows[i].visibility,
            .is_reply = !status_id_is_none(rows[i].in_reply_to_id),
            .is_reblog = !status_id_is_none(rows[i].reblog_of_id),
            .is_local = rows[i].is_local,
        };
    *out_count = count;
}

enum err store_timeline_entries(struct ctx *ctx, struct status_id below, int64_t count,
                                struct timeline_entry **out, size_t *out_count)
{
    struct feed_row *rows = NULL;
    size_t row_count = 0;
    TRY(q_feed_rows(ctx, below, count, &rows, &row_count));
    entries_take(ctx->arena, rows, row_count, out, out_count);
    return ERR_OK;
}

enum err store_timeline_unread(struct ctx *ctx, struct account_id author, struct status_id after,
                               int64_t count, struct timeline_entry **out, size_t *out_count)
{
    struct feed_row *rows = NULL;
    size_t row_count = 0;
    if (account_id_is_none(author))
        TRY(q_status_unread(ctx, after, count, &rows, &row_count));
    else
        TRY(q_status_unread_of(ctx, author, after, count, &rows, &row_count));
    entries_take(ctx->arena, rows, row_count, out, out_count);
    return ERR_OK;
}

enum err store_local_account_page(struct ctx *ctx, struct account_id after, int64_t count,
                                  struct account_id **out, size_t *out_count)
{
    struct q_local_account_ids_row *rows = NULL;
    size_t row_count = 0;
    TRY(q_local_account_ids(ctx, after, count, &rows, &row_count));
    *out = ARENA_ARRAY(ctx->arena, struct account_id, row_count);
    for (size_t i = 0; i < row_count; i++)
        (*out)[i] = rows[i].id;
    *out_count = row_count;
    return ERR_OK;
}
