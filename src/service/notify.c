/* Notify. */
#include "service/notify.h"

#include "db/db.h"
#include "service/domain_rule.h"
#include "service/engine.h"
#include "store/notification.h"
#include "store/push.h"
#include "stream/stream.h"

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

/* Of silenced accounts, and of those of silenced servers, only who follows them hears; and moderators, about reports. */
static enum err is_unheard(struct ctx *ctx, const struct notification *what, bool *out)
{
    struct notification_doubt doubt;
    TRY(store_notification_doubt(ctx, what, &doubt));
    *out = doubt.is_refused;
    if (*out || account_id_eq(what->owner, what->from) || doubt.is_followed ||
        what->kind == NOTIFICATION_ADMIN_REPORT || what->kind == NOTIFICATION_ADMIN_SIGN_UP)
        return ERR_OK;
    *out = doubt.is_silenced;
    return *out ? ERR_OK : service_domain_is_silenced(ctx, doubt.domain, out);
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
    bool is_refused = false;
    TRY(is_unheard(ctx, what, &is_refused));
    if (is_refused)
        return ERR_OK;
    struct told *told = ARENA_NEW(ctx->arena, struct told);
    told->stream = ctx->engine->stream;
    told->what = *what;
    told->what.id = notification_id(engine_next_id(ctx));
    told->payload = sv_printf(ctx->arena, "%lld", (long long)told->what.id.v);
    TRY(store_notification_insert(ctx, &told->what));
    TRY(apps_tell(ctx, &told->what));
    db_after_commit(ctx, told_publish, told);
    return ERR_OK;
}
