/* Muted conversations in the store. */
#include "store/thread_mute.h"

#include "store/queries.h"

enum err store_thread_mute_insert(struct ctx *ctx, struct account_id owner, struct status_id thread)
{
    return q_thread_mute_insert(ctx, owner, thread, NULL);
}

enum err store_thread_mute_delete(struct ctx *ctx, struct account_id owner, struct status_id thread)
{
    return q_thread_mute_delete(ctx, owner, thread, NULL);
}
