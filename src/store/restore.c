/* Restore. */
#include "store/restore.h"

#include "model/account.h"
#include "store/queries.h"

enum err store_strip_statuses(struct ctx *ctx, struct status_id *after, int64_t count,
                              bool *out_done)
{
    struct q_backup_strip_statuses_row *rows = NULL;
    size_t row_count = 0;
    TRY(q_backup_strip_statuses(ctx, *after, count, &rows, &row_count));
    for (size_t i = 0; i < row_count; i++) {
        TRY(q_backup_strip_edits(ctx, rows[i].id, NULL));
        TRY(q_backup_strip_media(ctx, rows[i].id, NULL));
        if (rows[i].id.v > after->v)
            *after = rows[i].id;
    }
    *out_done = row_count < (size_t)count;
    return ERR_OK;
}

enum err store_strip_cards(struct ctx *ctx, int64_t count, bool *out_done)
{
    int64_t attached = 0;
    int64_t cards = 0;
    TRY(q_backup_strip_status_cards(ctx, count, &attached));
    TRY(q_backup_strip_cards(ctx, count, &cards));
    *out_done = attached < count && cards < count;
    return ERR_OK;
}

enum err store_strip_accounts(struct ctx *ctx, struct account_id *after, int64_t count,
                              bool *out_done)
{
    struct q_backup_strip_accounts_row *rows = NULL;
    size_t row_count = 0;
    TRY(q_backup_strip_accounts(ctx, *after, count, &rows, &row_count));
    for (size_t i = 0; i < row_count; i++)
        if (rows[i].id.v > after->v)
            *after = rows[i].id;
    *out_done = row_count < (size_t)count;
    return ERR_OK;
}

static enum err accounts_list(struct ctx *ctx, int64_t after, int64_t count, struct restored **out,
                              size_t *out_count)
{
    struct q_restore_accounts_row *rows = NULL;
    TRY(q_restore_accounts(ctx, account_id(after), count, &rows, out_count));
    *out = ARENA_ARRAY(ctx->arena, struct restored, *out_count);
    for (size_t i = 0; i < *out_count; i++)
        (*out)[i] = (struct restored){ .id = rows[i].id.v,
                                       .owner = rows[i].id,
                                       .is_erasing = rows[i].state == ACCOUNT_ERASING };
    return ERR_OK;
}

static enum err statuses_list(struct ctx *ctx, int64_t after, int64_t count, struct restored **out,
                              size_t *out_count)
{
    struct q_restore_statuses_row *rows = NULL;
    TRY(q_restore_statuses(ctx, status_id(after), count, &rows, out_count));
    *out = ARENA_ARRAY(ctx->arena, struct restored, *out_count);
    for (size_t i = 0; i < *out_count; i++)
        (*out)[i] = (struct restored){ .id = rows[i].id.v,
                                       .owner = rows[i].owner_id,
                                       .visibility = rows[i].visibility };
    return ERR_OK;
}

static enum err media_list(struct ctx *ctx, int64_t after, int64_t count, struct restored **out,
                           size_t *out_count)
{
    struct q_restore_media_row *rows = NULL;
    TRY(q_restore_media(ctx, media_id(after), count, &rows, out_count));
    *out = ARENA_ARRAY(ctx->arena, struct restored, *out_count);
    for (size_t i = 0; i < *out_count; i++)
        (*out)[i] = (struct restored){ .id = rows[i].id.v, .owner = rows[i].owner_id };
    return ERR_OK;
}

enum err store_restored_list(struct ctx *ctx, enum tombstone_kind kind, int64_t after,
                             int64_t count, struct restored **out, size_t *out_count)
{
    assert(kind <= TOMBSTONE_MEDIA);
    if (kind == TOMBSTONE_ACCOUNT)
        return accounts_list(ctx, after, count, out, out_count);
    return kind == TOMBSTONE_STATUS ? statuses_list(ctx, after, count, out, out_count)
                                    : media_list(ctx, after, count, out, out_count);
}
