/* Permit. */
#include "service/permit.h"

#include "db/db.h"
#include "store/account.h"

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

struct acting_write {
    enum err (*fn)(struct ctx *ctx, void *arg);
    void *arg;
};

static enum err still_lives(struct ctx *ctx, struct account_id account)
{
    enum account_state state = ACCOUNT_ACTIVE;
    enum err err = store_account_hold(ctx, account, &state);
    if (err == ERR_KEY_GONE)
        return fail(ctx, ERR_TOKEN_REVOKED, "who acts was erased meanwhile");
    TRY(err);
    return state >= ACCOUNT_SUSPENDED ? fail(ctx, ERR_LOGIN_DISABLED, "suspended meanwhile")
                                      : ERR_OK;
}

static enum err acting_write(struct ctx *ctx, void *arg)
{
    const struct acting_write *write = arg;
    const struct viewer *viewer = &ctx->viewer;
    TRY(still_lives(ctx, viewer->account));
    bool has_person = !account_id_is_none(viewer->user_account) &&
                      !account_id_eq(viewer->user_account, viewer->account);
    if (has_person)
        TRY(still_lives(ctx, viewer->user_account));
    return write->fn(ctx, write->arg);
}

enum err service_write_acting(struct ctx *ctx, enum err (*fn)(struct ctx *ctx, void *arg),
                              void *arg)
{
    struct acting_write write = { fn, arg };
    return db_write(ctx, acting_write, &write);
}
