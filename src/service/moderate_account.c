/* Moderate accounts. */
#include "service/moderate_account.h"

#include "cache/cache.h"
#include "db/db.h"
#include "service/engine.h"
#include "service/manage_user.h"
#include "service/permit.h"
#include "service/tie.h"
#include "store/account.h"
#include "store/outbound.h"
#include "store/user.h"
#include "stream/stream.h"

struct change {
    struct engine *engine;
    struct account account;
    enum account_state state;
};

static void state_changed(void *arg)
{
    const struct change *c = arg;
    cache_invalidate(c->engine->cache, cache_ref_account(c->account.id));
    cache_invalidate(c->engine->cache, cache_ref_site());
    if (c->state == ACCOUNT_SUSPENDED)
        (void)stream_end_account(c->engine->stream, c->account.id);
}

static enum err state_write(struct ctx *ctx, void *arg)
{
    struct change *c = arg;
    TRY(store_account_hold(ctx, c->account.id, NULL));
    TRY(store_account_set_state(ctx, c->account.id, c->state));
    db_after_commit(ctx, state_changed, c);
    if (!account_is_local(&c->account))
        return ERR_OK;
    engine_wake_delivery(ctx);
    return store_fanout_insert(ctx, c->account.id, ACTIVITY_UPDATE_ACTOR, c->account.id.v,
                               FANOUT_FOLLOWERS, NULL);
}

/* Nobody moderates their equals, nor themselves; the console has no equals. */
static enum err may_moderate(struct ctx *ctx, const struct account *account, bool is_user,
                             const struct user *user)
{
    const struct viewer *viewer = &ctx->viewer;
    bool is_console = user_id_is_none(viewer->user);
    bool is_equal = is_user && user->role >= viewer->role;
    if (!is_console && (is_equal || account_id_eq(account->id, viewer->user_account)))
        return fail(ctx, ERR_FORBIDDEN, "an equal or greater role");
    return ERR_OK;
}

/* A person's login goes with their account. */
static enum err login_change(struct ctx *ctx, struct user_id user, const struct change *c)
{
    if (c->state == ACCOUNT_SUSPENDED)
        return service_suspend_user(ctx, user);
    return c->account.state == ACCOUNT_SUSPENDED ? service_unsuspend_user(ctx, user) : ERR_OK;
}

enum err service_moderate_account(struct ctx *ctx, struct account_id id, enum account_state state,
                                  struct account *out)
{
    assert(state == ACCOUNT_ACTIVE || state == ACCOUNT_SILENCED || state == ACCOUNT_SUSPENDED);
    TRY(service_permit_role(ctx, USER_ROLE_MODERATOR));
    struct change c = { .engine = ctx->engine, .state = state };
    TRY(service_tie_load(ctx, id, id, &c.account, &c.account));
    struct user user;
    bool is_user = false;
    if (account_is_local(&c.account))
        TRY(store_user_find_account(ctx, id, &is_user, &user));
    TRY(may_moderate(ctx, &c.account, is_user, &user));
    if (c.account.state != state && is_user)
        TRY(login_change(ctx, user.id, &c));
    if (c.account.state != state)
        TRY(db_write(ctx, state_write, &c));
    return store_account_get(ctx, id, out);
}
