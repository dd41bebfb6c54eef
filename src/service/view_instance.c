/* View the instance. */
#include "service/view_instance.h"

#include "service/manage_user.h"
#include "store/instance.h"

enum err service_total_instance(struct ctx *ctx, struct instance_totals *out)
{
    struct instance_totals counts;
    TRY(service_count_users(ctx, &counts.users));
    TRY(store_instance_status_count(ctx, &counts.statuses));
    TRY(store_instance_host_count(ctx, &counts.hosts));
    *out = counts;
    return ERR_OK;
}

enum err service_list_peers(struct ctx *ctx, struct sv **out, size_t *out_count)
{
    return store_instance_host_page(ctx, SV(""), INSTANCE_PEERS_MAX, out, out_count);
}
