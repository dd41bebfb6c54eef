/* Names of roles. */
#include "model/role.h"

static const struct sv user_names[] = {
    [USER_ROLE_NONE] = SV_INIT("none"),
    [USER_ROLE_USER] = SV_INIT("user"),
    [USER_ROLE_MODERATOR] = SV_INIT("moderator"),
    [USER_ROLE_ADMIN] = SV_INIT("admin"),
};

static const struct sv page_names[] = {
    [PAGE_ROLE_NONE] = SV_INIT("none"),           [PAGE_ROLE_ANALYST] = SV_INIT("analyst"),
    [PAGE_ROLE_MODERATOR] = SV_INIT("moderator"), [PAGE_ROLE_EDITOR] = SV_INIT("editor"),
    [PAGE_ROLE_OWNER] = SV_INIT("owner"),
};

struct sv user_role_name(enum user_role role)
{
    return user_names[role];
}

bool user_role_parse(struct sv name, enum user_role *out)
{
    for (size_t i = 0; i < ARRAY_COUNT(user_names); i++) {
        if (!sv_eq(name, user_names[i]))
            continue;
        *out = (enum user_role)i;
        return true;
    }
    return false;
}

struct sv page_role_name(enum page_role role)
{
    return page_names[role];
}

bool page_role_parse(struct sv name, enum page_role *out)
{
    for (size_t i = 0; i < ARRAY_COUNT(page_names); i++) {
        if (!sv_eq(name, page_names[i]))
            continue;
        *out = (enum page_role)i;
        return true;
    }
    return false;
}
