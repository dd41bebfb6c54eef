/* Post: the way out for signed requests. */
#include "fed/post.h"

#include "base/heap.h"

#define STOP_GRACE_MS 1000

struct fed_poster {
    struct net_sender *sender;
};

/* On the sender's thread. The id is where the post is: whoever submitted it keeps it until now. */
static void sent(void *arg, const struct net_sent *s)
{
    UNUSED(arg);
    struct fed_post *post = (struct fed_post *)(uintptr_t)s->id;
    post->err = s->err;
    post->status = s->status;
    post->retry_after_s = s->retry_after_s;
    post->done(post);
}

enum err fed_poster_new(struct net *net, struct fed_poster **out)
{
    struct fed_poster *p = heap_new(sizeof *p);
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
    heap_free(p);
}

static enum err submit(void *arg, struct arena *a, struct fed_post *post)
{
    struct fed_poster *p = arg;
    struct net_post request = { .url = post->url,
                                .headers = post->headers,
                                .header_count = post->header_count,
                                .body = post->body,
                                .id = (uintptr_t)post };
    return net_sender_submit(p->sender, a, &request);
}

static void stop(void *arg)
{
    struct fed_poster *p = arg;
    net_sender_stop(p->sender, STOP_GRACE_MS);
}

struct fed_post_transport fed_poster_transport(struct fed_poster *p)
{
    return (struct fed_post_transport){ .submit = submit, .stop = stop, .arg = p };
}
