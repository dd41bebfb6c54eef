/* View the instance. */
#include "service/view_instance.h"

#include "base/clock.h"
#include "cache/cache.h"
#include "service/engine.h"
#include "service/manage_user.h"
#include "store/instance.h"

#define COUNTED_FOR_MS (10 * MS_PER_MINUTE)

static enum err totals_count(struct ctx *ctx, struct instance_totals *out)
{
    TRY(service_count_users(ctx, &out->users));
    TRY(store_instance_status_count(ctx, &out->statuses));
    return store_instance_host_count(ctx, &out->hosts);
}

static void totals_keep(struct cache *cache, const struct cache_key *key,
                        const struct instance_totals *totals)
{
    struct sv bytes = sv_make((const char *)totals, sizeof *totals);
    struct cache_value *value = cache_value_new(bytes, SV(""));
    cache_put(cache, key, account_id(0), NULL, 0, value, cache_epoch(cache));
    cache_value_unref(value);
}

enum err service_total_instance(struct ctx *ctx, struct instance_totals *out)
{
    struct cache *cache = ctx->engine->cache;
    int64_t period = ctx->now_ms / COUNTED_FOR_MS;
    struct cache_key key = { .kind = CACHE_KIND_TOTALS,
                             .name = sv_make((const char *)&period, sizeof period) };
    struct cache_value *value = cache_find(cache, &key);
    if (value != NULL) {
        memcpy(out, value->bytes.ptr, sizeof *out);
        cache_value_unref(value);
        return ERR_OK;
    }
    struct instance_totals totals = { 0 };
    TRY(totals_count(ctx, &totals));
    totals_keep(cache, &key, &totals);
    *out = totals;
    return ERR_OK;
}

enum err service_list_peers(struct ctx *ctx, struct sv **out, size_t *out_count)
{
    return store_instance_host_page(ctx, SV(""), INSTANCE_PEERS_MAX, out, out_count);
}
