/* Notify. */
#include "service/notify.h"

#include "base/clock.h"
#include "db/db.h"
#include "model/notification_policy.h"
#include "service/domain_rule.h"
#include "service/engine.h"
#include "store/notification.h"
#include "store/notification_policy.h"
#include "store/push.h"
#include "stream/stream.h"

/* Who follows for less than this is no follower to the policy, and who is here for less than that is new. */
#define FOLLOWER_MS (3 * MS_PER_DAY)
#define NEW_MS (30 * MS_PER_DAY)

/* What the after-commit callback needs; in the arena. */
struct told {
    struct stream *stream;
    struct notification what;
    struct sv payload;
};

static void told_publish(void *arg)
{
    const struct told *told = arg;
    struct stream_channel channel = { .kind = STREAM_CHANNEL_USER_NOTIFICATION,
                                      .id = told->what.owner.v };
    if (!stream_has_listener(told->stream, &channel))
        return;
    struct stream_event *event = stream_event_new(STREAM_EVENT_NOTIFICATION, told->payload, SV(""),
                                                  told->what.from, account_id(0));
    stream_publish(told->stream, &channel, event);
    stream_event_unref(event);
}

/* Silenced by itself, or with its server. */
static enum err is_limited(struct ctx *ctx, const struct notification_doubt *doubt, bool *out)
{
    *out = doubt->is_silenced;
    return *out ? ERR_OK : service_domain_is_silenced(ctx, doubt->domain, out);
}

/* The rest of what the rules ask; false where who it comes from is let through whatever they say. */
static enum err facts_complete(struct ctx *ctx, const struct notification *what,
                               struct notification_facts *facts, bool *out_judged)
{
    struct notification_sender sender;
    bool is_answer = false;
    TRY(store_notification_sender_get(ctx, what->owner, what->from, ctx->now_ms - FOLLOWER_MS,
                                      &sender));
    *out_judged = !sender.is_permitted && !(sender.is_staff && what->kind == NOTIFICATION_MENTION);
    facts->is_follower = sender.is_follower;
    facts->is_new = sender.created_ms > ctx->now_ms - NEW_MS;
    if (*out_judged && facts->is_private)
        TRY(store_notification_answers(ctx, what, &is_answer));
    facts->is_private = facts->is_private && !is_answer;
    return ERR_OK;
}

/* Most need no further look: what would be accepted in the worst case is accepted. */
static enum err judge(struct ctx *ctx, const struct notification *what,
                      const struct notification_doubt *doubt, enum notification_verdict *out)
{
    struct notification_facts facts = { .is_followed = doubt->is_followed,
                                        .is_new = true,
                                        .is_private = doubt->is_private };
    bool is_judged = false;
    *out = NOTIFICATION_ACCEPT;
    if (!notification_kind_is_filterable(what->kind))
        return ERR_OK;
    TRY(is_limited(ctx, doubt, &facts.is_limited));
    if (notification_policy_verdict(&doubt->policy, &facts) == NOTIFICATION_ACCEPT)
        return ERR_OK;
    TRY(facts_complete(ctx, what, &facts, &is_judged));
    if (is_judged)
        *out = notification_policy_verdict(&doubt->policy, &facts);
    return ERR_OK;
}

/* Its apps are sent it by whoever sends pushes (fed/push.h), which may be woken once this is committed. */
static enum err apps_tell(struct ctx *ctx, const struct notification *what)
{
    int64_t marked = 0;
    TRY(store_push_mark(ctx, what->owner, what->kind, &marked));
    if (marked > 0)
        engine_wake_pushes(ctx);
    return ERR_OK;
}

enum err service_notify(struct ctx *ctx, const struct notification *what)
{
    assert(db_is_writing(ctx));
    /* Of what one does oneself one need not be told, but that time has ended one's poll, and what the staff did. */
    if (account_id_eq(what->owner, what->from) && what->kind != NOTIFICATION_POLL &&
        what->kind != NOTIFICATION_MODERATION_WARNING)
        return ERR_OK;
    struct notification_doubt doubt;
    enum notification_verdict verdict = NOTIFICATION_DROP;
    TRY(store_notification_doubt(ctx, what, &doubt));
    if (!doubt.is_refused)
        TRY(judge(ctx, what, &doubt, &verdict));
    if (verdict == NOTIFICATION_DROP)
        return ERR_OK;
    struct told *told = ARENA_NEW(ctx->arena, struct told);
    told->stream = ctx->engine->stream;
    told->what = *what;
    told->what.id = notification_id(engine_next_id(ctx));
    told->what.is_filtered = verdict == NOTIFICATION_FILTER;
    told->payload = sv_printf(ctx->arena, "%lld", (long long)told->what.id.v);
    TRY(store_notification_insert(ctx, &told->what));
    if (told->what.is_filtered)
        return ERR_OK;
    TRY(apps_tell(ctx, &told->what));
    db_after_commit(ctx, told_publish, told);
    return ERR_OK;
}
