/* WebPushSubscription entity. */
#include "api/mastodon/entity/push_subscription.h"

#include "api/mastodon/entity/tag_of.h"
#include "service/push_key.h"

void entity_push_subscription_render(struct ctx *ctx, struct json_writer *w,
                                     const struct push_subscription *subscription)
{
    struct subject about = subject_of(subscription->owner, CLASS_CONTACT);
    json_w_object_begin(w);
    json_w_key_id(w, SV("id"), about, subscription->id.v);
    json_w_key_str(w, SV("endpoint"), about, subscription->address.endpoint);
    json_w_key_bool(w, SV("standard"), about, subscription->address.is_standard);
    json_w_key_object(w, SV("alerts"));
    for (enum push_alert alert = 0; alert < PUSH_ALERT_COUNT; alert++)
        json_w_key_bool(w, push_alert_name(alert), about, (subscription->alerts >> alert & 1) != 0);
    json_w_object_end(w);
    json_w_key_str(w, SV("policy"), about, push_policy_name(subscription->policy));
    json_w_key_str(w, SV("server_key"), SUBJECT_NONE, service_push_public_key(ctx));
    json_w_object_end(w);
}
