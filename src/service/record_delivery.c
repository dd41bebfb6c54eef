/* Record deliveries. */
#include "service/record_delivery.h"

#include "db/db.h"
#include "store/host.h"

static enum err outcome_write(struct ctx *ctx, const struct delivery_outcome *o)
{
    if (o->host_failed)
        TRY(store_host_mark_failed(ctx, o->delivery.inbox.host, o->parked_until_ms));
    if (o->host_answered)
        TRY(store_host_mark_alive(ctx, o->delivery.inbox.host));
    if (o->end == DELIVERY_KEPT)
        return store_delivery_keep(ctx, &o->delivery);
    return o->has_row ? store_delivery_delete(ctx, &o->delivery) : ERR_OK;
}

static enum err batch_write(struct ctx *ctx, void *arg)
{
    const struct delivery_batch *batch = arg;
    for (size_t i = 0; i < batch->count; i++)
        TRY(outcome_write(ctx, &batch->outcomes[i]));
    for (size_t i = 0; i < batch->progress_count; i++) {
        const struct delivery_progress *p = &batch->progress[i];
        if (p->is_finished)
            TRY(store_fanout_delete(ctx, p->fanout));
        else
            TRY(store_fanout_advance(ctx, p->fanout, p->cursor));
    }
    return ERR_OK;
}

enum err service_record_deliveries(struct ctx *ctx, const struct delivery_batch *batch)
{
    struct delivery_batch copy = *batch;
    return db_write(ctx, batch_write, &copy);
}
