/* Collections in the store. */
#include "store/collection.h"

#include "base/vec.h"
#include "store/account.h"
#include "store/box.h"
#include "store/keyring.h"
#include "store/queries.h"

static struct box_place place_of(enum manifest_column column, const struct collection *c)
{
    return (struct box_place){ .column = column, .row = c->id.v, .owner = c->owner };
}

static enum err row_open(struct ctx *ctx, const struct collection_row *row, struct collection *out)
{
    struct collection c = {
        .id = row->id,
        .owner = row->owner_id,
        .language = row->language,
        .is_sensitive = row->is_sensitive,
        .is_discoverable = row->is_discoverable,
        .updated_ms = row->updated_ms,
    };
    CLEANUP(crypto_key_wipe) struct crypto_key key = { 0 };
    TRY(keyring_account_key(ctx, c.owner, &key));
    TRY(box_open(ctx, &key, place_of(COLUMN_COLLECTION_NAME_BOX, &c), row->name_box, &c.name));
    TRY(box_open(ctx, &key, place_of(COLUMN_COLLECTION_DESCRIPTION_BOX, &c), row->description_box,
                 &c.description));
    TRY(box_open(ctx, &key, place_of(COLUMN_COLLECTION_TAG_BOX, &c), row->tag_box, &c.tag));
    *out = c;
    return ERR_OK;
}

static enum err items_load(struct ctx *ctx, struct collection *list, size_t count)
{
    struct collection_id ids[STORE_LIST_MAX];
    struct collection_item_row *rows = NULL;
    size_t row_count = 0;
    assert(count <= STORE_LIST_MAX);
    for (size_t i = 0; i < count; i++)
        ids[i] = list[i].id;
    if (count > 0)
        TRY(q_collection_items_by_ids(ctx, ids, count, &rows, &row_count));
    for (size_t i = 0; i < count; i++) {
        VEC(struct collection_item) items = { 0 };
        for (size_t j = 0; j < row_count; j++)
            if (collection_id_eq(rows[j].collection_id, list[i].id))
                *VEC_PUSH(ctx->arena, &items) =
                    (struct collection_item){ rows[j].id, rows[j].account_id };
        list[i].items = items.items;
        list[i].item_count = items.count;
    }
    return ERR_OK;
}

/* Whose owner is being erased is left out. */
static enum err rows_open(struct ctx *ctx, const struct collection_row *rows, size_t count,
                          struct collection **out, size_t *out_count)
{
    struct collection *list = ARENA_ARRAY(ctx->arena, struct collection, count);
    size_t filled = 0;
    for (size_t i = 0; i < count; i++) {
        enum err err = row_open(ctx, &rows[i], &list[filled]);
        if (err != ERR_OK && err != ERR_KEY_GONE)
            return err;
        filled += err == ERR_OK;
    }
    TRY(items_load(ctx, list, filled));
    *out = list;
    *out_count = filled;
    return ERR_OK;
}

enum err store_collection_get(struct ctx *ctx, struct collection_id id, struct collection *out)
{
    struct collection_row row;
    struct collection *list = NULL;
    size_t count = 0;
    bool is_found = false;
    TRY(q_collection_get(ctx, id, &is_found, &row));
    if (is_found)
        TRY(rows_open(ctx, &row, 1, &list, &count));
    if (count == 0)
        return ERR_NOT_FOUND;
    *out = list[0];
    return ERR_OK;
}

enum err store_collection_list(struct ctx *ctx, struct account_id owner, struct collection **out,
                               size_t *out_count)
{
    struct collection_row *rows = NULL;
    size_t count = 0;
    TRY(q_collections_by_owner(ctx, owner, &rows, &count));
    return rows_open(ctx, rows, count, out, out_count);
}

enum err store_collection_list_with(struct ctx *ctx, struct account_id account, int64_t offset,
                                    int64_t count, struct collection **out, size_t *out_count,
                                    bool *out_more)
{
    struct collection_row *rows = NULL;
    size_t found = 0;
    assert(count <= STORE_LIST_MAX);
    TRY(q_collections_by_account(ctx, account, offset, count, &rows, &found));
    *out_more = (int64_t)found == count;
    return rows_open(ctx, rows, found, out, out_count);
}

enum err store_collection_count(struct ctx *ctx, struct account_id owner, int64_t *out)
{
    return q_collection_count(ctx, owner, out);
}

static struct sv seal_or_none(struct ctx *ctx, const struct crypto_key *key, struct box_place place,
                              struct sv text)
{
    return text.len > 0 ? box_seal(ctx->arena, key, place, text) : (struct sv){ 0 };
}

enum err store_collection_seal(struct ctx *ctx, const struct collection *c,
                               struct collection_boxes *out)
{
    CLEANUP(crypto_key_wipe) struct crypto_key key = { 0 };
    TRY(keyring_account_key(ctx, c->owner, &key));
    *out = (struct collection_boxes){
        .name = box_seal(ctx->arena, &key, place_of(COLUMN_COLLECTION_NAME_BOX, c), c->name),
        .description =
            seal_or_none(ctx, &key, place_of(COLUMN_COLLECTION_DESCRIPTION_BOX, c), c->description),
        .tag = seal_or_none(ctx, &key, place_of(COLUMN_COLLECTION_TAG_BOX, c), c->tag),
    };
    return ERR_OK;
}

static struct sv or_null(struct sv text)
{
    return text.len > 0 ? text : (struct sv){ 0 };
}

enum err store_collection_insert(struct ctx *ctx, const struct collection *c,
                                 const struct collection_boxes *boxes)
{
    return q_collection_insert(ctx, c->id, c->owner, c->is_sensitive, c->is_discoverable,
                               or_null(c->language), c->updated_ms, boxes->name, boxes->description,
                               boxes->tag, NULL);
}

enum err store_collection_update(struct ctx *ctx, const struct collection *c,
                                 const struct collection_boxes *boxes)
{
    int64_t changed = 0;
    TRY(q_collection_update(ctx, c->id, c->is_sensitive, c->is_discoverable, or_null(c->language),
                            c->updated_ms, boxes->name, boxes->description, boxes->tag, &changed));
    return changed > 0 ? ERR_OK : ERR_NOT_FOUND;
}

enum err store_collection_delete(struct ctx *ctx, struct collection_id id)
{
    TRY(q_collection_items_delete(ctx, id, NULL));
    return q_collection_delete(ctx, id, NULL);
}

static enum err touch(struct ctx *ctx, struct collection_id id)
{
    int64_t changed = 0;
    TRY(q_collection_touch(ctx, id, ctx->now_ms, &changed));
    return changed > 0 ? ERR_OK : ERR_NOT_FOUND;
}

enum err store_collection_add(struct ctx *ctx, const struct collection *c,
                              const struct collection_item *item)
{
    int64_t count = 0;
    int64_t changed = 0;
    TRY(touch(ctx, c->id));
    TRY(q_collection_item_count(ctx, c->id, &count));
    if (count >= COLLECTION_ITEMS_MAX)
        return fail(ctx, ERR_VALIDATION, "%d in a collection", COLLECTION_ITEMS_MAX);
    TRY(q_collection_item_insert(ctx, item->id, c->id, item->account, c->owner, &changed));
    return changed > 0 ? ERR_OK : ERR_DUPLICATE;
}

enum err store_collection_remove(struct ctx *ctx, struct collection_id id,
                                 struct collection_item_id item)
{
    int64_t changed = 0;
    TRY(touch(ctx, id));
    TRY(q_collection_item_delete(ctx, item, id, &changed));
    return changed > 0 ? ERR_OK : ERR_NOT_FOUND;
}

enum err store_collection_leave(struct ctx *ctx, struct collection_id id,
                                struct collection_item_id item, struct account_id account)
{
    int64_t changed = 0;
    TRY(q_collection_item_revoke(ctx, item, id, account, &changed));
    return changed > 0 ? ERR_OK : ERR_NOT_FOUND;
}
