/* Names of roles. */
#include "model/role.h"

#include "model/scope.h"

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

uint64_t page_role_scopes(enum page_role role)
{
    /* profile and read:…, but not who did what with the page's posts */
    const uint64_t reading = ((SCOPE(SCOPE_WRITE_ACCOUNTS) - 1) | SCOPE(SCOPE_READ_COLLECTIONS)) &
                             ~SCOPE(SCOPE_READ_NOTIFICATIONS);
    /* write:follows to answer who asks to follow, write:statuses to say how far was read */
    const uint64_t keeping_order =
        SCOPE(SCOPE_READ_NOTIFICATIONS) | SCOPE(SCOPE_PUSH) | SCOPE(SCOPE_WRITE_BLOCKS) |
        SCOPE(SCOPE_WRITE_MUTES) | SCOPE(SCOPE_WRITE_NOTIFICATIONS) | SCOPE(SCOPE_WRITE_REPORTS) |
        SCOPE(SCOPE_WRITE_CONVERSATIONS) | SCOPE(SCOPE_WRITE_FOLLOWS) | SCOPE(SCOPE_WRITE_STATUSES);
    switch (role) {
    case PAGE_ROLE_NONE:
        return 0;
    case PAGE_ROLE_ANALYST:
        return reading;
    case PAGE_ROLE_MODERATOR:
        return reading | keeping_order;
    case PAGE_ROLE_EDITOR:
    case PAGE_ROLE_OWNER:
        return SCOPE_ALL;
    }
    return 0;
}
