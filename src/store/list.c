/* Lists in the store. */
#include "store/list.h"

#include "store/box.h"
#include "store/keyring.h"
#include "store/queries.h"

static struct box_place place_of(struct list_id id, struct account_id owner)
{
    return (struct box_place){ .column = COLUMN_LIST_TITLE_BOX, .row = id.v, .owner = owner };
}

static enum err row_open(struct ctx *ctx, const struct list_row *row, struct list *out)
{
    struct list list = {
        .id = row->id,
        .owner = row->owner_id,
        .replies = (enum list_replies)row->replies,
        .is_exclusive = row->is_exclusive,
    };
    CLEANUP(crypto_key_wipe) struct crypto_key key = { 0 };
    TRY(keyring_account_key(ctx, row->owner_id, &key));
    TRY(box_open(ctx, &key, place_of(row->id, row->owner_id), row->title_box, &list.title));
    *out = list;
    return ERR_OK;
}

static enum err rows_open(struct ctx *ctx, const struct list_row *rows, size_t count,
                          struct list **out)
{
    struct list *lists = ARENA_ARRAY(ctx->arena, struct list, count);
    for (size_t i = 0; i < count; i++)
        TRY(row_open(ctx, &rows[i], &lists[i]));
    *out = lists;
    return ERR_OK;
}

enum err store_list_get(struct ctx *ctx, struct list_id id, struct list *out)
{
    struct list_row row;
    bool is_found = false;
    TRY(q_list_get(ctx, id, &is_found, &row));
    return is_found ? row_open(ctx, &row, out) : ERR_NOT_FOUND;
}

enum err store_list_list(struct ctx *ctx, struct account_id owner, struct list **out,
                         size_t *out_count)
{
    struct list_row *rows = NULL;
    TRY(q_lists_by_owner(ctx, owner, &rows, out_count));
    return rows_open(ctx, rows, *out_count, out);
}

enum err store_list_list_of_member(struct ctx *ctx, struct account_id owner,
                                   struct account_id member, struct list **out, size_t *out_count)
{
    struct list_row *rows = NULL;
    TRY(q_lists_by_member(ctx, owner, member, &rows, out_count));
    return rows_open(ctx, rows, *out_count, out);
}

enum err store_list_ids_of_member(struct ctx *ctx, struct account_id owner,
                                  struct account_id member, struct list_id **out, size_t *out_count)
{
    struct q_list_ids_by_member_row *rows = NULL;
    TRY(q_list_ids_by_member(ctx, owner, member, &rows, out_count));
    *out = ARENA_ARRAY(ctx->arena, struct list_id, *out_count);
    for (size_t i = 0; i < *out_count; i++)
        (*out)[i] = rows[i].list_id;
    return ERR_OK;
}

enum err store_list_count(struct ctx *ctx, struct account_id owner, int64_t *out)
{
    struct q_list_count_row row;
    TRY(q_list_count(ctx, owner, &row));
    *out = row.count;
    return ERR_OK;
}

enum err store_list_seal(struct ctx *ctx, const struct list *list, struct sv *out_box)
{
    CLEANUP(crypto_key_wipe) struct crypto_key key = { 0 };
    TRY(keyring_account_key(ctx, list->owner, &key));
    *out_box = box_seal(ctx->arena, &key, place_of(list->id, list->owner), list->title);
    return ERR_OK;
}

enum err store_list_insert(struct ctx *ctx, const struct list *list, struct sv title_box)
{
    return q_list_insert(ctx, list->id, list->owner, title_box, list->replies, list->is_exclusive,
                         NULL);
}

enum err store_list_update(struct ctx *ctx, const struct list *list, struct sv title_box)
{
    int64_t changed = 0;
    TRY(q_list_update(ctx, list->id, title_box, list->replies, list->is_exclusive, &changed));
    return changed > 0 ? ERR_OK : ERR_NOT_FOUND;
}

enum err store_list_delete(struct ctx *ctx, struct list_id id)
{
    TRY(q_list_members_delete(ctx, id, NULL));
    return q_list_delete(ctx, id, NULL);
}

enum err store_list_hold(struct ctx *ctx, struct list_id id)
{
    int64_t changed = 0;
    TRY(q_list_hold(ctx, id, &changed));
    return changed > 0 ? ERR_OK : ERR_NOT_FOUND;
}

enum err store_list_member_insert(struct ctx *ctx, const struct list *list,
                                  struct account_id member, int64_t id, bool *out_is_new)
{
    int64_t changed = 0;
    TRY(q_list_member_insert(ctx, list->owner, list->id, member, id, &changed));
    *out_is_new = changed > 0;
    return ERR_OK;
}

enum err store_list_member_delete(struct ctx *ctx, struct list_id list, struct account_id member)
{
    return q_list_member_delete(ctx, list, member, NULL);
}

enum err store_list_member_page(struct ctx *ctx, struct list_id list, const struct paging *paging,
                                struct relation_ref **out, size_t *out_count)
{
    struct relation_ref_row *rows = NULL;
    size_t count = 0;
    TRY(q_list_member_page(ctx, list, paging, &rows, &count));
    struct relation_ref *refs = ARENA_ARRAY(ctx->arena, struct relation_ref, count);
    for (size_t i = 0; i < count; i++)
        refs[i] = (struct relation_ref){ rows[i].id, rows[i].account_id };
    *out = refs;
    *out_count = count;
    return ERR_OK;
}

enum err store_list_member_ids(struct ctx *ctx, struct list_id list, struct account_id after,
                               int64_t count, struct account_id **out, size_t *out_count)
{
    assert(count >= 1 && count <= 10000);
    struct account_id_row *rows = NULL;
    TRY(q_list_member_ids(ctx, list, after, count, &rows, out_count));
    *out = ARENA_ARRAY(ctx->arena, struct account_id, *out_count);
    for (size_t i = 0; i < *out_count; i++)
        (*out)[i] = rows[i].account_id;
    return ERR_OK;
}
