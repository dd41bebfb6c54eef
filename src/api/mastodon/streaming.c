/* Streaming. */
#include "api/mastodon/streaming.h"

#include <pthread.h>

#include "api/answer.h"
#include "api/authenticate.h"
#include "api/mastodon/entity/announcement.h"
#include "api/mastodon/entity/conversation.h"
#include "api/mastodon/entity/notification.h"
#include "api/mastodon/entity/status.h"
#include "api/mastodon/handlers.h"
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

#define THREADS_MAX 64

struct waiting_event {
    struct stream_event *event;
    enum stream_channel_kind channel; /* it came on */
    int64_t channel_id;
};

/* One open stream. `lock` of its streaming guards everything that changes. */
struct listener {
    struct streaming *streaming;
    struct listener *next_ready;
    struct listener *prev; /* all of them */
    struct listener *next;
    struct viewer viewer;
    struct stream_sub *sub;
    struct sse_stream *sse; /* NULL until the answer is made */
    struct waiting_event queue[STREAMING_QUEUE_MAX];
    size_t first;
    size_t count;
    bool is_scheduled; /* in the list of the ready, or with a thread */
    bool is_ended;     /* its subscription is over: close the connection */
    bool is_gone;      /* the connection is over: free it */
};

struct streaming {
    struct streaming_options options;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct listener *ready_first;
    struct listener *ready_last;
    struct listener *all;
    bool is_stopping;
    pthread_t threads[THREADS_MAX];
    unsigned thread_count;
};

/* With the lock held: hand a listener to a thread. Before its answer is made it waits. */
static void schedule(struct listener *l)
{
    struct streaming *s = l->streaming;
    if (l->is_scheduled || l->sse == NULL)
        return;
    l->is_scheduled = true;
    l->next_ready = NULL;
    if (s->ready_last == NULL)
        s->ready_first = l;
    else
        s->ready_last->next_ready = l;
    s->ready_last = l;
    (void)pthread_cond_signal(&s->changed);
}

/* Under the stream room's lock: only queue. */
static bool on_event(void *arg, const struct stream_channel *channel, struct stream_event *event)
{
    struct listener *l = arg;
    (void)pthread_mutex_lock(&l->streaming->lock);
    bool has_room = l->count < STREAMING_QUEUE_MAX;
    if (has_room) {
        size_t at = (l->first + l->count++) % STREAMING_QUEUE_MAX;
        l->queue[at] =
            (struct waiting_event){ stream_event_ref(event), channel->kind, channel->id };
        schedule(l);
    }
    (void)pthread_mutex_unlock(&l->streaming->lock);
    return has_room;
}

static void on_end(void *arg, enum stream_end why)
{
    struct listener *l = arg;
    UNUSED(why);
    (void)pthread_mutex_lock(&l->streaming->lock);
    l->is_ended = true;
    schedule(l);
    (void)pthread_mutex_unlock(&l->streaming->lock);
}

/* The list it listens to was deleted, and a stream has one list. */
static void on_left(void *arg, const struct stream_channel *channel)
{
    UNUSED(channel);
    on_end(arg, STREAM_END_ACCOUNT);
}

/* On a loop's thread, nothing locked. */
static void on_gone(void *arg)
{
    struct listener *l = arg;
    (void)pthread_mutex_lock(&l->streaming->lock);
    l->is_gone = true;
    schedule(l);
    (void)pthread_mutex_unlock(&l->streaming->lock);
}

static struct listener *listener_new(struct streaming *s, const struct viewer *viewer)
{
    struct listener *l = heap_new(sizeof *l);
    l->streaming = s;
    l->viewer = *viewer;
    (void)pthread_mutex_lock(&s->lock);
    l->next = s->all;
    if (s->all != NULL)
        s->all->prev = l;
    s->all = l;
    (void)pthread_mutex_unlock(&s->lock);
    return l;
}

/* No thread and no connection knows it any more. */
static void listener_free(struct listener *l)
{
    struct streaming *s = l->streaming;
    stream_unsubscribe(s->options.stream, l->sub); /* takes the room's lock: never with ours */
    (void)pthread_mutex_lock(&s->lock);
    if (l->prev != NULL)
        l->prev->next = l->next;
    else
        s->all = l->next;
    if (l->next != NULL)
        l->next->prev = l->prev;
    (void)pthread_mutex_unlock(&s->lock);
    for (; l->count > 0; l->count--) {
        stream_event_unref(l->queue[l->first].event);
        l->first = (l->first + 1) % STREAMING_QUEUE_MAX;
    }
    sse_unref(l->sse);
    heap_free(l);
}

/* A status where its channel would show it to this viewer; ERR_NOT_FOUND: it would not. */
static enum err status_find(struct ctx *ctx, const struct waiting_event *waiting,
                            struct status_id id, struct status_view *out)
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

static enum err status_payload(struct ctx *ctx, const struct waiting_event *waiting,
                               struct status_id id, struct sv *out)
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
    TRY(entity_notification_render(ctx, &w, &view.notification, view.account, view.status, epoch));
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
static enum err payload_make(struct ctx *ctx, const struct waiting_event *waiting, struct sv *out)
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
    case STREAM_EVENT_NOTIFICATIONS_MERGED:
    case STREAM_EVENT_COUNT:
        break;
    }
    return ERR_NOT_FOUND;
}

/* Errors are passed over: a stream is a convenience, and apps poll besides. */
static void event_send(struct listener *l, const struct waiting_event *waiting)
{
    const struct streaming_options *options = &l->streaming->options;
    struct arena arena;
    arena_init(&arena, options->arena_bytes);
    struct ctx ctx = { .arena = &arena, .now_ms = clock_now_ms(), .viewer = l->viewer };
    struct sv payload = { 0 };
    options->setup(options->arg, &ctx);
    enum err err = payload_make(&ctx, waiting, &payload);
    options->finish(options->arg, &ctx);
    if (err == ERR_OK && !arena_is_over(&arena)) {
        struct sv name = stream_event_name(waiting->event->kind);
        struct sv parts[] = { SV("event: "), name, SV("\ndata: "), payload, SV("\n\n") };
        struct http_body *body = http_body_new(sv_concat(&arena, parts, ARRAY_COUNT(parts)));
        (void)sse_push(l->sse, body);
        http_body_unref(body);
    }
    arena_done(&arena);
}

/* With the lock held: the next thing to do for a listener; false when there is nothing and it was given back. */
static bool event_take(struct listener *l, struct waiting_event *out)
{
    if (l->is_gone || l->is_ended || l->count == 0)
        return false;
    *out = l->queue[l->first];
    l->first = (l->first + 1) % STREAMING_QUEUE_MAX;
    l->count--;
    return true;
}

static void listener_serve(struct listener *l)
{
    struct streaming *s = l->streaming;
    struct waiting_event waiting;
    (void)pthread_mutex_lock(&s->lock);
    while (event_take(l, &waiting)) {
        (void)pthread_mutex_unlock(&s->lock);
        event_send(l, &waiting);
        stream_event_unref(waiting.event);
        (void)pthread_mutex_lock(&s->lock);
    }
    bool is_gone = l->is_gone;
    bool is_ended = l->is_ended;
    /* Whoever is gone stays scheduled, so that no other thread gets it. */
    l->is_scheduled = is_gone;
    struct sse_stream *sse = is_ended && !is_gone ? sse_ref(l->sse) : NULL;
    (void)pthread_mutex_unlock(&s->lock);
    if (is_gone)
        listener_free(l);
    if (sse != NULL)
        sse_close(sse); /* on_gone follows */
    sse_unref(sse);
}

static void *thread_run(void *arg)
{
    struct streaming *s = arg;
    (void)pthread_mutex_lock(&s->lock);
    for (;;) {
        while (s->ready_first == NULL && !s->is_stopping)
            (void)pthread_cond_wait(&s->changed, &s->lock);
        struct listener *l = s->ready_first;
        if (l == NULL)
            break;
        s->ready_first = l->next_ready;
        if (s->ready_first == NULL)
            s->ready_last = NULL;
        (void)pthread_mutex_unlock(&s->lock);
        listener_serve(l);
        (void)pthread_mutex_lock(&s->lock);
    }
    (void)pthread_mutex_unlock(&s->lock);
    return NULL;
}

enum err streaming_start(struct ctx *ctx, const struct streaming_options *options,
                         struct streaming **out)
{
    assert(options->thread_count >= 1 && options->thread_count <= THREADS_MAX);
    struct streaming *s = heap_new(sizeof *s);
    s->options = *options;
    (void)pthread_mutex_init(&s->lock, NULL);
    (void)pthread_cond_init(&s->changed, NULL);
    for (unsigned i = 0; i < options->thread_count; i++) {
        if (pthread_create(&s->threads[i], NULL, thread_run, s) != 0) {
            streaming_stop(s);
            return fail(ctx, ERR_IO, "thread for event streams");
        }
        s->thread_count++;
    }
    *out = s;
    return ERR_OK;
}

void streaming_stop(struct streaming *s)
{
    if (s == NULL)
        return;
    (void)pthread_mutex_lock(&s->lock);
    s->is_stopping = true;
    (void)pthread_cond_broadcast(&s->changed);
    (void)pthread_mutex_unlock(&s->lock);
    for (unsigned i = 0; i < s->thread_count; i++)
        (void)pthread_join(s->threads[i], NULL);
    while (s->all != NULL)
        listener_free(s->all);
    (void)pthread_cond_destroy(&s->changed);
    (void)pthread_mutex_destroy(&s->lock);
    heap_free(s);
}

static enum err channels_join(struct streaming *s, struct listener *l,
                              const struct stream_channel *channels, size_t count)
{
    struct stream_listener listener = { .deliver = on_event,
                                        .end = on_end,
                                        .left = on_left,
                                        .arg = l,
                                        .token = l->viewer.token,
                                        .account = l->viewer.account,
                                        .user_account = l->viewer.user_account };
    TRY(stream_subscribe(s->options.stream, &listener, &l->sub));
    for (size_t i = 0; i < count; i++)
        TRY(stream_join(s->options.stream, l->sub, &channels[i]));
    return ERR_OK;
}

/* What ended before the subscription stood has not ended it: the token, the account, the list. */
static enum err is_still_good(struct ctx *ctx, struct http_request *req,
                              const struct stream_channel *channel)
{
    struct list list;
    TRY(api_authenticate(ctx, req, req->route));
    TRY(route_admits(req->route, &ctx->viewer));
    return channel->kind == STREAM_CHANNEL_LIST ? service_get_list(ctx, list_id(channel->id), &list)
                                                : ERR_OK;
}

/* Subscribe first, so that nothing is missed between the answer and the first event. */
static enum err stream_open(struct ctx *ctx, struct http_request *req, struct http_response *res,
                            const struct stream_channel *channels, size_t count)
{
    struct streaming *s = ctx->engine->streaming;
    if (s == NULL)
        return fail(ctx, ERR_BUSY, "event streams are not served");
    struct listener *l = listener_new(s, &ctx->viewer);
    struct sse_owner owner = { ctx->viewer.account, ctx->viewer.token, on_gone, l };
    struct sse_stream *sse = NULL;
    enum err err = channels_join(s, l, channels, count);
    if (err == ERR_OK)
        err = is_still_good(ctx, req, &channels[0]);
    if (err == ERR_OK)
        err = sse_open(req, res, &owner, &sse);
    if (err != ERR_OK) {
        listener_free(l);
        return err;
    }
    struct http_body *hello = http_body_new(SV(":)\n"));
    (void)sse_push(sse, hello);
    http_body_unref(hello);
    (void)pthread_mutex_lock(&s->lock);
    l->sse = sse;
    if (l->count > 0 || l->is_ended)
        schedule(l);
    (void)pthread_mutex_unlock(&s->lock);
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
