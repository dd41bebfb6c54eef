/* NotificationRequest entity. */
#include "api/mastodon/entity/notification_request.h"

#include "api/mastodon/entity/account.h"
#include "api/mastodon/entity/status.h"
#include "api/mastodon/entity/tag_of.h"

enum err entity_notification_request_render(struct ctx *ctx, struct json_writer *w,
                                            const struct notification_request_view *view,
                                            uint64_t epoch)
{
    struct arena *a = ctx->arena;
    const struct notification_request *request = &view->request;
    struct subject about = subject_of(request->from, CLASS_RELATIONS);
    json_w_object_begin(w);
    json_w_key_id(w, SV("id"), about, request->id.v);
    entity_key_time(w, a, SV("created_at"), about, id_time_ms(request->id.v));
    entity_key_time(w, a, SV("updated_at"), about, id_time_ms(request->newest.v));
    json_w_key_str(w, SV("notifications_count"), about,
                   sv_printf(a, "%lld", (long long)request->count));
    json_w_key(w, SV("account"));
    entity_account_render(ctx, w, view->account);
    if (view->status == NULL) {
        json_w_key_null(w, SV("last_status"), about);
    } else {
        json_w_key(w, SV("last_status"));
        TRY(entity_status_render(ctx, w, view->status, epoch));
    }
    json_w_object_end(w);
    return ERR_OK;
}
