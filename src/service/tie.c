/* Tie. */
#include "service/tie.h"

#include "cache/cache.h"
#include "db/db.h"
#include "service/engine.h"
#include "service/feed_follow.h"
#include "service/forget_unread.h"
#include "service/manage_list.h"
#include "store/account.h"
#include "store/notification.h"
#include "store/outbound.h"
#include "store/relation.h"

struct changed {
    struct cache *cache;
    struct account_id accounts[2];
};

static void changed_invalidate(void *arg)
{
    const struct changed *changed = arg;
    for (size_t i = 0; i < ARRAY_COUNT(changed->accounts); i++)
        cache_invalidate(changed->cache, cache_ref_account(changed->accounts[i]));
}

void service_tie_changed(struct ctx *ctx, struct account_id one, struct account_id other)
{
    if (ctx->engine->cache == NULL)
        return;
    struct changed *changed = ARENA_NEW(ctx->arena, struct changed);
    *changed = (struct changed){ ctx->engine->cache, { one, other } };
    db_after_commit(ctx, changed_invalidate, changed);
}

static bool is_inbound(const struct account *follower, const struct account *target)
{
    return !account_is_local(follower) && account_is_local(target);
}

enum err service_tie_follow(struct ctx *ctx, const struct follow *follow,
                            const struct account *follower, const struct account *target,
                            bool *out_is_new, bool *out_fills)
{
    bool is_new = false;
    TRY(store_follow_insert(ctx, follow, &is_new));
    *out_is_new = is_new;
    if (!is_new)
        return ERR_OK;
    if (is_inbound(follower, target))
        TRY(store_membership_add(ctx, target->id, follower->id));
    if (account_is_local(follower))
        service_feed_followed(ctx, follower->id, target->id, out_fills);
    service_tie_changed(ctx, follower->id, target->id);
    return ERR_OK;
}

static enum err follow_end(struct ctx *ctx, const struct account *follower,
                           const struct account *target, bool *out_found, struct follow *out)
{
    TRY(store_follow_delete(ctx, follower->id, target->id, out_found, out));
    if (!*out_found)
        return ERR_OK;
    if (is_inbound(follower, target))
        TRY(store_membership_remove(ctx, target->id, follower->id));
    if (account_is_local(follower)) {
        TRY(service_leave_lists(ctx, follower->id, target->id));
        TRY(store_endorsement_delete(ctx, follower->id, target->id));
        service_feed_unfollowed(ctx, follower->id, target->id);
    }
    if (account_is_local(follower) && !account_is_local(target))
        TRY(service_forget_unread_of(ctx, target->id));
    service_tie_changed(ctx, follower->id, target->id);
    return store_notification_delete_kind(ctx, target->id, follower->id, NOTIFICATION_FOLLOW);
}

enum err service_tie_unfollow(struct ctx *ctx, const struct account *follower,
                              const struct account *target, bool *out_found, struct follow *out)
{
    bool has_request = false;
    bool has_follow = false;
    TRY(store_follow_request_delete(ctx, follower->id, target->id, &has_request, out));
    if (has_request)
        TRY(store_notification_delete_kind(ctx, target->id, follower->id,
                                           NOTIFICATION_FOLLOW_REQUEST));
    TRY(follow_end(ctx, follower, target, &has_follow, out));
    *out_found = has_request || has_follow;
    return ERR_OK;
}

enum err service_tie_send(struct ctx *ctx, const struct account *from, const struct account *to,
                          enum activity_kind kind, int64_t object, struct sv uri)
{
    if (!account_is_local(from) || account_is_local(to))
        return ERR_OK;
    struct inbox_id inbox;
    enum err err = store_inbox_of_account(ctx, to->id, &inbox);
    if (err != ERR_OK)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    TRY(store_delivery_insert(ctx, from->id, inbox, kind, object, to->id, uri));
    engine_wake_delivery(ctx);
    return ERR_OK;
}

enum err service_tie_sever(struct ctx *ctx, const struct account *follower,
                           const struct account *target, bool by_target, bool *out_found)
{
    struct follow follow;
    TRY(service_tie_unfollow(ctx, follower, target, out_found, &follow));
    if (!*out_found)
        return ERR_OK;
    if (by_target)
        return service_tie_send(ctx, target, follower, ACTIVITY_REJECT_FOLLOW, follow.id.v,
                                follow.uri);
    return service_tie_send(ctx, follower, target, ACTIVITY_UNDO_FOLLOW, follow.id.v, follow.uri);
}

static enum err load_one(struct ctx *ctx, struct account_id id, struct account *out)
{
    enum err err = store_account_get(ctx, id, out);
    bool is_absent = err == ERR_OK && account_is_absent(out);
    return err == ERR_KEY_GONE || is_absent ? ERR_NOT_FOUND : err;
}

enum err service_tie_load(struct ctx *ctx, struct account_id own, struct account_id other,
                          struct account *out_own, struct account *out_other)
{
    TRY(load_one(ctx, own, out_own));
    return load_one(ctx, other, out_other);
}

struct tie_write {
    struct account_id own;
    struct account_id other;
    enum err (*fn)(struct ctx *ctx, void *arg);
    void *arg;
};

static enum err held_write(struct ctx *ctx, void *arg)
{
    const struct tie_write *write = arg;
    TRY(store_account_hold(ctx, write->own, NULL));
    TRY(store_account_hold(ctx, write->other, NULL));
    return write->fn(ctx, write->arg);
}

enum err service_tie_write(struct ctx *ctx, struct account_id own, struct account_id other,
                           enum err (*fn)(struct ctx *ctx, void *arg), void *arg)
{
    struct tie_write write = { own, other, fn, arg };
    return db_write(ctx, held_write, &write);
}
