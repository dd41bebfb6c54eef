/* Reblog a status. */
#include "service/reblog_status.h"

#include "service/engine.h"
#include "service/log_page.h"
#include "service/notify.h"
#include "service/permit.h"
#include "service/publish_status.h"
#include "service/send_status.h"
#include "service/view_status.h"
#include "store/favourite.h"
#include "store/outbound.h"
#include "store/status.h"

struct reblog {
    struct status status;
    struct status original;
    struct status_sealed sealed;
};

static void changes_publish(struct ctx *ctx, const struct reblog *r, struct publication *what)
{
    what->changed[0] = cache_ref_status(r->original.id);
    what->changed[1] = cache_ref_account(r->status.account);
    what->changed_count = 2;
    service_publish_commit(ctx, what);
}

static enum err reblog_write(struct ctx *ctx, void *arg)
{
    struct reblog *r = arg;
    struct status *status = &r->status;
    TRY(service_send_status(ctx, status, ACTIVITY_ANNOUNCE, FANOUT_FOLLOWERS, &status->fanout_seq));
    TRY(store_status_insert(ctx, status, &r->sealed, NULL));
    TRY(store_status_count_new(ctx, status));
    struct notification note = { .kind = NOTIFICATION_REBLOG,
                                 .owner = r->original.account,
                                 .from = status->account,
                                 .status = r->original.id };
    TRY(service_notify(ctx, &note));
    TRY(service_log_acting(ctx, PAGE_LOG_REBLOGGED, account_id(0), r->original.id));
    struct publication publication = { .posted = status };
    changes_publish(ctx, r, &publication);
    return ERR_OK;
}

static enum err earlier_find(struct ctx *ctx, struct status_id of, bool *out_found,
                             struct status *out)
{
    struct status_id id;
    TRY(store_reblog_find(ctx, of, ctx->viewer.account, out_found, &id));
    return *out_found ? store_status_get(ctx, id, out) : ERR_OK;
}

static enum err reblog_prepare(struct ctx *ctx, struct status_id id, enum visibility visibility,
                               struct reblog *r)
{
    struct status_view view;
    TRY(service_view_status(ctx, id, &view));
    r->original = view.reblog != NULL ? *view.reblog->status : *view.status;
    bool is_author = account_id_eq(r->original.account, ctx->viewer.account);
    if (!visibility_allows_reblog(r->original.visibility, is_author))
        return ERR_NOT_FOUND;
    bool is_narrow = r->original.visibility == VISIBILITY_PRIVATE;
    r->status = (struct status){
        .account = ctx->viewer.account,
        .visibility = is_narrow ? VISIBILITY_PRIVATE : visibility,
        .reblog_of = r->original.id,
        .reblog_of_account = r->original.account,
        .application = ctx->viewer.application,
        .is_local = true,
        .created_ms = ctx->now_ms,
    };
    r->status.id = status_id(engine_next_id(ctx));
    r->status.thread = r->status.id;
    return store_status_seal(ctx, &r->status, &r->sealed);
}

enum err service_reblog_status(struct ctx *ctx, struct status_id id, enum visibility visibility,
                               struct status *out)
{
    TRY(service_permit_acting(ctx, PAGE_ROLE_EDITOR));
    if (visibility > VISIBILITY_PRIVATE)
        return fail(ctx, ERR_VALIDATION, "a reblog cannot be direct");
    struct reblog reblog = { 0 };
    TRY(reblog_prepare(ctx, id, visibility, &reblog));
    bool is_found = false;
    TRY(earlier_find(ctx, reblog.original.id, &is_found, out));
    if (is_found)
        return ERR_OK;
    enum err err = service_write_acting(ctx, reblog_write, &reblog);
    if (err == ERR_DUPLICATE) {
        /* Twice at the same time: the other one is it. */
        TRY(earlier_find(ctx, reblog.original.id, &is_found, out));
        return is_found ? ERR_OK : ERR_DUPLICATE;
    }
    TRY(err);
    TRY(store_status_get(ctx, reblog.status.id, out));
    service_publish_stream(ctx, out, STREAM_EVENT_UPDATE);
    return ERR_OK;
}

enum err service_find_original(struct ctx *ctx, struct status_id id, struct status *out)
{
    struct status found;
    TRY(store_status_get(ctx, id, &found));
    if (status_is_reblog(&found))
        return store_status_get(ctx, found.reblog_of, out);
    *out = found;
    return ERR_OK;
}

static enum err unreblog_write(struct ctx *ctx, void *arg)
{
    struct reblog *r = arg;
    const struct status *status = &r->status;
    int64_t seq = 0;
    TRY(service_send_status(ctx, status, ACTIVITY_UNDO_ANNOUNCE, status->fanout_seq, &seq));
    TRY(store_reblog_delete(ctx, status->id, r->original.id, status->account));
    TRY(store_reaction_forget(ctx, r->original.id, NOTIFICATION_REBLOG, status->account));
    struct publication publication = { .unposted = status->id };
    changes_publish(ctx, r, &publication);
    return ERR_OK;
}

enum err service_unreblog_status(struct ctx *ctx, struct status_id id)
{
    TRY(service_permit_acting(ctx, PAGE_ROLE_EDITOR));
    struct reblog reblog = { 0 };
    TRY(service_find_original(ctx, id, &reblog.original));
    bool is_found = false;
    TRY(earlier_find(ctx, reblog.original.id, &is_found, &reblog.status));
    if (!is_found)
        return ERR_OK;
    TRY(service_write_acting(ctx, unreblog_write, &reblog));
    service_publish_stream(ctx, &reblog.status, STREAM_EVENT_DELETE);
    return ERR_OK;
}
