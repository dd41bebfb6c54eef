/* Listeners and the threads that serve them. */
#include "api/mastodon/listener.h"

#include "api/authenticate.h"
#include "base/heap.h"
#include "http/route.h"

#define QUEUE_MIN_COUNT 4

/* With the lock held: hand a listener to a thread. Before its connection is made it waits. */
static void schedule(struct listener *l)
{
    struct streaming *s = l->streaming;
    if (l->is_scheduled || !l->is_open)
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

/* With the lock held: room for one thing more; an idle listener has none. */
static void queue_grow(struct listener *l)
{
    if (l->count < l->cap)
        return;
    size_t cap = l->cap == 0 ? QUEUE_MIN_COUNT : l->cap * 2;
    struct waiting *queue = heap_new(cap * sizeof *queue);
    for (size_t i = 0; i < l->count; i++)
        queue[i] = l->queue[(l->first + i) % l->cap];
    heap_free(l->queue);
    l->queue = queue;
    l->cap = cap;
    l->first = 0;
}

/* With the lock held. */
static bool queue_push(struct listener *l, const struct waiting *waiting)
{
    if (l->count == STREAMING_QUEUE_MAX)
        return false;
    queue_grow(l);
    l->queue[(l->first + l->count++) % l->cap] = *waiting;
    schedule(l);
    return true;
}

static void waiting_done(struct waiting *waiting)
{
    stream_event_unref(waiting->event);
    http_body_unref(waiting->text);
    http_body_unref(waiting->channel_name);
}

static void end(struct listener *l, enum stream_end why)
{
    l->why = why;
    l->is_ended = true;
    schedule(l);
}

/* Something comes from a channel, or to a listener; false when there is no room. */
static bool put(struct listener *l, const struct stream_channel *channel, struct waiting waiting)
{
    if (channel != NULL) {
        waiting.channel = channel->kind;
        waiting.channel_id = channel->id;
        if (channel->name.len > 0)
            waiting.channel_name = http_body_new(channel->name);
    }
    (void)pthread_mutex_lock(&l->streaming->lock);
    bool has_room = queue_push(l, &waiting);
    (void)pthread_mutex_unlock(&l->streaming->lock);
    if (!has_room)
        waiting_done(&waiting);
    return has_room;
}

/* Under the stream room's lock, as the next two: only queue. */
static bool on_event(void *arg, const struct stream_channel *channel, struct stream_event *event)
{
    return put(arg, channel, (struct waiting){ .event = stream_event_ref(event) });
}

static void on_end(void *arg, enum stream_end why)
{
    struct listener *l = arg;
    (void)pthread_mutex_lock(&l->streaming->lock);
    end(l, why);
    (void)pthread_mutex_unlock(&l->streaming->lock);
}

static void on_left(void *arg, const struct stream_channel *channel)
{
    if (!put(arg, channel, (struct waiting){ 0 }))
        on_end(arg, STREAM_END_FULL);
}

void listener_text(struct listener *l, struct sv text)
{
    if (!put(l, NULL, (struct waiting){ .text = http_body_new(text) }))
        on_end(l, STREAM_END_FULL);
}

void listener_gone(struct listener *l)
{
    (void)pthread_mutex_lock(&l->streaming->lock);
    l->is_gone = true;
    schedule(l);
    (void)pthread_mutex_unlock(&l->streaming->lock);
}

enum err listener_init(struct listener *l, struct streaming *s, const struct listener_kind *kind,
                       const struct viewer *viewer)
{
    l->kind = kind;
    l->streaming = s;
    l->viewer = *viewer;
    (void)pthread_mutex_lock(&s->lock);
    l->next = s->all;
    if (s->all != NULL)
        s->all->prev = l;
    s->all = l;
    (void)pthread_mutex_unlock(&s->lock);
    struct stream_listener listener = { .deliver = on_event,
                                        .end = on_end,
                                        .left = on_left,
                                        .arg = l,
                                        .token = viewer->token,
                                        .account = viewer->account,
                                        .user_account = viewer->user_account };
    return stream_subscribe(s->options.stream, &listener, &l->sub);
}

void listener_open(struct listener *l)
{
    (void)pthread_mutex_lock(&l->streaming->lock);
    l->is_open = true;
    if (l->count > 0 || l->is_ended || l->is_gone)
        schedule(l);
    (void)pthread_mutex_unlock(&l->streaming->lock);
}

void listener_free(struct listener *l)
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
        waiting_done(&l->queue[l->first]);
        l->first = (l->first + 1) % l->cap;
    }
    heap_free(l->queue);
    l->kind->free(l);
}

enum err listener_check(struct ctx *ctx, struct http_request *req)
{
    TRY(api_authenticate(ctx, req, req->route));
    return route_admits(req->route, &ctx->viewer);
}

/* With the lock held: the next thing to do for a listener; false when there is nothing and it was given back. */
static bool waiting_take(struct listener *l, struct waiting *out)
{
    if (l->is_gone || l->is_ended || l->count == 0)
        return false;
    *out = l->queue[l->first];
    l->first = (l->first + 1) % l->cap;
    l->count--;
    return true;
}

static void listener_serve(struct listener *l)
{
    struct streaming *s = l->streaming;
    struct waiting waiting;
    (void)pthread_mutex_lock(&s->lock);
    while (waiting_take(l, &waiting)) {
        (void)pthread_mutex_unlock(&s->lock);
        l->kind->serve(l, &waiting);
        waiting_done(&waiting);
        (void)pthread_mutex_lock(&s->lock);
    }
    bool is_gone = l->is_gone;
    enum stream_end why = l->why;
    if (l->is_ended && !is_gone) {
        /* While it is closed it stays with this thread: nobody frees it. */
        (void)pthread_mutex_unlock(&s->lock);
        l->kind->close(l, why);
        (void)pthread_mutex_lock(&s->lock);
        is_gone = l->is_gone;
    }
    /* Whoever is gone stays scheduled, so that no other thread gets it. */
    l->is_scheduled = is_gone;
    (void)pthread_mutex_unlock(&s->lock);
    if (is_gone)
        listener_free(l);
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
    assert(options->thread_count >= 1 && options->thread_count <= STREAMING_THREADS_MAX);
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
