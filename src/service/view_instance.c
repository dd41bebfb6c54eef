/* View the instance. */
#include "service/view_instance.h"

#include "base/clock.h"
#include "store/instance.h"

#define DAYS_A_MONTH 30
#define DAYS_HALF_A_YEAR 180

enum err service_total_instance(struct ctx *ctx, struct instance_totals *out)
{
    int64_t today = ctx->now_ms / MS_PER_DAY;
    struct instance_totals totals;
    struct user_counts *users = &totals.users;
    TRY(store_instance_total(ctx, TOTAL_USERS, 0, &users->total));
    TRY(store_instance_total(ctx, TOTAL_SEEN, today - DAYS_A_MONTH, &users->active_month));
    TRY(store_instance_total(ctx, TOTAL_SEEN, today - DAYS_HALF_A_YEAR, &users->active_half_year));
    TRY(store_instance_total(ctx, TOTAL_STATUSES, 0, &totals.statuses));
    TRY(store_instance_total(ctx, TOTAL_HOSTS, 0, &totals.hosts));
    *out = totals;
    return ERR_OK;
}

enum err service_list_peers(struct ctx *ctx, struct sv **out, size_t *out_count)
{
    return store_instance_host_page(ctx, SV(""), INSTANCE_PEERS_MAX, out, out_count);
}
