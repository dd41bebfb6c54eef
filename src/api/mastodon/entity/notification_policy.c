/* NotificationPolicy entity. */
#include "api/mastodon/entity/notification_policy.h"

#include "api/mastodon/entity/tag_of.h"

struct sv entity_notification_rule_name(enum notification_rule rule)
{
    static const struct sv names[NOTIFICATION_RULE_COUNT] = {
        [NOTIFICATION_NOT_FOLLOWING] = SV_INIT("for_not_following"),
        [NOTIFICATION_NOT_FOLLOWERS] = SV_INIT("for_not_followers"),
        [NOTIFICATION_NEW_ACCOUNTS] = SV_INIT("for_new_accounts"),
        [NOTIFICATION_PRIVATE_MENTIONS] = SV_INIT("for_private_mentions"),
        [NOTIFICATION_LIMITED_ACCOUNTS] = SV_INIT("for_limited_accounts"),
    };

    return names[rule];
}

struct sv entity_notification_rule_name_v1(enum notification_rule rule)
{
    static const struct sv names[NOTIFICATION_RULE_COUNT] = {
        [NOTIFICATION_NOT_FOLLOWING] = SV_INIT("filter_not_following"),
        [NOTIFICATION_NOT_FOLLOWERS] = SV_INIT("filter_not_followers"),
        [NOTIFICATION_NEW_ACCOUNTS] = SV_INIT("filter_new_accounts"),
        [NOTIFICATION_PRIVATE_MENTIONS] = SV_INIT("filter_private_mentions"),
    };

    return names[rule];
}

static void summary_render(struct ctx *ctx, struct json_writer *w,
                           const struct notification_waiting *waiting)
{
    struct subject about = subject_of(ctx->viewer.account, CLASS_RELATIONS);
    json_w_key_object(w, SV("summary"));
    json_w_key_i64(w, SV("pending_requests_count"), about, waiting->requests);
    json_w_key_i64(w, SV("pending_notifications_count"), about, waiting->notifications);
    json_w_object_end(w);
}

void entity_notification_policy_render(struct ctx *ctx, struct json_writer *w,
                                       const struct notification_policy_view *view)
{
    struct subject own = subject_of(ctx->viewer.account, CLASS_PROFILE_DETAIL);
    json_w_object_begin(w);
    for (enum notification_rule rule = 0; rule < NOTIFICATION_RULE_COUNT; rule++)
        json_w_key_str(w, entity_notification_rule_name(rule), own,
                       notification_verdict_name(view->policy.verdicts[rule]));
    summary_render(ctx, w, &view->waiting);
    json_w_object_end(w);
}

void entity_notification_policy_v1_render(struct ctx *ctx, struct json_writer *w,
                                          const struct notification_policy_view *view)
{
    struct subject own = subject_of(ctx->viewer.account, CLASS_PROFILE_DETAIL);
    json_w_object_begin(w);
    for (enum notification_rule rule = 0; rule < NOTIFICATION_RULE_COUNT; rule++) {
        struct sv name = entity_notification_rule_name_v1(rule);
        if (name.len > 0)
            json_w_key_bool(w, name, own, view->policy.verdicts[rule] != NOTIFICATION_ACCEPT);
    }
    summary_render(ctx, w, &view->waiting);
    json_w_object_end(w);
}
