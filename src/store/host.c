/* Other servers in the store: hosts and the inboxes on them. */
#include "store/host.h"

#include "store/instance.h"
#include "store/queries.h"

enum err store_host_find(struct ctx *ctx, struct sv name, bool *out_found, struct host *out)
{
    struct host_row row;
    TRY(q_host_by_name(ctx, name, out_found, &row));
    if (*out_found)
        *out = (struct host){ row.id, row.name, row.failing_since_ms, row.parked_until_ms,
                              row.seen_ms };
    return ERR_OK;
}

enum err store_host_list(struct ctx *ctx, struct host_id after, int64_t count, struct host **out,
                         size_t *out_count)
{
    struct host_row *rows = NULL;
    size_t row_count = 0;
    TRY(q_hosts_after(ctx, after, count, &rows, &row_count));
    struct host *hosts = ARENA_ARRAY(ctx->arena, struct host, row_count);
    for (size_t i = 0; i < row_count; i++)
        hosts[i] = (struct host){ rows[i].id, rows[i].name, rows[i].failing_since_ms,
                                  rows[i].parked_until_ms, rows[i].seen_ms };
    *out = hosts;
    *out_count = row_count;
    return ERR_OK;
}

enum err store_host_accounts(struct ctx *ctx, struct host_id host, struct account_id after,
                             int64_t count, struct account_id **out, size_t *out_count)
{
    struct account_id_row *rows = NULL;
    size_t row_count = 0;
    TRY(q_host_accounts(ctx, host, after, count, &rows, &row_count));
    struct account_id *ids = ARENA_ARRAY(ctx->arena, struct account_id, row_count);
    for (size_t i = 0; i < row_count; i++)
        ids[i] = rows[i].account_id;
    *out = ids;
    *out_count = row_count;
    return ERR_OK;
}

enum err store_host_upsert(struct ctx *ctx, struct host_id new_id, struct sv name,
                           struct host_id *out)
{
    struct q_host_upsert_row row;
    TRY(q_host_upsert(ctx, new_id, name, ctx->now_ms, &row));
    if (host_id_eq(row.id, new_id))
        TRY(store_instance_add_host(ctx, new_id, 1));
    *out = row.id;
    return ERR_OK;
}

enum err store_host_mark_failed(struct ctx *ctx, struct host_id id, int64_t parked_until_ms)
{
    return q_host_mark_failed(ctx, id, ctx->now_ms, parked_until_ms, NULL);
}

enum err store_host_mark_alive(struct ctx *ctx, struct host_id id)
{
    TRY(q_host_mark_alive(ctx, id, ctx->now_ms, NULL));
    return q_delivery_hasten(ctx, id, ctx->now_ms, NULL);
}

enum err store_inbox_upsert(struct ctx *ctx, struct inbox_id new_id, struct host_id host,
                            struct sv url, struct inbox_id *out)
{
    struct q_inbox_upsert_row row;
    TRY(q_inbox_upsert(ctx, new_id, host, url, &row));
    *out = row.id;
    return ERR_OK;
}
