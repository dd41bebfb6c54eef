/* Mute a conversation. */
#include "service/mute_thread.h"

#include "service/engine.h"
#include "service/permit.h"
#include "service/tie.h"
#include "service/view_status.h"
#include "store/thread_mute.h"

struct muting {
    struct account_id owner;
    struct status_id thread;
    bool is_end;
};

static enum err mute_write(struct ctx *ctx, void *arg)
{
    const struct muting *m = arg;
    service_tie_changed(ctx, m->owner, m->owner);
    return m->is_end ? store_thread_mute_delete(ctx, m->owner, m->thread)
                     : store_thread_mute_insert(ctx, m->owner, m->thread);
}

static enum err change(struct ctx *ctx, struct status_id id, bool is_end)
{
    struct status_view view;
    TRY(service_permit_acting(ctx, PAGE_ROLE_MODERATOR));
    TRY(service_view_status(ctx, id, &view));
    const struct status *status = view.reblog != NULL ? view.reblog->status : view.status;
    struct muting m = { ctx->viewer.account, status->thread, is_end };
    return service_write_acting(ctx, mute_write, &m);
}

enum err service_mute_thread(struct ctx *ctx, struct status_id id)
{
    return change(ctx, id, false);
}

enum err service_unmute_thread(struct ctx *ctx, struct status_id id)
{
    return change(ctx, id, true);
}
