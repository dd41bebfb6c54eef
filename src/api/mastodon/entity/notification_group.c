/* Grouped notifications. */
#include "api/mastodon/entity/notification_group.h"

#include "api/mastodon/entity/account.h"
#include "api/mastodon/entity/account_warning.h"
#include "api/mastodon/entity/notification.h"
#include "api/mastodon/entity/report.h"
#include "api/mastodon/entity/status.h"
#include "api/mastodon/entity/tag_of.h"

static const struct account *target_of(const struct notification_groups *groups,
                                       const struct notification_group *g)
{
    for (size_t i = 0; i < groups->account_count; i++)
        if (account_id_eq(groups->accounts[i].id, g->from[0]))
            return &groups->accounts[i];
    return NULL;
}

/* What the staff did, or what it is to look at. */
static void notified_render(struct ctx *ctx, struct json_writer *w,
                            const struct notification_groups *groups,
                            const struct notification_group *g)
{
    const struct account *target = target_of(groups, g);
    const struct staff_act *act = service_notified_act(&groups->notified, g->act);
    if (act != NULL && target != NULL) {
        json_w_key(w, SV("moderation_warning"));
        entity_account_warning_render(ctx, w, act, target);
    }
    const struct report *report = service_notified_report(&groups->notified, g->report, &target);
    if (report != NULL) {
        json_w_key(w, SV("report"));
        entity_report_render(ctx, w, report, target);
    }
}

static void group_render(struct ctx *ctx, struct json_writer *w,
                         const struct notification_groups *groups,
                         const struct notification_group *g, bool is_page)
{
    struct arena *a = ctx->arena;
    enum data_class class = entity_notification_class(g->kind);
    struct subject about = subject_of(g->from[0], class);
    json_w_object_begin(w);
    json_w_key_str(w, SV("group_key"), about, notification_group_key(a, g->kind, g->id, g->newest));
    json_w_key_i64(w, SV("notifications_count"), about, g->count);
    json_w_key_str(w, SV("type"), about, notification_kind_name(g->kind));
    json_w_key_i64(w, SV("most_recent_notification_id"), about, g->newest.v);
    if (is_page) {
        json_w_key_id(w, SV("page_min_id"), about, g->oldest.v);
        json_w_key_id(w, SV("page_max_id"), about, g->position.v);
        entity_key_time(w, a, SV("latest_page_notification_at"), about, id_time_ms(g->newest.v));
    }
    json_w_key_array(w, SV("sample_account_ids"));
    for (size_t i = 0; i < g->from_count; i++)
        json_w_id(w, subject_of(g->from[i], class), g->from[i].v);
    json_w_array_end(w);
    if (!status_id_is_none(g->status))
        json_w_key_id(w, SV("status_id"), about, g->status.v);
    notified_render(ctx, w, groups, g);
    json_w_object_end(w);
}

static void accounts_render(struct ctx *ctx, struct json_writer *w,
                            const struct notification_groups *groups, bool is_partial)
{
    size_t full = is_partial ? groups->newest_count : groups->account_count;
    json_w_key_array(w, SV("accounts"));
    for (size_t i = 0; i < full; i++)
        entity_account_render(ctx, w, &groups->accounts[i]);
    json_w_array_end(w);
    if (!is_partial)
        return;
    json_w_key_array(w, SV("partial_accounts"));
    for (size_t i = full; i < groups->account_count; i++)
        entity_partial_account_render(ctx, w, &groups->accounts[i]);
    json_w_array_end(w);
}

enum err entity_notification_groups_render(struct ctx *ctx, struct json_writer *w,
                                           const struct notification_groups *groups, bool is_page,
                                           bool is_partial, uint64_t epoch)
{
    json_w_object_begin(w);
    accounts_render(ctx, w, groups, is_partial);
    json_w_key_array(w, SV("statuses"));
    for (size_t i = 0; i < groups->status_count; i++)
        TRY(entity_status_render(ctx, w, &groups->statuses[i], epoch));
    json_w_array_end(w);
    json_w_key_array(w, SV("notification_groups"));
    for (size_t i = 0; i < groups->count; i++)
        group_render(ctx, w, groups, &groups->groups[i], is_page);
    json_w_array_end(w);
    json_w_object_end(w);
    return ERR_OK;
}
