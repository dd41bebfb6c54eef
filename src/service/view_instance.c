/* View the instance. */
#include "service/view_instance.h"

#include "base/clock.h"
#include "service/domain_rule.h"
#include "store/instance.h"

#define DAYS_A_MONTH 30
#define DAYS_HALF_A_YEAR 180
#define DAYS_A_WEEK 7
/* Blocked servers are passed over: so many names are looked at to find INSTANCE_PEERS_FOUND. */
#define PEERS_LOOKED_AT 40
#define QUERY_BYTES_MAX 253

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

static_assert(INSTANCE_WEEKS_SHOWN == INSTANCE_WEEKS, "as many weeks as are kept");

enum err service_list_weeks(struct ctx *ctx, struct instance_week out[INSTANCE_WEEKS_SHOWN])
{
    int64_t statuses[INSTANCE_WEEKS];
    int64_t logins[INSTANCE_WEEKS];
    int64_t registrations[INSTANCE_WEEKS];
    int64_t monday = store_instance_week(ctx->now_ms / MS_PER_DAY);
    TRY(store_instance_weeks(ctx, WEEK_STATUSES, statuses));
    TRY(store_instance_weeks(ctx, WEEK_SEEN, logins));
    TRY(store_instance_weeks(ctx, WEEK_REGISTRATIONS, registrations));
    for (int i = 0; i < INSTANCE_WEEKS; i++)
        out[i] = (struct instance_week){ (monday - i * DAYS_A_WEEK) * MS_PER_DAY, statuses[i],
                                         logins[i], registrations[i] };
    return ERR_OK;
}

enum err service_search_peers(struct ctx *ctx, struct sv query, struct sv **out, size_t *out_count)
{
    struct sv prefix = sv_lower(ctx->arena, sv_trim(query));
    struct sv *names = NULL;
    size_t count = 0;
    size_t kept = 0;
    if (prefix.len > 0 && prefix.len <= QUERY_BYTES_MAX)
        TRY(store_instance_host_search(ctx, prefix, PEERS_LOOKED_AT, &names, &count));
    for (size_t i = 0; i < count && kept < INSTANCE_PEERS_FOUND; i++) {
        bool is_blocked = false;
        TRY(service_domain_is_blocked(ctx, names[i], &is_blocked));
        if (!is_blocked)
            names[kept++] = names[i];
    }
    *out = names;
    *out_count = kept;
    return ERR_OK;
}
