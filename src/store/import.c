/* Imports in the store. */
#include "store/import.h"

#include "store/instance.h"
#include "store/queries.h"
#include "store/tombstone.h"

enum err store_import_list(struct ctx *ctx, struct account_id owner, const struct hash16 *hashes,
                           size_t count, struct import_known **out, size_t *out_count)
{
    assert(count <= STORE_LIST_MAX);
    struct sv views[STORE_LIST_MAX];
    for (size_t i = 0; i < count; i++)
        views[i] = sv_make(hashes[i].bytes, sizeof hashes[i].bytes);
    struct q_import_items_by_hashes_row *rows = NULL;
    size_t row_count = 0;
    TRY(q_import_items_by_hashes(ctx, owner, views, count, &rows, &row_count));
    *out = ARENA_ARRAY(ctx->arena, struct import_known, row_count);
    for (size_t i = 0; i < row_count; i++) {
        if (rows[i].source_hash.len != sizeof(*out)[i].hash.bytes)
            return fail(ctx, ERR_CORRUPT, "stored import hash of another length");
        memcpy((*out)[i].hash.bytes, rows[i].source_hash.ptr, sizeof(*out)[i].hash.bytes);
        (*out)[i].status = rows[i].status_id;
    }
    *out_count = row_count;
    return ERR_OK;
}

/* An item belongs to one account: erased there, it may still be imported elsewhere. */
static struct sv tombstone_key(struct ctx *ctx, struct account_id owner, struct sv hash)
{
    struct sv parts[] = { sv_printf(ctx->arena, "%lld:", (long long)owner.v), hash };
    return sv_concat(ctx->arena, parts, ARRAY_COUNT(parts));
}

enum err store_import_bury(struct ctx *ctx, struct status_id status)
{
    struct q_import_items_of_status_row *rows = NULL;
    size_t count = 0;
    TRY(q_import_items_of_status(ctx, status, &rows, &count));
    for (size_t i = 0; i < count; i++)
        TRY(store_tombstone_insert(ctx, TOMBSTONE_IMPORT,
                                   tombstone_key(ctx, rows[i].owner_id, rows[i].source_hash)));
    return ERR_OK;
}

enum err store_import_erased(struct ctx *ctx, struct account_id owner, const struct hash16 *hashes,
                             size_t count, bool *out)
{
    for (size_t i = 0; i < count; i++) {
        struct sv hash = sv_make(hashes[i].bytes, sizeof hashes[i].bytes);
        TRY(store_tombstone_has(ctx, TOMBSTONE_IMPORT, tombstone_key(ctx, owner, hash), &out[i]));
    }
    return ERR_OK;
}

enum err store_import_ids_taken(struct ctx *ctx, const struct status_id *ids, size_t count,
                                struct status_id **out, size_t *out_count)
{
    struct q_import_ids_taken_row *rows = NULL;
    size_t row_count = 0;
    TRY(q_import_ids_taken(ctx, ids, count, &rows, &row_count));
    *out = ARENA_ARRAY(ctx->arena, struct status_id, row_count);
    for (size_t i = 0; i < row_count; i++)
        (*out)[i] = rows[i].id;
    *out_count = row_count;
    return ERR_OK;
}

static enum err item_insert(struct ctx *ctx, struct account_id owner, struct status_id status,
                            const struct hash16 *hash)
{
    return q_import_item_insert(ctx, owner, sv_make(hash->bytes, sizeof hash->bytes), status, NULL);
}

/* A post of the same archive may come after its replies, so that it has no counters yet; anybody else's must be there. */
static enum err parent_count(struct ctx *ctx, const struct status *status)
{
    if (status_id_is_none(status->in_reply_to))
        return ERR_OK;
    int64_t changed = 0;
    TRY(q_status_count_add(ctx, status->in_reply_to, 1, 0, 0, &changed));
    bool is_own = account_id_eq(status->in_reply_to_account, status->account);
    return changed > 0 || is_own ? ERR_OK : fail(ctx, ERR_NOT_FOUND, "parent was erased");
}

/* The replies that came before it. */
static enum err replies_count(struct ctx *ctx, struct status_id id)
{
    int64_t replies = 0;
    TRY(q_import_replies(ctx, id, &replies));
    return replies > 0 ? q_status_count_add(ctx, id, replies, 0, 0, NULL) : ERR_OK;
}

enum err store_import_status(struct ctx *ctx, const struct status *status,
                             const struct status_sealed *sealed, const struct tag_id *tag_ids,
                             const struct hash16 *hash)
{
    TRY(store_status_insert(ctx, status, sealed, tag_ids));
    TRY(store_count_status(ctx, status->account, status->created_ms));
    TRY(parent_count(ctx, status));
    TRY(replies_count(ctx, status->id));
    return item_insert(ctx, status->account, status->id, hash);
}

enum err store_import_media(struct ctx *ctx, struct account_id owner, struct status_id status,
                            const struct hash16 *hash)
{
    TRY(q_import_media_add(ctx, status, NULL));
    return item_insert(ctx, owner, status, hash);
}
