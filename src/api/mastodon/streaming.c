/* Streaming: what events are told as, and listeners by server-sent events. */
#include "api/mastodon/streaming.h"

#include "api/answer.h"
#include "api/mastodon/entity/announcement.h"
#include "api/mastodon/entity/conversation.h"
#include "api/mastodon/entity/notification.h"
#include "api/mastodon/entity/status.h"
#include "api/mastodon/handlers.h"
#include "api/mastodon/listener.h"
#include "base/clock.h"
#include "base/heap.h"
#include "base/num.h"
#include "http/sse.h"
#include "model/scope.h"
#include "service/engine.h"
#include "service/home.h"
#include "service/list_conversations.h"
#include "service/list_notifications.h"
#include "service/manage_list.h"
#include "service/timeline.h"
#include "stream/stream.h"
#include "text/params.h"
#include "text/status_text.h"

/* A listener by server-sent events: its channels are chosen when it begins. */
struct sse_listener {
    struct listener base; /* first: one is the other */
    struct sse_stream *sse;
};

/* A status where its channel would show it to this viewer; ERR_NOT_FOUND: it would not. */
static enum err status_find(struct ctx *ctx, const struct waiting *waiting, struct status_id id,
                            struct status_view *out)
{
    if (waiting->channel == STREAM_CHANNEL_USER)
        return service_view_home_status(ctx, id, out);
    if (waiting->channel == STREAM_CHANNEL_LIST)
        return service_view_list_status(ctx, list_id(waiting->channel_id), id, out);
    TRY(service_view_status(ctx, id, out));
    return service_is_for_public(ctx, out) ? ERR_OK : ERR_NOT_FOUND;
}

static enum err payload_end(struct ctx *ctx, struct json_writer *w, struct sv *out)
{
    struct json_fragment fragment;
    TRY(json_w_finish(w, &fragment));
    TRY(api_consent_check(ctx, &fragment));
    *out = fragment.bytes;
    return ERR_OK;
}

static enum err status_payload(struct ctx *ctx, const struct waiting *waiting, struct status_id id,
                               struct sv *out)
{
    struct status_view view;
    struct json_writer w;
    uint64_t epoch = engine_begin_read(ctx);
    TRY(status_find(ctx, waiting, id, &view));
    api_answer_begin(ctx, &w);
    TRY(entity_status_render(ctx, &w, &view, epoch));
    return payload_end(ctx, &w, out);
}

static enum err notification_payload(struct ctx *ctx, struct notification_id id, struct sv *out)
{
    struct notification_view view;
    struct json_writer w;
    uint64_t epoch = engine_begin_read(ctx);
    TRY(service_get_notification(ctx, id, &view));
    api_answer_begin(ctx, &w);
    TRY(entity_notification_render(ctx, &w, &view, epoch));
    return payload_end(ctx, &w, out);
}

static enum err conversation_payload(struct ctx *ctx, struct conversation_id id, struct sv *out)
{
    struct conversation_view view;
    struct json_writer w;
    uint64_t epoch = engine_begin_read(ctx);
    TRY(service_get_conversation(ctx, id, &view));
    api_answer_begin(ctx, &w);
    TRY(entity_conversation_render(ctx, &w, &view, epoch));
    return payload_end(ctx, &w, out);
}

static enum err announcement_payload(struct ctx *ctx, struct announcement_id id, struct sv *out)
{
    struct announcement_view view;
    struct json_writer w;
    TRY(service_get_announcement(ctx, id, &view));
    api_answer_begin(ctx, &w);
    entity_announcement_render(ctx, &w, &view);
    return payload_end(ctx, &w, out);
}

/* What a client is told; ERR_NOT_FOUND: nothing. */
static enum err payload_make(struct ctx *ctx, const struct waiting *waiting, struct sv *out)
{
    const struct stream_event *event = waiting->event;
    int64_t id = 0;
    switch (event->kind) {
    case STREAM_EVENT_UPDATE:
    case STREAM_EVENT_STATUS_UPDATE:
        if (!sv_to_i64(event->payload, &id))
            return ERR_INTERNAL;
        return status_payload(ctx, waiting, status_id(id), out);
    case STREAM_EVENT_ANNOUNCEMENT:
        if (!sv_to_i64(event->payload, &id))
            return ERR_INTERNAL;
        return announcement_payload(ctx, announcement_id(id), out);
    case STREAM_EVENT_DELETE:
    case STREAM_EVENT_FILTERS_CHANGED:
    case STREAM_EVENT_ANNOUNCEMENT_REACTION:
    case STREAM_EVENT_ANNOUNCEMENT_DELETE:
    case STREAM_EVENT_NOTIFICATIONS_MERGED:
        *out = event->payload;
        return ERR_OK;
    case STREAM_EVENT_NOTIFICATION:
        if (!sv_to_i64(event->payload, &id))
            return ERR_INTERNAL;
        return notification_payload(ctx, notification_id(id), out);
    case STREAM_EVENT_CONVERSATION:
        if (!sv_to_i64(event->payload, &id))
            return ERR_INTERNAL;
        return conversation_payload(ctx, conversation_id(id), out);
    case STREAM_EVENT_COUNT:
        break;
    }
    return ERR_NOT_FOUND;
}

enum err streaming_payload(struct listener *l, struct arena *a, const struct waiting *waiting,
                           struct sv *out)
{
    const struct streaming_options *options = &l->streaming->options;
    struct ctx ctx = { .arena = a, .now_ms = clock_now_ms(), .viewer = l->viewer };
    struct sv payload = { 0 };
    options->setup(options->arg, &ctx);
    enum err err = payload_make(&ctx, waiting, &payload);
    options->finish(options->arg, &ctx);
    TRY(err);
    if (arena_is_over(a))
        return ERR_LIMIT;
    *out = payload;
    return ERR_OK;
}

static struct sse_listener *sse_of(struct listener *l)
{
    return (struct sse_listener *)l;
}

static void event_send(struct listener *l, const struct waiting *waiting)
{
    struct arena arena;
    struct sv payload;
    arena_init(&arena, l->streaming->options.arena_bytes);
    if (streaming_payload(l, &arena, waiting, &payload) == ERR_OK) {
        struct sv name = stream_event_name(waiting->event->kind);
        struct sv parts[] = { SV("event: "), name, SV("\ndata: "), payload, SV("\n\n") };
        struct http_body *body = http_body_new(sv_concat(&arena, parts, ARRAY_COUNT(parts)));
        (void)sse_push(sse_of(l)->sse, body);
        http_body_unref(body);
    }
    arena_done(&arena);
}

/* What is gone is the list that it listens to, for it has one: it ends. */
static void sse_serve(struct listener *l, const struct waiting *waiting)
{
    if (waiting->event != NULL)
        event_send(l, waiting);
    else
        sse_close(sse_of(l)->sse);
}

static void sse_end(struct listener *l, enum stream_end why)
{
    UNUSED(why);
    sse_close(sse_of(l)->sse);
}

static void sse_listener_free(struct listener *l)
{
    sse_unref(sse_of(l)->sse);
    heap_free(l);
}

static const struct listener_kind sse_kind = { sse_serve, sse_end, sse_listener_free };

static void on_gone(void *arg)
{
    listener_gone(arg);
}

/* What ended before the subscription stood has not ended it: the token, the account, the list. */
static enum err channels_join(struct ctx *ctx, struct http_request *req, struct listener *l,
                              const struct stream_channel *channels, size_t count)
{
    struct list list;
    for (size_t i = 0; i < count; i++)
        TRY(stream_join(l->streaming->options.stream, l->sub, &channels[i]));
    TRY(listener_check(ctx, req));
    if (channels[0].kind != STREAM_CHANNEL_LIST)
        return ERR_OK;
    return service_get_list(ctx, list_id(channels[0].id), &list);
}

/* Subscribe first, so that nothing is missed between the answer and the first event. */
static enum err stream_open(struct ctx *ctx, struct http_request *req, struct http_response *res,
                            const struct stream_channel *channels, size_t count)
{
    struct streaming *s = ctx->engine->streaming;
    if (s == NULL)
        return fail(ctx, ERR_BUSY, "event streams are not served");
    struct sse_listener *l = heap_new(sizeof *l);
    struct sse_owner owner = { ctx->viewer.account, ctx->viewer.token, on_gone, &l->base };
    enum err err = listener_init(&l->base, s, &sse_kind, &ctx->viewer);
    if (err == ERR_OK)
        err = channels_join(ctx, req, &l->base, channels, count);
    if (err == ERR_OK)
        err = sse_open(req, res, &owner, &l->sse);
    if (err != ERR_OK) {
        listener_free(&l->base);
        return err;
    }
    struct http_body *hello = http_body_new(SV(":)\n"));
    (void)sse_push(l->sse, hello);
    http_body_unref(hello);
    listener_open(&l->base);
    return ERR_OK;
}

/* The viewer's home and, where its token may read them, notifications. */
enum err mastodon_stream_user(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    int64_t id = ctx->viewer.account.v;
    struct stream_channel channels[] = {
        { .kind = STREAM_CHANNEL_USER, .id = id },
        { .kind = STREAM_CHANNEL_USER_NOTIFICATION, .id = id },
    };
    bool may_notify = token_id_is_none(ctx->viewer.token) ||
                      (ctx->viewer.scopes & SCOPE(SCOPE_READ_NOTIFICATIONS)) != 0;
    return stream_open(ctx, req, res, channels, may_notify ? 2 : 1);
}

enum err mastodon_stream_notifications(struct ctx *ctx, struct http_request *req,
                                       struct http_response *res)
{
    struct stream_channel channel = { .kind = STREAM_CHANNEL_USER_NOTIFICATION,
                                      .id = ctx->viewer.account.v };
    return stream_open(ctx, req, res, &channel, 1);
}

enum err mastodon_stream_direct(struct ctx *ctx, struct http_request *req,
                                struct http_response *res)
{
    struct stream_channel channel = { .kind = STREAM_CHANNEL_DIRECT, .id = ctx->viewer.account.v };
    return stream_open(ctx, req, res, &channel, 1);
}

static enum err public_open(struct ctx *ctx, struct http_request *req, struct http_response *res,
                            enum stream_channel_kind all, enum stream_channel_kind media)
{
    bool only_media = params_bool(req->params, SV("only_media"), false);
    struct stream_channel channel = { .kind = only_media ? media : all };
    return stream_open(ctx, req, res, &channel, 1);
}

enum err mastodon_stream_public(struct ctx *ctx, struct http_request *req,
                                struct http_response *res)
{
    return public_open(ctx, req, res, STREAM_CHANNEL_PUBLIC, STREAM_CHANNEL_PUBLIC_MEDIA);
}

enum err mastodon_stream_public_local(struct ctx *ctx, struct http_request *req,
                                      struct http_response *res)
{
    return public_open(ctx, req, res, STREAM_CHANNEL_PUBLIC_LOCAL,
                       STREAM_CHANNEL_PUBLIC_LOCAL_MEDIA);
}

enum err mastodon_stream_public_remote(struct ctx *ctx, struct http_request *req,
                                       struct http_response *res)
{
    return public_open(ctx, req, res, STREAM_CHANNEL_PUBLIC_REMOTE,
                       STREAM_CHANNEL_PUBLIC_REMOTE_MEDIA);
}

static enum err tag_open(struct ctx *ctx, struct http_request *req, struct http_response *res,
                         enum stream_channel_kind kind)
{
    struct sv tag = status_text_normalize_tag(ctx->arena, params_find(req->params, SV("tag")));
    if (tag.len == 0)
        return fail(ctx, ERR_BAD_PARAM, "tag");
    struct stream_channel channel = { .kind = kind, .name = tag };
    return stream_open(ctx, req, res, &channel, 1);
}

enum err mastodon_stream_hashtag(struct ctx *ctx, struct http_request *req,
                                 struct http_response *res)
{
    return tag_open(ctx, req, res, STREAM_CHANNEL_HASHTAG);
}

enum err mastodon_stream_hashtag_local(struct ctx *ctx, struct http_request *req,
                                       struct http_response *res)
{
    return tag_open(ctx, req, res, STREAM_CHANNEL_HASHTAG_LOCAL);
}

enum err mastodon_stream_list(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    struct list list;
    int64_t id = 0;
    if (!sv_to_i64(params_find(req->params, SV("list")), &id))
        return fail(ctx, ERR_BAD_PARAM, "list");
    TRY(service_get_list(ctx, list_id(id), &list));
    struct stream_channel channel = { .kind = STREAM_CHANNEL_LIST, .id = id };
    return stream_open(ctx, req, res, &channel, 1);
}
