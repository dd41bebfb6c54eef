/* Listeners by WebSocket: an app names the streams that it wants, and takes them back, while it listens.
 *
 * Spec: Mastodon API, streaming, WebSocket; client API sheet section 10.
 */
#include <string.h>

#include "api/answer.h"
#include "api/mastodon/handlers.h"
#include "api/mastodon/listener.h"
#include "api/mastodon/stream_name.h"
#include "api/mastodon/stream_request.h"
#include "base/clock.h"
#include "base/heap.h"
#include "http/websocket.h"
#include "service/engine.h"
#include "service/manage_list.h"
#include "text/json_write.h"
#include "text/params.h"

/* Each in two channels at most. */
#define SUBSCRIPTIONS_MAX (STREAM_CHANNELS_MAX / STREAM_NAME_CHANNELS_MAX)

struct subscription {
    struct subscription *next;
    struct stream_name name; /* its views are of what follows the struct */
};

struct socket_listener {
    struct listener base; /* first: one is the other */
    struct websocket *ws;
    /* Of the thread that serves it; of the handler before there is a connection. */
    struct subscription *subscriptions;
    size_t subscription_count;
};

static struct socket_listener *socket_of(struct listener *l)
{
    return (struct socket_listener *)l;
}

static bool channel_eq(const struct stream_channel *a, const struct stream_channel *b)
{
    return a->kind == b->kind && a->id == b->id && sv_eq(a->name, b->name);
}

static bool has_channel(const struct subscription *s, const struct stream_channel *channel)
{
    for (size_t i = 0; i < s->name.channel_count; i++)
        if (channel_eq(&s->name.channels[i], channel))
            return true;
    return false;
}

/* The pointer to the subscription of that stream, or to the NULL at the end. */
static struct subscription **subscription_of(struct socket_listener *l,
                                             const struct stream_name *name)
{
    struct subscription **at = &l->subscriptions;
    while (*at != NULL && !channel_eq(&(*at)->name.channels[0], &name->channels[0]))
        at = &(*at)->next;
    return at;
}

static struct sv view_keep(char **at, struct sv s)
{
    struct sv kept = sv_make(s.ptr == NULL ? NULL : *at, s.len);
    if (s.len > 0)
        memcpy(*at, s.ptr, s.len);
    *at += s.len;
    return kept;
}

static void subscription_add(struct socket_listener *l, const struct stream_name *name)
{
    struct subscription *s = heap_new(sizeof *s + name->param.len + name->channels[0].name.len);
    char *at = (char *)(s + 1);
    s->name = *name;
    s->name.param = view_keep(&at, name->param);
    s->name.channels[0].name = view_keep(&at, name->channels[0].name);
    s->next = l->subscriptions;
    l->subscriptions = s;
    l->subscription_count++;
}

static void subscription_remove(struct socket_listener *l, struct subscription **at)
{
    struct subscription *s = *at;
    *at = s->next;
    l->subscription_count--;
    heap_free(s);
}

/* Leave what no other subscription needs. */
static void channels_leave(struct socket_listener *l, const struct stream_name *name)
{
    for (size_t i = 0; i < name->channel_count; i++) {
        const struct subscription *s = l->subscriptions;
        while (s != NULL && !has_channel(s, &name->channels[i]))
            s = s->next;
        if (s == NULL)
            stream_leave(l->base.streaming->options.stream, l->base.sub, &name->channels[i]);
    }
}

static enum err channels_join(struct socket_listener *l, const struct stream_name *name)
{
    for (size_t i = 0; i < name->channel_count; i++)
        TRY(stream_join(l->base.streaming->options.stream, l->base.sub, &name->channels[i]));
    return ERR_OK;
}

/* Is the list the viewer's? Asked before it is joined, and after: what was deleted before is not told. */
static enum err list_check(struct ctx *ctx, const struct stream_name *name)
{
    struct list list;
    if (name->channels[0].kind != STREAM_CHANNEL_LIST)
        return ERR_OK;
    return service_get_list(ctx, list_id(name->channels[0].id), &list);
}

static enum err subscribe(struct ctx *ctx, struct socket_listener *l,
                          const struct stream_name *name)
{
    if ((ctx->viewer.scopes & name->scopes) == 0)
        return ERR_SCOPE;
    if (*subscription_of(l, name) != NULL)
        return ERR_OK;
    if (l->subscription_count == SUBSCRIPTIONS_MAX)
        return ERR_LIMIT;
    TRY(list_check(ctx, name));
    enum err err = channels_join(l, name);
    if (err == ERR_OK)
        err = list_check(ctx, name);
    if (err == ERR_OK)
        subscription_add(l, name);
    else
        channels_leave(l, name);
    return err;
}

static void unsubscribe(struct socket_listener *l, const struct stream_name *name)
{
    struct subscription **at = subscription_of(l, name);
    if (*at == NULL)
        return;
    subscription_remove(l, at);
    channels_leave(l, name);
}

/* The stream's name and what it was asked with: ["hashtag","x"]. */
static void label_render(struct json_writer *w, const struct stream_name *name)
{
    json_w_key_array(w, SV("stream"));
    json_w_str(w, SUBJECT_NONE, name->name);
    if (name->param.ptr != NULL)
        json_w_str(w, SUBJECT_NONE, name->param);
    json_w_array_end(w);
}

static void frame_push(struct socket_listener *l, struct json_writer *w)
{
    struct json_fragment fragment;
    if (json_w_finish(w, &fragment) != ERR_OK)
        return;
    struct http_body *frame = ws_frame_text(&fragment.bytes, 1);
    (void)websocket_push(l->ws, frame);
    http_body_unref(frame);
}

/* The payload is text to the message; what it says of people was counted when it was rendered. */
static void message_send(struct socket_listener *l, struct arena *a, const struct stream_name *name,
                         const struct waiting *waiting, struct sv payload)
{
    struct json_writer w;
    json_w_init(&w, a, API_ANSWER_BYTES_MAX);
    json_w_object_begin(&w);
    label_render(&w, name);
    json_w_key_str(&w, SV("event"), SUBJECT_NONE, stream_event_name(waiting->event->kind));
    if (payload.len > 0)
        json_w_key_str(&w, SV("payload"), SUBJECT_NONE, payload);
    json_w_object_end(&w);
    frame_push(l, &w);
}

static struct stream_channel channel_of(const struct waiting *waiting)
{
    return (struct stream_channel){
        .kind = waiting->channel,
        .id = waiting->channel_id,
        .name = waiting->channel_name == NULL ? SV("") : http_body_view(waiting->channel_name),
    };
}

/* Once for each stream that has the channel. */
static void event_send(struct socket_listener *l, struct arena *a, const struct waiting *waiting)
{
    struct stream_channel channel = channel_of(waiting);
    struct sv payload;
    if (streaming_payload(&l->base, a, waiting, &payload) != ERR_OK)
        return;
    for (const struct subscription *s = l->subscriptions; s != NULL; s = s->next)
        if (has_channel(s, &channel))
            message_send(l, a, &s->name, waiting, payload);
}

/* A list was deleted. */
static void channel_forget(struct socket_listener *l, const struct waiting *waiting)
{
    struct stream_name name = { .channels = { channel_of(waiting) }, .channel_count = 1 };
    struct subscription **at = subscription_of(l, &name);
    if (*at != NULL)
        subscription_remove(l, at);
}

static struct sv error_text(enum err err)
{
    if (err == ERR_NOT_FOUND)
        return SV("Not authorized to stream this list");
    return sv_from(err_row(err)->public_text);
}

/* {"error":"…","status":400}; 401 where the token does not reach. */
static void error_send(struct socket_listener *l, struct arena *a, enum err err)
{
    struct json_writer w;
    bool is_refused = err == ERR_SCOPE || err == ERR_NOT_FOUND || err == ERR_FORBIDDEN;
    int status = err_row(err)->http_status;
    json_w_init(&w, a, API_ANSWER_BYTES_MAX);
    json_w_object_begin(&w);
    json_w_key_str(&w, SV("error"), SUBJECT_NONE, error_text(err));
    json_w_key_i64(&w, SV("status"), SUBJECT_NONE, is_refused ? 401 : status >= 500 ? status : 400);
    json_w_object_end(&w);
    frame_push(l, &w);
}

static enum err request_serve(struct ctx *ctx, struct socket_listener *l,
                              const struct stream_request *request)
{
    struct stream_name name;
    TRY(stream_name_parse(ctx->arena, &ctx->viewer, &request->wish, &name));
    if (request->is_subscribe)
        return subscribe(ctx, l, &name);
    unsubscribe(l, &name);
    return ERR_OK;
}

static enum err text_take(struct ctx *ctx, struct socket_listener *l, struct sv text)
{
    struct stream_request request;
    TRY(stream_request_parse(ctx->arena, text, &request));
    return request_serve(ctx, l, &request);
}

static void text_serve(struct socket_listener *l, struct arena *a, struct sv text)
{
    const struct streaming_options *options = &l->base.streaming->options;
    struct ctx ctx = { .arena = a, .now_ms = clock_now_ms(), .viewer = l->base.viewer };
    options->setup(options->arg, &ctx);
    enum err err = text_take(&ctx, l, text);
    options->finish(options->arg, &ctx);
    if (err != ERR_OK)
        error_send(l, a, err);
}

static void socket_serve(struct listener *base, const struct waiting *waiting)
{
    struct socket_listener *l = socket_of(base);
    struct arena arena;
    arena_init(&arena, base->streaming->options.arena_bytes);
    if (waiting->event != NULL)
        event_send(l, &arena, waiting);
    else if (waiting->text != NULL)
        text_serve(l, &arena, http_body_view(waiting->text));
    else
        channel_forget(l, waiting);
    arena_done(&arena);
}

static void socket_close(struct listener *l, enum stream_end why)
{
    UNUSED(why);
    websocket_close(socket_of(l)->ws, WS_CLOSE_POLICY);
}

static void socket_free(struct listener *base)
{
    struct socket_listener *l = socket_of(base);
    while (l->subscriptions != NULL)
        subscription_remove(l, &l->subscriptions);
    websocket_unref(l->ws);
    heap_free(l);
}

static const struct listener_kind socket_kind = { socket_serve, socket_close, socket_free };

static void on_text(void *arg, struct sv message)
{
    listener_text(arg, message);
}

static void on_gone(void *arg)
{
    listener_gone(arg);
}

/* The stream that is asked for with the connection, if any. What is wrong with it is said as a message. */
static void first_serve(struct ctx *ctx, struct http_request *req, struct socket_listener *l)
{
    struct stream_request request = {
        .is_subscribe = true,
        .wish = { .stream = params_find(req->params, SV("stream")),
                  .tag = params_find(req->params, SV("tag")),
                  .list = params_find(req->params, SV("list")) },
    };
    if (request.wish.stream.len == 0)
        return;
    enum err err = request_serve(ctx, l, &request);
    if (err != ERR_OK)
        error_send(l, ctx->arena, err);
}

enum err mastodon_stream_socket(struct ctx *ctx, struct http_request *req,
                                struct http_response *res)
{
    struct streaming *s = ctx->engine->streaming;
    if (s == NULL)
        return fail(ctx, ERR_BUSY, "event streams are not served");
    struct socket_listener *l = heap_new(sizeof *l);
    struct websocket_owner owner = { ctx->viewer.account, ctx->viewer.token, on_text, on_gone,
                                     &l->base };
    enum err err = listener_init(&l->base, s, &socket_kind, &ctx->viewer);
    if (err == ERR_OK)
        err = listener_check(ctx, req);
    if (err == ERR_OK)
        err = websocket_open(req, res, &owner, &l->ws);
    if (err != ERR_OK) {
        listener_free(&l->base);
        return err;
    }
    first_serve(ctx, req, l);
    listener_open(&l->base);
    return ERR_OK;
}
