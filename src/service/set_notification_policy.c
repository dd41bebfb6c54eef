/* Set the notification policy. */
#include "service/set_notification_policy.h"

#include "service/permit.h"
#include "store/notification_policy.h"
#include "store/notification_request.h"

enum err service_get_notification_policy(struct ctx *ctx, struct notification_policy_view *out)
{
    struct notification_policy_view view;
    TRY(service_permit_acting(ctx, PAGE_ROLE_MODERATOR));
    TRY(store_notification_policy_get(ctx, ctx->viewer.account, &view.policy));
    TRY(store_notification_waiting(ctx, ctx->viewer.account, &view.waiting));
    *out = view;
    return ERR_OK;
}

static enum err change_write(struct ctx *ctx, void *arg)
{
    const struct notification_policy_change *change = arg;
    struct notification_policy policy;
    TRY(store_notification_policy_get(ctx, ctx->viewer.account, &policy));
    for (int i = 0; i < NOTIFICATION_RULE_COUNT; i++)
        if (change->has[i])
            policy.verdicts[i] = change->verdicts[i];
    return store_notification_policy_set(ctx, ctx->viewer.account, &policy);
}

enum err service_set_notification_policy(struct ctx *ctx,
                                         const struct notification_policy_change *change,
                                         struct notification_policy_view *out)
{
    struct notification_policy_change copy = *change;
    TRY(service_permit_acting(ctx, PAGE_ROLE_MODERATOR));
    TRY(service_write_acting(ctx, change_write, &copy));
    return service_get_notification_policy(ctx, out);
}
