/* Accounts as moderators look for them. */
#include "store/moderated_account.h"

#include <stdlib.h>

#include "store/queries.h"

static int oldest_first(const void *a, const void *b)
{
    const struct account_id *x = a;
    const struct account_id *y = b;
    return (x->v > y->v) - (x->v < y->v);
}

static enum err unordered_list(struct ctx *ctx, const struct moderated_query *query,
                               struct account_id_row **rows, size_t *count)
{
    if (query->by == MODERATED_STAFF)
        return q_moderated_staff(ctx, rows, count);
    struct sv end = sv_concat(ctx->arena, (struct sv[]){ query->text, SV("\x7f") }, 2);
    return q_moderated_username(ctx, query->text, end, MODERATED_USERNAMES_MAX, rows, count);
}

/* What an index has in another order, in the order of ids. */
static enum err unordered_page(struct ctx *ctx, const struct moderated_query *query,
                               const struct paging *paging, struct account_id **out,
                               size_t *out_count)
{
    struct account_id_row *rows = NULL;
    size_t count = 0;
    size_t kept = 0;
    TRY(unordered_list(ctx, query, &rows, &count));
    struct account_id *ids = ARENA_ARRAY(ctx->arena, struct account_id, count);
    for (size_t i = 0; i < count; i++) {
        int64_t id = rows[i].account_id.v;
        if (id > paging->above && id < paging->below)
            ids[kept++] = rows[i].account_id;
    }
    if (kept > 1)
        qsort(ids, kept, sizeof *ids, oldest_first);
    for (size_t i = 0; i < kept / 2 && !paging->is_from_oldest; i++) {
        struct account_id id = ids[i];
        ids[i] = ids[kept - 1 - i];
        ids[kept - 1 - i] = id;
    }
    *out = ids;
    *out_count = kept < paging->count ? kept : paging->count;
    return ERR_OK;
}

static enum err rows_page(struct ctx *ctx, const struct moderated_query *query,
                          const struct paging *paging, struct account_id_row **rows, size_t *count)
{
    switch (query->by) {
    case MODERATED_LOCAL:
        return q_moderated_local(ctx, paging, rows, count);
    case MODERATED_DOMAIN:
        return q_moderated_domain(ctx, query->text, paging, rows, count);
    case MODERATED_STATE:
        return q_moderated_state(ctx, query->number, paging, rows, count);
    case MODERATED_SENSITIZED:
        return q_moderated_sensitized(ctx, paging, rows, count);
    case MODERATED_USER_STATE:
        return q_moderated_user_state(ctx, query->number, paging, rows, count);
    case MODERATED_STAFF:
    case MODERATED_ALL:
    case MODERATED_USERNAME:
        break;
    }
    return q_moderated_all(ctx, paging, rows, count);
}

enum err store_moderated_page(struct ctx *ctx, const struct moderated_query *query,
                              const struct paging *paging, struct account_id **out,
                              size_t *out_count)
{
    if (query->by == MODERATED_USERNAME || query->by == MODERATED_STAFF)
        return unordered_page(ctx, query, paging, out, out_count);
    struct account_id_row *rows = NULL;
    TRY(rows_page(ctx, query, paging, &rows, out_count));
    *out = ARENA_ARRAY(ctx->arena, struct account_id, *out_count);
    for (size_t i = 0; i < *out_count; i++)
        (*out)[i] = rows[i].account_id;
    return ERR_OK;
}
