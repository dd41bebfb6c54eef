/* Notification entity. */
#include "api/mastodon/entity/notification.h"

#include "api/mastodon/entity/account.h"
#include "api/mastodon/entity/account_warning.h"
#include "api/mastodon/entity/report.h"
#include "api/mastodon/entity/status.h"
#include "api/mastodon/entity/tag_of.h"

enum data_class entity_notification_class(enum notification_kind kind)
{
    switch (kind) {
    case NOTIFICATION_REBLOG:
    case NOTIFICATION_FAVOURITE:
    case NOTIFICATION_POLL:
        return CLASS_REACTIONS;
    case NOTIFICATION_FOLLOW:
    case NOTIFICATION_FOLLOW_REQUEST:
    case NOTIFICATION_ADMIN_REPORT:
    case NOTIFICATION_ADMIN_SIGN_UP:
    case NOTIFICATION_MODERATION_WARNING:
        return CLASS_RELATIONS;
    case NOTIFICATION_MENTION:
    case NOTIFICATION_STATUS:
    case NOTIFICATION_UPDATE:
    case NOTIFICATION_KIND_COUNT:
        break;
    }
    return CLASS_POST_BODY;
}

enum err entity_notification_render(struct ctx *ctx, struct json_writer *w,
                                    const struct notification_view *view, uint64_t epoch)
{
    const struct notification *notification = &view->notification;
    const struct account *from = view->account;
    struct arena *a = ctx->arena;
    struct subject about = subject_of(from->id, entity_notification_class(notification->kind));
    int64_t id = notification->id.v;
    json_w_object_begin(w);
    json_w_key_id(w, SV("id"), about, id);
    json_w_key_str(w, SV("type"), about, notification_kind_name(notification->kind));
    json_w_key_str(
        w, SV("group_key"), about,
        notification_group_key(a, notification->kind, notification->group, notification->id));
    entity_key_time(w, a, SV("created_at"), about, id_time_ms(id));
    if (notification->is_filtered)
        json_w_key_bool(w, SV("filtered"), about, true);
    json_w_key(w, SV("account"));
    entity_account_render(ctx, w, from);
    if (view->status != NULL) {
        json_w_key(w, SV("status"));
        TRY(entity_status_render(ctx, w, view->status, epoch));
    }
    if (view->report != NULL) {
        json_w_key(w, SV("report"));
        entity_report_render(ctx, w, view->report, view->report_target);
    }
    if (view->act != NULL) {
        json_w_key(w, SV("moderation_warning"));
        entity_account_warning_render(ctx, w, view->act, from);
    }
    json_w_object_end(w);
    return ERR_OK;
}
