/* Notification policy. */
#include "model/notification_policy.h"

static const struct sv names[NOTIFICATION_VERDICT_COUNT] = {
    [NOTIFICATION_ACCEPT] = SV_INIT("accept"),
    [NOTIFICATION_FILTER] = SV_INIT("filter"),
    [NOTIFICATION_DROP] = SV_INIT("drop"),
};

struct notification_policy notification_policy_default(void)
{
    return (struct notification_policy){
        .verdicts = { [NOTIFICATION_PRIVATE_MENTIONS] = NOTIFICATION_FILTER,
                      [NOTIFICATION_LIMITED_ACCOUNTS] = NOTIFICATION_FILTER },
    };
}

static bool applies(enum notification_rule rule, const struct notification_facts *facts)
{
    switch (rule) {
    case NOTIFICATION_NOT_FOLLOWING:
        return !facts->is_followed;
    case NOTIFICATION_NOT_FOLLOWERS:
        return !facts->is_follower;
    case NOTIFICATION_NEW_ACCOUNTS:
        return facts->is_new && !facts->is_followed;
    case NOTIFICATION_PRIVATE_MENTIONS:
        return facts->is_private && !facts->is_followed;
    case NOTIFICATION_LIMITED_ACCOUNTS:
        return facts->is_limited && !facts->is_followed;
    case NOTIFICATION_RULE_COUNT:
        break;
    }
    return false;
}

enum notification_verdict notification_policy_verdict(const struct notification_policy *policy,
                                                      const struct notification_facts *facts)
{
    enum notification_verdict strictest = NOTIFICATION_ACCEPT;
    for (enum notification_rule rule = 0; rule < NOTIFICATION_RULE_COUNT; rule++)
        if (policy->verdicts[rule] > strictest && applies(rule, facts))
            strictest = policy->verdicts[rule];
    return strictest;
}

bool notification_kind_is_filterable(enum notification_kind kind)
{
    switch (kind) {
    case NOTIFICATION_MENTION:
    case NOTIFICATION_REBLOG:
    case NOTIFICATION_FOLLOW:
    case NOTIFICATION_FOLLOW_REQUEST:
    case NOTIFICATION_FAVOURITE:
        return true;
    case NOTIFICATION_STATUS:
    case NOTIFICATION_POLL:
    case NOTIFICATION_UPDATE:
    case NOTIFICATION_ADMIN_REPORT:
    case NOTIFICATION_ADMIN_SIGN_UP:
    case NOTIFICATION_MODERATION_WARNING:
    case NOTIFICATION_KIND_COUNT:
        break;
    }
    return false;
}

struct sv notification_verdict_name(enum notification_verdict verdict)
{
    assert(verdict < NOTIFICATION_VERDICT_COUNT);
    return names[verdict];
}

bool notification_verdict_parse(struct sv name, enum notification_verdict *out)
{
    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        if (!sv_eq(name, names[i]))
            continue;
        *out = (enum notification_verdict)i;
        return true;
    }
    return false;
}
