/* Post: many signed requests at once. */
#include "fed/post.h"

#include <pthread.h>

#include "base/heap.h"

#define BUSY_WAIT_MS 20

struct fed_poster {
    struct net_sender *sender;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct fed_post *posts; /* of the send under way */
    size_t waiting;         /* of them, without result */
    bool is_stopping;
};

/* On the sender's thread. */
static void sent(void *arg, const struct net_sent *s)
{
    struct fed_poster *p = arg;
    pthread_mutex_lock(&p->lock);
    struct fed_post *post = &p->posts[s->id];
    post->err = s->err;
    post->status = s->status;
    post->retry_after_s = s->retry_after_s;
    p->waiting--;
    pthread_cond_signal(&p->changed);
    pthread_mutex_unlock(&p->lock);
}

enum err fed_poster_new(struct net *net, struct fed_poster **out)
{
    struct fed_poster *p = heap_new(sizeof *p);
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->changed, NULL);
    struct net_sender_limits limits = { 0 };
    enum err err = net_sender_new(net, &limits, sent, p, &p->sender);
    if (err != ERR_OK) {
        fed_poster_free(p);
        return err;
    }
    *out = p;
    return ERR_OK;
}

void fed_poster_free(struct fed_poster *p)
{
    if (p == NULL)
        return;
    net_sender_free(p->sender);
    pthread_cond_destroy(&p->changed);
    pthread_mutex_destroy(&p->lock);
    heap_free(p);
}

/* Room in the sender's queue comes with each result. */
static void room_wait(struct fed_poster *p)
{
    pthread_mutex_lock(&p->lock);
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += BUSY_WAIT_MS * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    (void)pthread_cond_timedwait(&p->changed, &p->lock, &until);
    pthread_mutex_unlock(&p->lock);
}

static void submit(struct fed_poster *p, struct arena *a, struct fed_post *post, size_t index,
                   struct net_bytes *body)
{
    struct net_post request = { .url = post->url,
                                .headers = post->headers,
                                .header_count = post->header_count,
                                .body = body,
                                .id = index };
    for (;;) {
        enum err err = net_sender_submit(p->sender, a, &request);
        if (err == ERR_OK)
            return;
        pthread_mutex_lock(&p->lock);
        bool gives_up = err != ERR_BUSY || p->is_stopping;
        if (gives_up) {
            post->err = err;
            p->waiting--;
        }
        pthread_mutex_unlock(&p->lock);
        if (gives_up)
            return;
        room_wait(p);
    }
}

static void send_all(void *arg, struct arena *a, struct fed_post *posts, size_t count,
                     struct sv body)
{
    struct fed_poster *p = arg;
    struct net_bytes *bytes = net_bytes_new(body);
    pthread_mutex_lock(&p->lock);
    p->posts = posts;
    p->waiting = count;
    pthread_mutex_unlock(&p->lock);
    for (size_t i = 0; i < count; i++)
        submit(p, a, &posts[i], i, bytes);
    pthread_mutex_lock(&p->lock);
    while (p->waiting > 0)
        pthread_cond_wait(&p->changed, &p->lock);
    p->posts = NULL;
    pthread_mutex_unlock(&p->lock);
    net_bytes_free(bytes);
}

static void stop(void *arg)
{
    struct fed_poster *p = arg;
    pthread_mutex_lock(&p->lock);
    p->is_stopping = true;
    pthread_mutex_unlock(&p->lock);
    net_sender_stop(p->sender, 1000);
}

struct fed_post_transport fed_poster_transport(struct fed_poster *p)
{
    return (struct fed_post_transport){ .send = send_all, .stop = stop, .arg = p };
}
