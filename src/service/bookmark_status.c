/* Bookmark a status, or pin one's own. */
#include "service/bookmark_status.h"

#include "service/engine.h"
#include "service/permit.h"
#include "service/publish_status.h"
#include "service/reblog_status.h"
#include "service/view_status.h"
#include "store/bookmark.h"

struct mark {
    struct account_id by;
    struct status_id status;
    int64_t id;
};

/* One's own look at it changes, nobody else's. */
static void look_publish(struct ctx *ctx, const struct mark *m)
{
    struct publication publication = { .changed = { cache_ref_status(m->status) },
                                       .changed_count = 1 };
    service_publish_commit(ctx, &publication);
}

static enum err bookmark_write(struct ctx *ctx, void *arg)
{
    const struct mark *m = arg;
    look_publish(ctx, m);
    return store_bookmark_insert(ctx, m->by, m->status, m->id);
}

static enum err unbookmark_write(struct ctx *ctx, void *arg)
{
    const struct mark *m = arg;
    look_publish(ctx, m);
    return store_bookmark_delete(ctx, m->by, m->status);
}

enum err service_bookmark_status(struct ctx *ctx, struct status_id id)
{
    TRY(service_permit_acting(ctx, PAGE_ROLE_EDITOR));
    struct status_view view;
    TRY(service_view_status(ctx, id, &view));
    struct mark mark = { ctx->viewer.account,
                         view.reblog != NULL ? view.reblog->status->id : view.status->id,
                         engine_next_id(ctx) };
    return service_write_acting(ctx, bookmark_write, &mark);
}

enum err service_unbookmark_status(struct ctx *ctx, struct status_id id)
{
    TRY(service_permit_acting(ctx, PAGE_ROLE_EDITOR));
    struct status status;
    TRY(service_find_original(ctx, id, &status));
    struct mark mark = { ctx->viewer.account, status.id, 0 };
    return service_write_acting(ctx, unbookmark_write, &mark);
}

/* The profile shows its pins. */
static void profile_publish(struct ctx *ctx, struct account_id account)
{
    struct publication publication = { .changed = { cache_ref_account(account) },
                                       .changed_count = 1 };
    service_publish_commit(ctx, &publication);
}

static enum err pin_write(struct ctx *ctx, void *arg)
{
    const struct mark *m = arg;
    profile_publish(ctx, m->by);
    return store_pin_insert(ctx, m->by, m->status, m->id, STATUS_PINS_MAX);
}

static enum err unpin_write(struct ctx *ctx, void *arg)
{
    const struct mark *m = arg;
    profile_publish(ctx, m->by);
    return store_pin_delete(ctx, m->by, m->status);
}

enum err service_pin_status(struct ctx *ctx, struct status_id id)
{
    TRY(service_permit_acting(ctx, PAGE_ROLE_EDITOR));
    struct status_view view;
    TRY(service_view_status(ctx, id, &view));
    bool may_pin = account_id_eq(view.status->account, ctx->viewer.account) &&
                   !status_is_reblog(view.status) && view.status->visibility < VISIBILITY_DIRECT;
    if (!may_pin)
        return fail(ctx, ERR_VALIDATION, "not to be pinned");
    struct mark mark = { ctx->viewer.account, id, engine_next_id(ctx) };
    return service_write_acting(ctx, pin_write, &mark);
}

enum err service_unpin_status(struct ctx *ctx, struct status_id id)
{
    TRY(service_permit_acting(ctx, PAGE_ROLE_EDITOR));
    struct status status;
    TRY(service_find_original(ctx, id, &status));
    struct mark mark = { ctx->viewer.account, status.id, 0 };
    return service_write_acting(ctx, unpin_write, &mark);
}
