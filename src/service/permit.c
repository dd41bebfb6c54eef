/* Permit. */
#include "service/permit.h"

enum err service_permit_acting(struct ctx *ctx, enum page_role least)
{
    const struct viewer *viewer = &ctx->viewer;
    if (account_id_is_none(viewer->account))
        return ERR_LOGIN_REQUIRED;
    if (viewer->is_page && viewer->page_role < least)
        return fail(ctx, ERR_FORBIDDEN, "the role on the page is too small");
    return ERR_OK;
}

enum err service_permit_role(struct ctx *ctx, enum user_role least)
{
    const struct viewer *viewer = &ctx->viewer;
    if (viewer->role == USER_ROLE_NONE)
        return ERR_LOGIN_REQUIRED;
    return viewer->role >= least ? ERR_OK : fail(ctx, ERR_FORBIDDEN, "the role is too small");
}
