/* Routes as data: the columns auth and scope. */
#include "http/route.h"

/* Somebody logged in, in a web session or through a token. */
static bool has_user(const struct viewer *viewer)
{
    return !user_id_is_none(viewer->user);
}

static enum err role_check(const struct viewer *viewer, enum user_role least)
{
    return viewer->role >= least ? ERR_OK : ERR_FORBIDDEN;
}

static enum err user_check(const struct viewer *viewer)
{
    if (has_user(viewer))
        return ERR_OK;
    return token_id_is_none(viewer->token) ? ERR_LOGIN_REQUIRED : ERR_USER_REQUIRED;
}

static enum err auth_check(enum route_auth auth, const struct viewer *viewer)
{
    switch (auth) {
    case ROUTE_AUTH_NONE:
    case ROUTE_AUTH_OPTIONAL:
        return ERR_OK;
    case ROUTE_AUTH_APP:
        return has_user(viewer) || !token_id_is_none(viewer->token) ? ERR_OK : ERR_NO_TOKEN;
    case ROUTE_AUTH_USER:
        return user_check(viewer);
    case ROUTE_AUTH_MODERATOR:
        TRY(user_check(viewer));
        return role_check(viewer, USER_ROLE_MODERATOR);
    case ROUTE_AUTH_ADMIN:
        TRY(user_check(viewer));
        return role_check(viewer, USER_ROLE_ADMIN);
    }
    return ERR_FORBIDDEN;
}

enum err route_admits(const struct route *route, const struct viewer *viewer)
{
    TRY(auth_check(route->auth, viewer));
    /* A web session has no token and may all that its user may. */
    bool is_scoped = !token_id_is_none(viewer->token) && route->scope != 0;
    return is_scoped && (viewer->scopes & route->scope) == 0 ? ERR_SCOPE : ERR_OK;
}
