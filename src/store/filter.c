/* Filters in the store. */
#include "store/filter.h"

#include "store/box.h"
#include "store/keyring.h"
#include "store/queries.h"

static struct box_place title_place(struct filter_id id, struct account_id owner)
{
    return (struct box_place){ .column = COLUMN_FILTER_TITLE_BOX, .row = id.v, .owner = owner };
}

static struct box_place keyword_place(struct filter_keyword_id id, struct account_id owner)
{
    return (struct box_place){ .column = COLUMN_FILTER_KEYWORD_KEYWORD_BOX,
                               .row = id.v,
                               .owner = owner };
}

static enum err filters_open(struct ctx *ctx, const struct crypto_key *key,
                             const struct filter_row *rows, size_t count, struct filter *out)
{
    for (size_t i = 0; i < count; i++) {
        const struct filter_row *row = &rows[i];
        out[i] = (struct filter){
            .id = row->id,
            .owner = row->owner_id,
            .contexts = (unsigned)row->contexts,
            .action = (enum filter_action)row->action,
            .expires_ms = row->expires_ms,
        };
        TRY(box_open(ctx, key, title_place(row->id, row->owner_id), row->title_box, &out[i].title));
    }
    return ERR_OK;
}

/* Rows come by filter, as the filters do. */
static enum err keywords_hang(struct ctx *ctx, const struct crypto_key *key,
                              struct account_id owner, struct filter *filters, size_t count)
{
    struct filter_keyword_row *rows = NULL;
    size_t row_count = 0;
    TRY(q_filter_keywords_by_owner(ctx, owner, &rows, &row_count));
    struct filter_keyword *all = ARENA_ARRAY(ctx->arena, struct filter_keyword, row_count);
    for (size_t i = 0, at = 0; i < row_count; i++) {
        const struct filter_keyword_row *row = &rows[i];
        all[i] = (struct filter_keyword){ .id = row->id,
                                          .filter = row->filter_id,
                                          .is_whole_word = row->is_whole_word };
        TRY(box_open(ctx, key, keyword_place(row->id, owner), row->keyword_box, &all[i].keyword));
        while (at < count && !filter_id_eq(filters[at].id, row->filter_id))
            at++;
        if (at == count)
            return fail(ctx, ERR_CORRUPT, "a filter's word without its filter");
        if (filters[at].keyword_count++ == 0)
            filters[at].keywords = &all[i];
    }
    return ERR_OK;
}

static enum err statuses_hang(struct ctx *ctx, struct account_id owner, struct filter *filters,
                              size_t count)
{
    struct filter_status_row *rows = NULL;
    size_t row_count = 0;
    TRY(q_filter_statuses_by_owner(ctx, owner, &rows, &row_count));
    struct filter_status *all = ARENA_ARRAY(ctx->arena, struct filter_status, row_count);
    for (size_t i = 0, at = 0; i < row_count; i++) {
        all[i] = (struct filter_status){ rows[i].id, rows[i].filter_id, rows[i].status_id };
        while (at < count && !filter_id_eq(filters[at].id, rows[i].filter_id))
            at++;
        if (at == count)
            return fail(ctx, ERR_CORRUPT, "a filter's status without its filter");
        if (filters[at].status_count++ == 0)
            filters[at].statuses = &all[i];
    }
    return ERR_OK;
}

enum err store_filter_list(struct ctx *ctx, struct account_id owner, struct filter **out,
                           size_t *out_count)
{
    struct filter_row *rows = NULL;
    size_t count = 0;
    *out = NULL;
    *out_count = 0;
    TRY(q_filters_by_owner(ctx, owner, &rows, &count));
    if (count == 0)
        return ERR_OK;
    CLEANUP(crypto_key_wipe) struct crypto_key key = { 0 };
    TRY(keyring_account_key(ctx, owner, &key));
    struct filter *filters = ARENA_ARRAY(ctx->arena, struct filter, count);
    TRY(filters_open(ctx, &key, rows, count, filters));
    TRY(keywords_hang(ctx, &key, owner, filters, count));
    TRY(statuses_hang(ctx, owner, filters, count));
    *out = filters;
    *out_count = count;
    return ERR_OK;
}

enum err store_filter_count(struct ctx *ctx, struct account_id owner, int64_t *out)
{
    struct q_filter_count_row row;
    TRY(q_filter_count(ctx, owner, &row));
    *out = row.count;
    return ERR_OK;
}

enum err store_filter_seal(struct ctx *ctx, const struct filter *filter, struct filter_boxes *out)
{
    CLEANUP(crypto_key_wipe) struct crypto_key key = { 0 };
    TRY(keyring_account_key(ctx, filter->owner, &key));
    out->title = box_seal(ctx->arena, &key, title_place(filter->id, filter->owner), filter->title);
    out->keywords = ARENA_ARRAY(ctx->arena, struct sv, filter->keyword_count);
    for (size_t i = 0; i < filter->keyword_count; i++)
        out->keywords[i] =
            box_seal(ctx->arena, &key, keyword_place(filter->keywords[i].id, filter->owner),
                     filter->keywords[i].keyword);
    return ERR_OK;
}

static enum err keywords_write(struct ctx *ctx, const struct filter *filter,
                               const struct filter_boxes *boxes)
{
    for (size_t i = 0; i < filter->keyword_count; i++)
        TRY(q_filter_keyword_upsert(ctx, filter->keywords[i].id, filter->owner, filter->id,
                                    boxes->keywords[i], filter->keywords[i].is_whole_word, NULL));
    return ERR_OK;
}

enum err store_filter_insert(struct ctx *ctx, const struct filter *filter,
                             const struct filter_boxes *boxes)
{
    TRY(q_filter_insert(ctx, filter->id, filter->owner, boxes->title, filter->contexts,
                        filter->action, filter->expires_ms, NULL));
    return keywords_write(ctx, filter, boxes);
}

enum err store_filter_update(struct ctx *ctx, const struct filter *filter,
                             const struct filter_boxes *boxes)
{
    int64_t changed = 0;
    TRY(q_filter_update(ctx, filter->id, boxes->title, filter->contexts, filter->action,
                        filter->expires_ms, &changed));
    /* Taken away meanwhile: no word may stay without its filter. */
    return changed > 0 ? keywords_write(ctx, filter, boxes) : ERR_NOT_FOUND;
}

enum err store_filter_delete(struct ctx *ctx, const struct filter *filter)
{
    TRY(q_filter_keywords_delete(ctx, filter->owner, filter->id, NULL));
    TRY(q_filter_statuses_delete(ctx, filter->owner, filter->id, NULL));
    return q_filter_delete(ctx, filter->id, NULL);
}

enum err store_filter_keyword_delete(struct ctx *ctx, struct filter_keyword_id id)
{
    return q_filter_keyword_delete(ctx, id, NULL);
}

enum err store_filter_status_insert(struct ctx *ctx, struct account_id owner,
                                    const struct filter_status *status)
{
    int64_t changed = 0;
    TRY(q_filter_hold(ctx, status->filter, &changed));
    if (changed == 0)
        return ERR_NOT_FOUND;
    return q_filter_status_insert(ctx, status->id, owner, status->filter, status->status, NULL);
}

enum err store_filter_status_delete(struct ctx *ctx, struct filter_status_id id)
{
    return q_filter_status_delete(ctx, id, NULL);
}
