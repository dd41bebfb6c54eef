/* Notification kinds. */
#include "model/notification.h"

static const struct sv names[NOTIFICATION_KIND_COUNT] = {
    [NOTIFICATION_MENTION] = SV_INIT("mention"),
    [NOTIFICATION_STATUS] = SV_INIT("status"),
    [NOTIFICATION_REBLOG] = SV_INIT("reblog"),
    [NOTIFICATION_FOLLOW] = SV_INIT("follow"),
    [NOTIFICATION_FOLLOW_REQUEST] = SV_INIT("follow_request"),
    [NOTIFICATION_FAVOURITE] = SV_INIT("favourite"),
    [NOTIFICATION_POLL] = SV_INIT("poll"),
    [NOTIFICATION_UPDATE] = SV_INIT("update"),
    [NOTIFICATION_ADMIN_REPORT] = SV_INIT("admin.report"),
};

struct sv notification_kind_name(enum notification_kind kind)
{
    assert(kind < NOTIFICATION_KIND_COUNT);
    return names[kind];
}

bool notification_kind_parse(struct sv name, enum notification_kind *out)
{
    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        if (!sv_eq(name, names[i]))
            continue;
        *out = (enum notification_kind)i;
        return true;
    }
    return false;
}
