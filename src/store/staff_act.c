/* Staff acts in the store. */
#include "store/staff_act.h"

#include "store/box.h"
#include "store/keyring.h"
#include "store/queries.h"

#define IDS_MAX 40

static struct box_place place_of(struct staff_act_id id, struct account_id owner)
{
    return (struct box_place){ .column = COLUMN_STAFF_ACT_TEXT_BOX, .row = id.v, .owner = owner };
}

static enum err row_open(struct ctx *ctx, const struct staff_act_row *row, struct staff_act *out)
{
    *out = (struct staff_act){
        .id = row->id,
        .target = row->owner_id,
        .by = row->by_id,
        .kind = (enum staff_act_kind)row->kind,
        .object = row->object_id,
    };
    if (row->text_box.ptr == NULL)
        return ERR_OK;
    CLEANUP(crypto_key_wipe) struct crypto_key key = { 0 };
    TRY(keyring_account_key(ctx, row->owner_id, &key));
    return box_open(ctx, &key, place_of(row->id, row->owner_id), row->text_box, &out->text);
}

/* Behind those that are in `out` already. */
static enum err rows_open(struct ctx *ctx, const struct staff_act_row *rows, size_t count,
                          struct staff_act *out, size_t *out_count)
{
    for (size_t i = 0; i < count; i++) {
        enum err err = row_open(ctx, &rows[i], &out[*out_count]);
        if (err != ERR_OK && err != ERR_KEY_GONE)
            return err;
        *out_count += err == ERR_OK;
    }
    return ERR_OK;
}

enum err store_staff_act_page(struct ctx *ctx, const struct paging *paging, struct staff_act **out,
                              size_t *out_count, struct paging_span *out_span)
{
    struct staff_act_row *rows = NULL;
    size_t count = 0;
    TRY(q_staff_act_page(ctx, paging, &rows, &count));
    struct paging_span span = { 0 };
    for (size_t i = 0; i < count; i++)
        paging_span_add(&span, rows[i].id.v);
    *out = ARENA_ARRAY(ctx->arena, struct staff_act, count);
    *out_count = 0;
    if (out_span != NULL)
        *out_span = span;
    return rows_open(ctx, rows, count, *out, out_count);
}

enum err store_staff_act_list(struct ctx *ctx, const struct staff_act_id *ids, size_t count,
                              struct staff_act **out, size_t *out_count)
{
    *out = ARENA_ARRAY(ctx->arena, struct staff_act, count);
    *out_count = 0;
    for (size_t at = 0; at < count; at += IDS_MAX) {
        struct staff_act_row *rows = NULL;
        size_t found = 0;
        size_t left = count - at < IDS_MAX ? count - at : IDS_MAX;
        TRY(q_staff_acts_by_ids(ctx, &ids[at], left, &rows, &found));
        TRY(rows_open(ctx, rows, found, *out, out_count));
    }
    return ERR_OK;
}

struct sv store_staff_act_seal(struct ctx *ctx, const struct staff_act *act,
                               const struct crypto_key *key)
{
    if (act->text.len == 0)
        return (struct sv){ NULL, 0 };
    return box_seal(ctx->arena, key, place_of(act->id, act->target), act->text);
}

enum err store_staff_act_insert(struct ctx *ctx, const struct staff_act *act, struct sv text_box)
{
    return q_staff_act_insert(ctx, act->id, act->target, act->by, act->kind, act->object, text_box,
                              NULL);
}
