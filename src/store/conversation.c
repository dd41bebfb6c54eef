/* Conversations in the store. */
#include "store/conversation.h"

#include "store/queries.h"

static struct conversation of_row(const struct conversation_row *row)
{
    return (struct conversation){
        .id = row->id,
        .owner = row->owner_id,
        .position = row->newest_id,
        .last = row->last_id,
        .is_unread = row->is_unread,
    };
}

enum err store_conversation_doubt(struct ctx *ctx, struct account_id owner, struct account_id from,
                                  struct status_id thread, struct conversation_doubt *out)
{
    struct q_conversation_doubt_row row;
    TRY(q_conversation_doubt(ctx, owner, from, thread, ctx->now_ms, &row));
    *out = (struct conversation_doubt){
        .is_refused = row.is_refused,
        .is_quiet = row.is_quiet,
        .is_followed = row.is_followed,
        .is_silenced = row.from_silenced,
        .domain = row.from_domain,
    };
    return ERR_OK;
}

enum err store_conversation_add(struct ctx *ctx, const struct conversation_place *place,
                                struct status_id status, enum conversation_mark mark,
                                struct conversation_id *out, bool *out_is_new)
{
    struct conversation_row known;
    bool is_known = false;
    TRY(q_conversation_of_status(ctx, place->owner, status, &is_known, &known));
    *out_is_new = !is_known;
    if (is_known) {
        *out = known.id;
        return ERR_OK;
    }
    struct q_conversation_upsert_row row;
    TRY(q_conversation_upsert(ctx, place->id, place->owner, place->thread, place->people_hash,
                              status, mark == CONVERSATION_UNREAD, mark == CONVERSATION_AS_IT_WAS,
                              &row));
    *out = row.id;
    return q_conversation_status_insert(ctx, place->owner, status, row.id, NULL);
}

enum err store_conversation_take(struct ctx *ctx, struct account_id owner, struct status_id status,
                                 bool *out_found, struct conversation *out)
{
    struct conversation_row row;
    bool is_found = false;
    TRY(q_conversation_of_status(ctx, owner, status, &is_found, &row));
    *out_found = is_found;
    if (!is_found)
        return ERR_OK;
    *out = of_row(&row);
    TRY(q_conversation_status_delete(ctx, owner, status, NULL));
    TRY(q_conversation_uncount(ctx, row.id, 1, NULL));
    return q_conversation_delete_empty(ctx, row.id, NULL);
}

enum err store_conversation_owners(struct ctx *ctx, struct status_id status,
                                   struct account_id **out, size_t *out_count)
{
    struct account_id_row *rows = NULL;
    TRY(q_conversation_owners(ctx, status, &rows, out_count));
    *out = ARENA_ARRAY(ctx->arena, struct account_id, *out_count);
    for (size_t i = 0; i < *out_count; i++)
        (*out)[i] = rows[i].account_id;
    return ERR_OK;
}

enum err store_conversation_get(struct ctx *ctx, struct account_id owner, struct conversation_id id,
                                struct conversation *out)
{
    struct conversation_row row;
    bool is_found = false;
    TRY(q_conversation_get(ctx, id, owner, &is_found, &row));
    if (!is_found)
        return ERR_NOT_FOUND;
    *out = of_row(&row);
    return ERR_OK;
}

enum err store_conversation_page(struct ctx *ctx, struct account_id owner,
                                 const struct paging *paging, struct conversation **out,
                                 size_t *out_count)
{
    struct conversation_row *rows = NULL;
    TRY(q_conversation_page(ctx, owner, paging, &rows, out_count));
    *out = ARENA_ARRAY(ctx->arena, struct conversation, *out_count);
    for (size_t i = 0; i < *out_count; i++)
        (*out)[i] = of_row(&rows[i]);
    return ERR_OK;
}

enum err store_conversation_status_page(struct ctx *ctx, struct account_id owner,
                                        const struct paging *paging, struct status_id **out,
                                        size_t *out_count)
{
    struct status_ref *rows = NULL;
    TRY(q_conversation_status_page(ctx, owner, paging, &rows, out_count));
    *out = ARENA_ARRAY(ctx->arena, struct status_id, *out_count);
    for (size_t i = 0; i < *out_count; i++)
        (*out)[i] = rows[i].id;
    return ERR_OK;
}

enum err store_conversation_mark(struct ctx *ctx, struct account_id owner,
                                 struct conversation_id id, bool is_unread)
{
    return q_conversation_mark(ctx, id, owner, is_unread, NULL);
}

enum err store_conversation_delete(struct ctx *ctx, const struct conversation *conversation,
                                   int64_t count, int64_t *out_deleted)
{
    struct conversation_id id = conversation->id;
    int64_t deleted = 0;
    TRY(q_conversation_statuses_delete(ctx, id, conversation->owner, conversation->position, count,
                                       &deleted));
    TRY(q_conversation_uncount(ctx, id, deleted, NULL));
    *out_deleted = deleted;
    return q_conversation_delete_empty(ctx, id, NULL);
}
