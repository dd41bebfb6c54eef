/* Notification kinds. */
#include "model/notification.h"

#include "base/num.h"

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
    [NOTIFICATION_ADMIN_SIGN_UP] = SV_INIT("admin.sign_up"),
    [NOTIFICATION_MODERATION_WARNING] = SV_INIT("moderation_warning"),
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

struct sv notification_group_key(struct arena *a, enum notification_kind kind,
                                 struct notification_id group, struct notification_id id)
{
    if (notification_id_is_none(group))
        return sv_printf(a, "ungrouped-%lld", (long long)id.v);
    struct sv name = notification_kind_name(kind);
    return sv_printf(a, "%" SV_FMT "-%lld", SV_ARG(name), (long long)group.v);
}

bool notification_group_key_parse(struct sv key, enum notification_kind *out_kind,
                                  struct notification_id *out_group, struct notification_id *out_id)
{
    size_t dash = sv_find_char(key, '-', 0);
    int64_t id = 0;
    if (dash == SIZE_MAX || !sv_to_i64_in(sv_from_offset(key, dash + 1), 1, INT64_MAX, &id))
        return false;
    struct sv name = sv_sub(key, 0, dash);
    if (sv_eq(name, SV("ungrouped"))) {
        *out_group = notification_id(0);
        *out_id = notification_id(id);
        return true;
    }
    if (!notification_kind_parse(name, out_kind))
        return false;
    *out_group = notification_id(id);
    return true;
}
