/* Block and mute accounts. */
#include "service/block_account.h"

#include "base/num.h"
#include "service/engine.h"
#include "service/log_page.h"
#include "service/permit.h"
#include "service/tie.h"
#include "store/notification.h"
#include "store/notification_policy.h"
#include "store/relation.h"

struct act {
    struct account owner;
    struct account target;
    struct sv uri;
    bool hides_notifications;
    int64_t expires_ms;
};

static enum err act_begin(struct ctx *ctx, struct account_id target, struct act *out)
{
    TRY(service_permit_acting(ctx, PAGE_ROLE_MODERATOR));
    if (account_id_eq(target, ctx->viewer.account))
        return fail(ctx, ERR_FORBIDDEN, "oneself");
    return service_tie_load(ctx, ctx->viewer.account, target, &out->owner, &out->target);
}

static enum err act_end(struct ctx *ctx, struct act *act,
                        enum err (*fn)(struct ctx *ctx, void *arg), struct relationship *out)
{
    TRY(service_tie_write(ctx, act->owner.id, act->target.id, fn, act));
    return store_relationship_get(ctx, act->owner.id, act->target.id, out);
}

static enum err notifications_forget(struct ctx *ctx, const struct act *act)
{
    TRY(store_notification_delete_from(ctx, act->owner.id, act->target.id));
    TRY(store_notification_unpermit(ctx, act->owner.id, act->target.id));
    return store_notification_delete_from(ctx, act->target.id, act->owner.id);
}

static enum err block_write(struct ctx *ctx, void *arg)
{
    const struct act *act = arg;
    int64_t id = engine_next_id(ctx);
    bool is_new = false;
    bool is_found = false;
    TRY(store_block_insert(ctx, act->owner.id, act->target.id, id, act->uri, &is_new));
    if (!is_new)
        return ERR_OK;
    service_tie_changed(ctx, act->owner.id, act->target.id);
    TRY(service_tie_sever(ctx, &act->owner, &act->target, false, &is_found));
    TRY(service_tie_sever(ctx, &act->target, &act->owner, true, &is_found));
    TRY(notifications_forget(ctx, act));
    TRY(service_log_acting(ctx, PAGE_LOG_BLOCKED, act->target.id, status_id(0)));
    return service_tie_send(ctx, &act->owner, &act->target, ACTIVITY_BLOCK, id, SV(""));
}

enum err service_block_account(struct ctx *ctx, struct account_id target, struct relationship *out)
{
    struct act act = { 0 };
    TRY(act_begin(ctx, target, &act));
    return act_end(ctx, &act, block_write, out);
}

static enum err unblock_write(struct ctx *ctx, void *arg)
{
    const struct act *act = arg;
    bool is_found = false;
    int64_t id = 0;
    TRY(store_block_delete(ctx, act->owner.id, act->target.id, &is_found, &id));
    if (!is_found)
        return ERR_OK;
    service_tie_changed(ctx, act->owner.id, act->target.id);
    TRY(service_log_acting(ctx, PAGE_LOG_UNBLOCKED, act->target.id, status_id(0)));
    return service_tie_send(ctx, &act->owner, &act->target, ACTIVITY_UNDO_BLOCK, id, SV(""));
}

enum err service_unblock_account(struct ctx *ctx, struct account_id target,
                                 struct relationship *out)
{
    struct act act = { 0 };
    TRY(act_begin(ctx, target, &act));
    return act_end(ctx, &act, unblock_write, out);
}

static enum err mute_write(struct ctx *ctx, void *arg)
{
    const struct act *act = arg;
    service_tie_changed(ctx, act->owner.id, act->owner.id);
    if (act->hides_notifications)
        TRY(store_notification_delete_from(ctx, act->owner.id, act->target.id));
    TRY(store_notification_unpermit(ctx, act->owner.id, act->target.id));
    return store_mute_upsert(ctx, act->owner.id, act->target.id, engine_next_id(ctx),
                             act->hides_notifications, act->expires_ms);
}

enum err service_mute_account(struct ctx *ctx, struct account_id target, bool hides_notifications,
                              int64_t duration_ms, struct relationship *out)
{
    struct act act = { .hides_notifications = hides_notifications };
    if (duration_ms < 0)
        return fail(ctx, ERR_BAD_PARAM, "negative duration");
    if (duration_ms > 0)
        act.expires_ms = num_clamp(duration_ms, 0, INT64_MAX - ctx->now_ms) + ctx->now_ms;
    TRY(act_begin(ctx, target, &act));
    return act_end(ctx, &act, mute_write, out);
}

static enum err unmute_write(struct ctx *ctx, void *arg)
{
    const struct act *act = arg;
    service_tie_changed(ctx, act->owner.id, act->owner.id);
    return store_mute_delete(ctx, act->owner.id, act->target.id);
}

enum err service_unmute_account(struct ctx *ctx, struct account_id target, struct relationship *out)
{
    struct act act = { 0 };
    TRY(act_begin(ctx, target, &act));
    return act_end(ctx, &act, unmute_write, out);
}

static enum err blocked_write(struct ctx *ctx, void *arg)
{
    const struct act *act = arg;
    bool is_new = false;
    bool is_found = false;
    struct follow follow;
    TRY(store_block_insert(ctx, act->owner.id, act->target.id, engine_next_id(ctx), act->uri,
                           &is_new));
    service_tie_changed(ctx, act->owner.id, act->target.id);
    TRY(service_tie_unfollow(ctx, &act->owner, &act->target, &is_found, &follow));
    TRY(service_tie_unfollow(ctx, &act->target, &act->owner, &is_found, &follow));
    return notifications_forget(ctx, act);
}

enum err service_receive_block(struct ctx *ctx, struct account_id actor, struct account_id target,
                               struct sv uri)
{
    struct act act = { .uri = uri };
    TRY(service_tie_load(ctx, actor, target, &act.owner, &act.target));
    return service_tie_write(ctx, act.owner.id, act.target.id, blocked_write, &act);
}

static enum err unblocked_write(struct ctx *ctx, void *arg)
{
    const struct act *act = arg;
    bool is_found = false;
    int64_t id = 0;
    service_tie_changed(ctx, act->owner.id, act->target.id);
    return store_block_delete(ctx, act->owner.id, act->target.id, &is_found, &id);
}

enum err service_receive_unblock(struct ctx *ctx, struct account_id actor, struct account_id target)
{
    struct act act = { 0 };
    TRY(service_tie_load(ctx, actor, target, &act.owner, &act.target));
    return service_tie_write(ctx, act.owner.id, act.target.id, unblocked_write, &act);
}
