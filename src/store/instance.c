/* The instance as a whole in the store. */
#include "store/instance.h"

#include "store/queries.h"

#define HOST_PAGE_MAX 5000

/* Who counts for the same account, or server, would wait for the other anyway. */
static int64_t slot_of(int64_t id)
{
    return (int64_t)((uint64_t)id * UINT64_C(0x9E3779B97F4A7C15) >> 60);
}

enum err store_instance_total(struct ctx *ctx, enum instance_total total, int64_t since_day,
                              int64_t *out)
{
    return q_instance_count_sum(ctx, total, since_day, out);
}

enum err store_instance_add_statuses(struct ctx *ctx, struct account_id account, int64_t change)
{
    return q_instance_count_add_of(ctx, account, TOTAL_STATUSES, 0, slot_of(account.v), change,
                                   NULL);
}

enum err store_count_status(struct ctx *ctx, struct account_id account, int64_t at_ms)
{
    TRY(q_account_count_posted(ctx, account, at_ms, NULL));
    return store_instance_add_statuses(ctx, account, 1);
}

enum err store_uncount_status(struct ctx *ctx, struct account_id account)
{
    TRY(q_account_count_add(ctx, account, 0, 0, -1, NULL));
    return store_instance_add_statuses(ctx, account, -1);
}

enum err store_instance_add_user(struct ctx *ctx, struct account_id account, int64_t seen_day,
                                 int64_t change)
{
    int64_t slot = slot_of(account.v);
    TRY(q_instance_count_add_of(ctx, account, TOTAL_USERS, 0, slot, change, NULL));
    if (seen_day == 0)
        return ERR_OK;
    return q_instance_count_add_of(ctx, account, TOTAL_SEEN, seen_day, slot, change, NULL);
}

enum err store_instance_add_host(struct ctx *ctx, struct host_id host, int64_t change)
{
    return q_instance_count_add(ctx, TOTAL_HOSTS, slot_of(host.v), change, NULL);
}

enum err store_instance_host_page(struct ctx *ctx, struct sv after, int64_t count, struct sv **out,
                                  size_t *out_count)
{
    assert(count >= 1 && count <= HOST_PAGE_MAX);
    struct q_instance_host_names_row *rows = NULL;
    size_t row_count = 0;
    TRY(q_instance_host_names(ctx, after, count, &rows, &row_count));
    struct sv *names = ARENA_ARRAY(ctx->arena, struct sv, row_count);
    for (size_t i = 0; i < row_count; i++)
        names[i] = rows[i].name;
    *out = names;
    *out_count = row_count;
    return ERR_OK;
}
