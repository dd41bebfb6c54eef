/* List notifications. */
#include "service/list_notifications.h"

#include "service/engine.h"
#include "service/load_notified.h"
#include "service/permit.h"
#include "service/view_account.h"
#include "store/marker.h"

#define CLEAR_BATCH 1000

static const struct account *account_in(const struct account *list, size_t count,
                                        struct account_id id)
{
    for (size_t i = 0; i < count; i++)
        if (account_id_eq(list[i].id, id))
            return &list[i];
    return NULL;
}

static const struct status_view *status_in(const struct status_view *list, size_t count,
                                           struct status_id id)
{
    for (size_t i = 0; i < count; i++)
        if (status_id_eq(list[i].status->id, id))
            return &list[i];
    return NULL;
}

static enum err views_make(struct ctx *ctx, const struct notification *list, size_t count,
                           struct notification_view **out, size_t *out_count)
{
    struct account_id *from = ARENA_ARRAY(ctx->arena, struct account_id, count);
    struct status_id *about = ARENA_ARRAY(ctx->arena, struct status_id, count);
    size_t about_count = 0;
    for (size_t i = 0; i < count; i++) {
        from[i] = list[i].from;
        if (!status_id_is_none(list[i].status))
            about[about_count++] = list[i].status;
    }
    const struct account *accounts = NULL;
    const struct status_view *statuses = NULL;
    size_t account_count = 0;
    size_t status_count = 0;
    TRY(service_view_accounts(ctx, from, count, &accounts, &account_count));
    TRY(service_view_statuses(ctx, about, about_count, &statuses, &status_count));
    struct notified notified;
    service_begin_notified(ctx, count, &notified);
    for (size_t i = 0; i < count; i++)
        service_add_notified(&notified, list[i].act, list[i].report);
    TRY(service_load_notified(ctx, &notified));
    struct notification_view *views = ARENA_ARRAY(ctx->arena, struct notification_view, count);
    size_t filled = 0;
    for (size_t i = 0; i < count; i++) {
        struct notification_view view = { .notification = list[i] };
        view.account = account_in(accounts, account_count, list[i].from);
        view.status = status_in(statuses, status_count, list[i].status);
        bool lacks_status = !status_id_is_none(list[i].status) && view.status == NULL;
        view.act = service_notified_act(&notified, list[i].act);
        view.report = service_notified_report(&notified, list[i].report, &view.report_target);
        bool lacks_act = !staff_act_id_is_none(list[i].act) && view.act == NULL;
        if (view.account != NULL && !lacks_status && !lacks_act)
            views[filled++] = view;
    }
    *out = views;
    *out_count = filled;
    return ERR_OK;
}

enum err service_list_notifications(struct ctx *ctx, const struct notification_filter *filter,
                                    const struct paging *paging, struct notification_view **out,
                                    size_t *out_count, struct paging_span *out_span)
{
    TRY(service_permit_acting(ctx, PAGE_ROLE_MODERATOR));
    struct notification *list = NULL;
    size_t count = 0;
    TRY(store_notification_page(ctx, ctx->viewer.account, filter, paging, &list, &count));
    struct paging_span span = { 0 };
    for (size_t i = 0; i < count; i++)
        paging_span_add(&span, list[i].id.v);
    TRY(views_make(ctx, list, count, out, out_count));
    if (out_span != NULL)
        *out_span = span;
    return ERR_OK;
}

enum err service_get_notification(struct ctx *ctx, struct notification_id id,
                                  struct notification_view *out)
{
    TRY(service_permit_acting(ctx, PAGE_ROLE_MODERATOR));
    struct notification notification;
    TRY(store_notification_get(ctx, ctx->viewer.account, id, &notification));
    struct notification_view *views = NULL;
    size_t count = 0;
    TRY(views_make(ctx, &notification, 1, &views, &count));
    if (count == 0)
        return ERR_NOT_FOUND;
    *out = views[0];
    return ERR_OK;
}

enum err service_count_notifications(struct ctx *ctx, const struct notification_filter *filter,
                                     int64_t max, int64_t *out)
{
    TRY(service_permit_acting(ctx, PAGE_ROLE_MODERATOR));
    struct marker marker = { 0 };
    TRY(store_marker_get(ctx, ctx->viewer.account, MARKER_NOTIFICATIONS, &marker));
    return store_notification_count_above(ctx, ctx->viewer.account, filter, marker.last_read, max,
                                          out);
}

struct removal {
    struct account_id owner;
    struct notification_id id; /* the last one, when clearing */
    int64_t deleted;
};

static enum err dismiss_write(struct ctx *ctx, void *arg)
{
    const struct removal *r = arg;
    return store_notification_delete(ctx, r->owner, r->id);
}

enum err service_dismiss_notification(struct ctx *ctx, struct notification_id id)
{
    TRY(service_permit_acting(ctx, PAGE_ROLE_MODERATOR));
    struct notification notification;
    TRY(store_notification_get(ctx, ctx->viewer.account, id, &notification));
    struct removal r = { .owner = ctx->viewer.account, .id = id };
    return service_write_acting(ctx, dismiss_write, &r);
}

static enum err clear_write(struct ctx *ctx, void *arg)
{
    struct removal *r = arg;
    return store_notification_delete_upto(ctx, r->owner, r->id.v, CLEAR_BATCH, &r->deleted);
}

enum err service_clear_notifications(struct ctx *ctx)
{
    TRY(service_permit_acting(ctx, PAGE_ROLE_MODERATOR));
    struct removal r = { .owner = ctx->viewer.account,
                         .id = notification_id(engine_next_id(ctx)),
                         .deleted = CLEAR_BATCH };
    while (r.deleted == CLEAR_BATCH)
        TRY(service_write_acting(ctx, clear_write, &r));
    return ERR_OK;
}
