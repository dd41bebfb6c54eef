/* Follow accounts. */
#include "service/follow_account.h"

#include "service/domain_rule.h"
#include "service/engine.h"
#include "service/feed_follow.h"
#include "service/log_page.h"
#include "service/notify.h"
#include "service/permit.h"
#include "service/tie.h"
#include "store/notification.h"
#include "store/relation.h"

/* One act on a relation: who follows whom, or would. */
struct act {
    struct account follower;
    struct account target;
    struct follow_options options;
    struct follow_wish wish; /* of who follows here: what options become */
    struct sv uri;
    bool by_target; /* the target acts */
    bool fills;
};

static enum err act_write(struct ctx *ctx, struct act *act,
                          enum err (*fn)(struct ctx *ctx, void *arg))
{
    TRY(service_tie_write(ctx, act->follower.id, act->target.id, fn, act));
    return act->fills ? service_feed_fill(ctx, act->target.id) : ERR_OK;
}

static enum err tell_target(struct ctx *ctx, const struct act *act, enum notification_kind kind)
{
    struct notification what = { .kind = kind, .owner = act->target.id, .from = act->follower.id };
    return service_notify(ctx, &what);
}

static bool needs_asking(const struct act *act)
{
    return act->target.is_locked || !account_is_local(&act->target) ||
           act->follower.state == ACCOUNT_SILENCED;
}

static enum err new_follow(struct ctx *ctx, struct act *act)
{
    struct follow follow = { .id = follow_id(engine_next_id(ctx)),
                             .follower = act->follower.id,
                             .target = act->target.id,
                             .options = act->options,
                             .uri = act->uri };
    bool is_new = false;
    if (!needs_asking(act)) {
        TRY(service_tie_follow(ctx, &follow, &act->follower, &act->target, &is_new, &act->fills));
        return tell_target(ctx, act, NOTIFICATION_FOLLOW);
    }
    TRY(store_follow_request_upsert(ctx, &follow));
    TRY(service_tie_send(ctx, &act->follower, &act->target, ACTIVITY_FOLLOW, follow.id.v, SV("")));
    return tell_target(ctx, act, NOTIFICATION_FOLLOW_REQUEST);
}

static void wish_apply(const struct relationship *now, const struct follow_wish *wish,
                       struct follow_options *out)
{
    *out = (struct follow_options){ .shows_reblogs = true };
    if (now->is_following || now->is_requested)
        *out = (struct follow_options){ now->shows_reblogs, now->notifies, now->languages };
    if (wish->has_reblogs)
        out->shows_reblogs = wish->options.shows_reblogs;
    if (wish->has_notify)
        out->notifies = wish->options.notifies;
    if (wish->has_languages)
        out->languages = wish->options.languages;
}

static enum err follow_write(struct ctx *ctx, void *arg)
{
    struct act *act = arg;
    act->fills = false;
    struct relationship now;
    TRY(store_relationship_get(ctx, act->follower.id, act->target.id, &now));
    if (now.is_blocking || now.is_blocked_by || now.is_domain_blocking)
        return fail(ctx, ERR_FORBIDDEN, "one blocks the other");
    wish_apply(&now, &act->wish, &act->options);
    struct follow same = { .follower = act->follower.id,
                           .target = act->target.id,
                           .options = act->options };
    if (now.is_following) {
        service_tie_changed(ctx, act->follower.id, act->target.id);
        return store_follow_update(ctx, &same);
    }
    if (now.is_requested)
        return store_follow_request_upsert(ctx, &same);
    return new_follow(ctx, act);
}

static enum err limit_check(struct ctx *ctx, const struct account *follower)
{
    int64_t by_followers = follower->counts.followers + follower->counts.followers / 10;
    int64_t max = by_followers > FOLLOWS_MAX ? by_followers : FOLLOWS_MAX;
    return follower->counts.following < max ? ERR_OK : fail(ctx, ERR_LIMIT, "follows too many");
}

enum err service_follow_wishing(struct ctx *ctx, struct account_id target,
                                const struct follow_wish *wish, struct relationship *out)
{
    TRY(service_permit_acting(ctx, PAGE_ROLE_EDITOR));
    struct act act = { .wish = *wish };
    TRY(service_tie_load(ctx, ctx->viewer.account, target, &act.follower, &act.target));
    if (account_is_gone(&act.target))
        return ERR_NOT_FOUND;
    bool is_blocked = false;
    TRY(service_domain_is_blocked(ctx, act.target.domain, &is_blocked));
    if (account_id_eq(target, ctx->viewer.account) || is_blocked)
        return fail(ctx, ERR_FORBIDDEN, "oneself, or a blocked domain");
    bool is_following = false;
    TRY(store_is_following(ctx, act.follower.id, target, &is_following));
    if (!is_following)
        TRY(limit_check(ctx, &act.follower));
    TRY(act_write(ctx, &act, follow_write));
    return store_relationship_get(ctx, ctx->viewer.account, target, out);
}

enum err service_follow_account(struct ctx *ctx, struct account_id target,
                                const struct follow_options *options, struct relationship *out)
{
    struct follow_wish wish = { true, true, true, *options };
    return service_follow_wishing(ctx, target, &wish, out);
}

static enum err sever_write(struct ctx *ctx, void *arg)
{
    const struct act *act = arg;
    bool is_found = false;
    TRY(service_tie_sever(ctx, &act->follower, &act->target, act->by_target, &is_found));
    if (!is_found || !act->by_target)
        return ERR_OK;
    return service_log_acting(ctx, PAGE_LOG_FOLLOWER_REMOVED, act->follower.id, status_id(0));
}

enum err service_unfollow_account(struct ctx *ctx, struct account_id target,
                                  struct relationship *out)
{
    TRY(service_permit_acting(ctx, PAGE_ROLE_EDITOR));
    struct act act = { 0 };
    TRY(service_tie_load(ctx, ctx->viewer.account, target, &act.follower, &act.target));
    TRY(act_write(ctx, &act, sever_write));
    return store_relationship_get(ctx, ctx->viewer.account, target, out);
}

enum err service_remove_follower(struct ctx *ctx, struct account_id follower,
                                 struct relationship *out)
{
    TRY(service_permit_acting(ctx, PAGE_ROLE_MODERATOR));
    struct act act = { .by_target = true };
    TRY(service_tie_load(ctx, ctx->viewer.account, follower, &act.target, &act.follower));
    TRY(act_write(ctx, &act, sever_write));
    return store_relationship_get(ctx, ctx->viewer.account, follower, out);
}

/* Take the request and make it a follow; ERR_NOT_FOUND when there is none. */
static enum err grant(struct ctx *ctx, struct act *act, struct follow *out)
{
    bool is_found = false;
    bool is_new = false;
    act->fills = false;
    TRY(store_follow_request_delete(ctx, act->follower.id, act->target.id, &is_found, out));
    if (!is_found)
        return ERR_NOT_FOUND;
    TRY(store_notification_delete_kind(ctx, act->target.id, act->follower.id,
                                       NOTIFICATION_FOLLOW_REQUEST));
    return service_tie_follow(ctx, out, &act->follower, &act->target, &is_new, &act->fills);
}

static enum err accept_write(struct ctx *ctx, void *arg)
{
    struct act *act = arg;
    struct follow follow;
    TRY(grant(ctx, act, &follow));
    return service_tie_send(ctx, &act->target, &act->follower, ACTIVITY_ACCEPT_FOLLOW, follow.id.v,
                            follow.uri);
}

enum err service_accept_follow_request(struct ctx *ctx, struct account_id follower,
                                       struct relationship *out)
{
    TRY(service_permit_acting(ctx, PAGE_ROLE_MODERATOR));
    struct act act = { .by_target = true };
    TRY(service_tie_load(ctx, ctx->viewer.account, follower, &act.target, &act.follower));
    TRY(act_write(ctx, &act, accept_write));
    return store_relationship_get(ctx, ctx->viewer.account, follower, out);
}

static enum err refuse_write(struct ctx *ctx, void *arg)
{
    struct act *act = arg;
    struct follow follow;
    bool is_found = false;
    TRY(store_follow_request_delete(ctx, act->follower.id, act->target.id, &is_found, &follow));
    if (!is_found)
        return ERR_NOT_FOUND;
    TRY(store_notification_delete_kind(ctx, act->target.id, act->follower.id,
                                       NOTIFICATION_FOLLOW_REQUEST));
    return service_tie_send(ctx, &act->target, &act->follower, ACTIVITY_REJECT_FOLLOW, follow.id.v,
                            follow.uri);
}

enum err service_reject_follow_request(struct ctx *ctx, struct account_id follower,
                                       struct relationship *out)
{
    TRY(service_permit_acting(ctx, PAGE_ROLE_MODERATOR));
    struct act act = { .by_target = true };
    TRY(service_tie_load(ctx, ctx->viewer.account, follower, &act.target, &act.follower));
    TRY(act_write(ctx, &act, refuse_write));
    return store_relationship_get(ctx, ctx->viewer.account, follower, out);
}

/* The Follow that was known already is answered again: our first answer may be lost. */
static enum err follow_again(struct ctx *ctx, const struct act *act)
{
    struct follow follow;
    bool is_found = false;
    TRY(store_follow_find(ctx, act->follower.id, act->target.id, &is_found, &follow));
    TRY(store_follow_set_uri(ctx, act->follower.id, act->target.id, act->uri));
    return service_tie_send(ctx, &act->target, &act->follower, ACTIVITY_ACCEPT_FOLLOW, follow.id.v,
                            act->uri);
}

static enum err receive_write(struct ctx *ctx, void *arg)
{
    struct act *act = arg;
    act->fills = false;
    struct relationship now; /* seen from the followed */
    TRY(store_relationship_get(ctx, act->target.id, act->follower.id, &now));
    int64_t id = engine_next_id(ctx);
    if (now.is_blocking || now.is_domain_blocking)
        return service_tie_send(ctx, &act->target, &act->follower, ACTIVITY_REJECT_FOLLOW, id,
                                act->uri);
    if (now.is_followed_by)
        return follow_again(ctx, act);
    TRY(new_follow(ctx, act));
    if (needs_asking(act))
        return ERR_OK;
    struct follow follow;
    bool is_found = false;
    TRY(store_follow_find(ctx, act->follower.id, act->target.id, &is_found, &follow));
    return service_tie_send(ctx, &act->target, &act->follower, ACTIVITY_ACCEPT_FOLLOW, follow.id.v,
                            act->uri);
}

enum err service_receive_follow(struct ctx *ctx, struct account_id actor, struct account_id target,
                                struct sv uri)
{
    struct act act = { .options = { .shows_reblogs = true }, .uri = uri };
    TRY(service_tie_load(ctx, actor, target, &act.follower, &act.target));
    if (!account_is_local(&act.target) || account_is_gone(&act.target))
        return ERR_NOT_FOUND;
    TRY(service_apply_domain_rules(ctx, &act.follower, 1));
    return act_write(ctx, &act, receive_write);
}

static enum err silent_write(struct ctx *ctx, void *arg)
{
    const struct act *act = arg;
    bool is_found = false;
    struct follow follow;
    return service_tie_unfollow(ctx, &act->follower, &act->target, &is_found, &follow);
}

enum err service_receive_unfollow(struct ctx *ctx, struct account_id actor,
                                  struct account_id target)
{
    struct act act = { 0 };
    TRY(service_tie_load(ctx, actor, target, &act.follower, &act.target));
    return act_write(ctx, &act, silent_write);
}

static enum err granted_write(struct ctx *ctx, void *arg)
{
    struct follow follow;
    enum err err = grant(ctx, arg, &follow);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err service_receive_accept(struct ctx *ctx, struct account_id target,
                                struct account_id follower)
{
    struct act act = { .by_target = true };
    TRY(service_tie_load(ctx, target, follower, &act.target, &act.follower));
    return act_write(ctx, &act, granted_write);
}

enum err service_receive_reject(struct ctx *ctx, struct account_id target,
                                struct account_id follower)
{
    struct act act = { .by_target = true };
    TRY(service_tie_load(ctx, target, follower, &act.target, &act.follower));
    return act_write(ctx, &act, silent_write);
}
