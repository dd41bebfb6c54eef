/* Notify. */
#include "service/notify.h"

#include "db/db.h"
#include "service/engine.h"
#include "store/notification.h"
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

enum err service_notify(struct ctx *ctx, const struct notification *what)
{
    assert(db_is_writing(ctx));
    if (account_id_eq(what->owner, what->from))
        return ERR_OK;
    bool is_refused = false;
    TRY(store_notification_refused(ctx, what, &is_refused));
    if (is_refused)
        return ERR_OK;
    struct told *told = ARENA_NEW(ctx->arena, struct told);
    told->stream = ctx->engine->stream;
    told->what = *what;
    told->what.id = notification_id(engine_next_id(ctx));
    told->payload = sv_printf(ctx->arena, "%lld", (long long)told->what.id.v);
    TRY(store_notification_insert(ctx, &told->what));
    db_after_commit(ctx, told_publish, told);
    return ERR_OK;
}
