/* The delivery engine: many POSTs at once, in one thread.
 *
 * Only `incoming`, `count` and the stop fields are shared, under the lock; everything else belongs
 * to the thread.
 */
#include "net/send.h"

#include <assert.h>
#include <pthread.h>
#include <signal.h>

#include "base/clock.h"
#include "base/heap.h"
#include "base/map.h"
#include "net/easy.h"

#define POLL_MS 1000
/* Nobody reads the answer of an inbox; a short one is read so that the connection can be kept. */
#define ANSWER_BYTES_MAX 16384
#define RECEIVE_BYTES 4096
#define UPLOAD_BYTES 16384

struct job {
    struct job *next; /* in a queue */
    struct host *host;
    struct net_target target; /* only its parts; the texts were the submitter's */
    uint64_t host_key;
    struct curl_slist *headers;
    struct net_bytes *body;
    uint64_t id;
    CURL *easy; /* NULL while it waits */
    struct net_watch watch;
    int64_t start_us;
    size_t answer_bytes;
    struct job *newer; /* ring of those under way */
    struct job *older;
};

struct queue {
    struct job *first;
    struct job *last;
};

/* A host and port with posts; gone when it has none. */
struct host {
    uint64_t key;
    size_t active;
    struct queue waiting;
    bool is_ready; /* stands in the line of hosts that may start something */
    struct host *next_ready;
};

struct net_sender {
    struct net *net;
    struct net_sender_limits limits;
    void (*done)(void *arg, const struct net_sent *sent);
    void *arg;
    pthread_t thread;
    bool is_joined;

    pthread_mutex_t lock;
    struct queue incoming;
    size_t count; /* accepted and not completed */
    bool is_stopping;
    int64_t stop_ms;

    CURLM *multi;
    struct map hosts; /* host_key to struct host */
    struct host *ready_first;
    struct host *ready_last;
    struct job active; /* head of the ring */
    size_t active_count;
    CURL **idle;
    size_t idle_count;
};

static void queue_push(struct queue *q, struct job *job)
{
    job->next = NULL;
    if (q->first == NULL)
        q->first = job;
    else
        q->last->next = job;
    q->last = job;
}

static struct job *queue_pop(struct queue *q)
{
    struct job *job = q->first;
    if (job != NULL)
        q->first = job->next;
    return job;
}

static void job_free(struct job *job)
{
    net_target_done(&job->target);
    curl_slist_free_all(job->headers);
    net_bytes_free(job->body);
    heap_free(job);
}

/* Host by key; two that share a hash share a queue, which is only slower. */
static struct host *host_of(struct net_sender *s, uint64_t key)
{
    uint64_t found;
    if (map_find(&s->hosts, key, &found))
        return (struct host *)(uintptr_t)found;
    struct host *host = heap_new(sizeof *host);
    host->key = key;
    map_put(&s->hosts, key, (uint64_t)(uintptr_t)host);
    return host;
}

static void host_line_up(struct net_sender *s, struct host *host)
{
    bool may_start = host->waiting.first != NULL && host->active < s->limits.per_host_max;
    if (host->is_ready || !may_start)
        return;
    host->is_ready = true;
    host->next_ready = NULL;
    if (s->ready_first == NULL)
        s->ready_first = host;
    else
        s->ready_last->next_ready = host;
    s->ready_last = host;
}

static struct host *host_call(struct net_sender *s)
{
    struct host *host = s->ready_first;
    if (host == NULL)
        return NULL;
    s->ready_first = host->next_ready;
    host->is_ready = false;
    return host;
}

/* After one of its jobs ended: the next in line, or nobody and gone. */
static void host_settle(struct net_sender *s, struct host *host)
{
    if (host->active > 0 || host->waiting.first != NULL || host->is_ready) {
        host_line_up(s, host);
        return;
    }
    (void)map_delete(&s->hosts, host->key);
    heap_free(host);
}

/* Tell the owner and forget the job. */
static void complete(struct net_sender *s, struct job *job, const struct net_sent *sent)
{
    job_free(job);
    (void)pthread_mutex_lock(&s->lock);
    s->count--;
    (void)pthread_mutex_unlock(&s->lock);
    s->done(s->arg, sent);
}

static size_t on_header(char *bytes, size_t size, size_t count, void *arg)
{
    struct job *job = arg;
    UNUSED(bytes);
    return net_watch_header(&job->watch, size * count) ? size * count : 0;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *arg)
{
    struct job *job = arg;
    UNUSED(bytes);
    job->answer_bytes += size * count;
    return job->answer_bytes <= ANSWER_BYTES_MAX ? size * count : 0;
}

static enum err set_post(CURL *easy, struct job *job)
{
    struct sv body = net_bytes_view(job->body);
    CURLcode bad = CURLE_OK;
    bad |= curl_easy_setopt(easy, CURLOPT_PRIVATE, job);
    bad |= curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body.len);
    bad |= curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body.ptr);
    bad |= curl_easy_setopt(easy, CURLOPT_HTTPHEADER, job->headers);
    bad |= curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
    bad |= curl_easy_setopt(easy, CURLOPT_HEADERDATA, job);
    bad |= curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
    bad |= curl_easy_setopt(easy, CURLOPT_WRITEDATA, job);
    bad |= curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, (long)RECEIVE_BYTES);
    bad |= curl_easy_setopt(easy, CURLOPT_UPLOAD_BUFFERSIZE, (long)UPLOAD_BYTES);
    return bad == CURLE_OK ? ERR_OK : ERR_INTERNAL;
}

static CURL *take_handle(struct net_sender *s)
{
    return s->idle_count > 0 ? s->idle[--s->idle_count] : curl_easy_init();
}

static void give_handle(struct net_sender *s, CURL *easy)
{
    curl_easy_reset(easy);
    if (s->idle_count < s->limits.total_max)
        s->idle[s->idle_count++] = easy;
    else
        curl_easy_cleanup(easy);
}

static enum err begin_transfer(struct net_sender *s, struct job *job)
{
    TRY(net_easy_prepare(job->easy, s->net, &job->target, &job->watch));
    TRY(set_post(job->easy, job));
    return curl_multi_add_handle(s->multi, job->easy) == CURLM_OK ? ERR_OK : ERR_INTERNAL;
}

static void start(struct net_sender *s, struct job *job)
{
    job->easy = take_handle(s);
    job->start_us = clock_monotonic_us();
    if (job->easy != NULL && begin_transfer(s, job) == ERR_OK) {
        job->host->active++;
        s->active_count++;
        job->newer = &s->active;
        job->older = s->active.older;
        job->older->newer = job;
        s->active.older = job;
        return;
    }
    if (job->easy != NULL)
        give_handle(s, job->easy);
    struct net_sent sent = { .id = job->id, .err = ERR_INTERNAL };
    complete(s, job, &sent);
}

static void start_ready(struct net_sender *s)
{
    while (s->active_count < s->limits.total_max) {
        struct host *host = host_call(s);
        if (host == NULL)
            return;
        start(s, queue_pop(&host->waiting));
        host_settle(s, host);
    }
}

static struct net_sent outcome(struct job *job, CURLcode code)
{
    long status = 0;
    curl_off_t retry_after = 0;
    (void)curl_easy_getinfo(job->easy, CURLINFO_RESPONSE_CODE, &status);
    (void)curl_easy_getinfo(job->easy, CURLINFO_RETRY_AFTER, &retry_after);
    struct net_sent sent = { .id = job->id,
                             .status = status,
                             .retry_after_s = retry_after,
                             .took_ms = (clock_monotonic_us() - job->start_us) / 1000 };
    /* An answer too long to read is still an answer. */
    bool is_answered = code == CURLE_OK || job->answer_bytes > ANSWER_BYTES_MAX;
    sent.err = is_answered ? net_err_of_status(status) : net_easy_err(code, &job->watch);
    return sent;
}

/* Take a job that is under way out of everything and complete it. */
static void end_transfer(struct net_sender *s, struct job *job, const struct net_sent *sent)
{
    struct host *host = job->host;
    (void)curl_multi_remove_handle(s->multi, job->easy);
    give_handle(s, job->easy);
    job->newer->older = job->older;
    job->older->newer = job->newer;
    s->active_count--;
    host->active--;
    complete(s, job, sent);
    host_settle(s, host);
}

static void collect(struct net_sender *s)
{
    int left = 0;
    for (CURLMsg *message = curl_multi_info_read(s->multi, &left); message != NULL;
         message = curl_multi_info_read(s->multi, &left)) {
        struct job *job = NULL;
        if (message->msg != CURLMSG_DONE)
            continue;
        CURLcode code = message->data.result;
        (void)curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&job);
        struct net_sent sent = outcome(job, code);
        end_transfer(s, job, &sent);
    }
}

/* Move what came in to its hosts. */
static void take_incoming(struct net_sender *s, bool *out_is_stopping, int64_t *out_stop_ms)
{
    (void)pthread_mutex_lock(&s->lock);
    struct queue incoming = s->incoming;
    s->incoming.first = NULL;
    *out_is_stopping = s->is_stopping;
    *out_stop_ms = s->stop_ms;
    (void)pthread_mutex_unlock(&s->lock);
    for (struct job *job = queue_pop(&incoming); job != NULL; job = queue_pop(&incoming)) {
        job->host = host_of(s, job->host_key);
        queue_push(&job->host->waiting, job);
        host_line_up(s, job->host);
    }
}

static void cancel_waiting(struct net_sender *s)
{
    size_t at = 0;
    uint64_t key;
    uint64_t value;
    while (map_next(&s->hosts, &at, &key, &value)) {
        struct host *host = (struct host *)(uintptr_t)value;
        for (struct job *job = queue_pop(&host->waiting); job != NULL;
             job = queue_pop(&host->waiting)) {
            struct net_sent sent = { .id = job->id, .err = ERR_BUSY };
            complete(s, job, &sent);
        }
        host->is_ready = false;
    }
    s->ready_first = NULL;
}

static void cancel_active(struct net_sender *s)
{
    while (s->active.older != &s->active) {
        struct job *job = s->active.older;
        struct net_sent sent = { .id = job->id,
                                 .err = ERR_BUSY,
                                 .took_ms = (clock_monotonic_us() - job->start_us) / 1000 };
        end_transfer(s, job, &sent);
    }
}

/* One turn; false when everything has ended after a stop. */
static bool turn(struct net_sender *s)
{
    bool is_stopping;
    int64_t stop_ms;
    int running = 0;
    take_incoming(s, &is_stopping, &stop_ms);
    if (is_stopping)
        cancel_waiting(s);
    start_ready(s);
    (void)curl_multi_perform(s->multi, &running);
    collect(s);
    start_ready(s);
    int64_t wait_ms = POLL_MS;
    if (is_stopping) {
        wait_ms = stop_ms - clock_monotonic_ms();
        if (wait_ms <= 0)
            cancel_active(s);
        if (s->active_count == 0)
            return false;
    }
    (void)curl_multi_poll(s->multi, NULL, 0, (int)(wait_ms < POLL_MS ? wait_ms : POLL_MS), NULL);
    return true;
}

static void *run(void *arg)
{
    struct net_sender *s = arg;
    sigset_t all;
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_BLOCK, &all, NULL);
    while (turn(s))
        continue;
    return NULL;
}

static size_t or_default(size_t value, size_t fallback)
{
    return value == 0 ? fallback : value;
}

enum err net_sender_new(struct net *n, const struct net_sender_limits *limits,
                        void (*done)(void *arg, const struct net_sent *sent), void *arg,
                        struct net_sender **out)
{
    struct net_sender *s = heap_new(sizeof *s);
    s->net = n;
    s->limits.total_max = or_default(limits->total_max, 256);
    s->limits.per_host_max = or_default(limits->per_host_max, 3);
    s->limits.queue_max = or_default(limits->queue_max, 4096);
    s->limits.kept_max = or_default(limits->kept_max, 256);
    s->done = done;
    s->arg = arg;
    s->is_joined = true;
    s->active.newer = s->active.older = &s->active;
    s->idle = heap_new(s->limits.total_max * sizeof *s->idle);
    (void)pthread_mutex_init(&s->lock, NULL);
    s->multi = curl_multi_init();
    if (s->multi == NULL ||
        curl_multi_setopt(s->multi, CURLMOPT_MAXCONNECTS, (long)s->limits.kept_max) != CURLM_OK ||
        pthread_create(&s->thread, NULL, run, s) != 0) {
        net_sender_free(s);
        return ERR_INTERNAL;
    }
    s->is_joined = false;
    *out = s;
    return ERR_OK;
}

static enum err job_new(struct net_sender *s, struct arena *scratch, const struct net_post *post,
                        struct job **out)
{
    CLEANUP(net_target_done) struct net_target target = { 0 };
    TRY(net_target_parse(scratch, s->net->limits.policy, post->url, NULL, &target));
    struct curl_slist *headers = NULL;
    enum err err = net_easy_headers(scratch, post->headers, post->header_count, &headers);
    if (err != ERR_OK) {
        curl_slist_free_all(headers);
        return err;
    }
    struct job *job = heap_new(sizeof *job);
    job->target.parts = target.parts;
    target.parts = NULL;
    job->host_key = sv_hash(target.authority, 0);
    job->headers = headers;
    job->body = net_bytes_hold(post->body);
    job->id = post->id;
    *out = job;
    return ERR_OK;
}

enum err net_sender_submit(struct net_sender *s, struct arena *scratch, const struct net_post *post)
{
    struct job *job;
    TRY(job_new(s, scratch, post, &job));
    (void)pthread_mutex_lock(&s->lock);
    bool is_accepted = !s->is_stopping && s->count < s->limits.queue_max;
    bool is_first = s->incoming.first == NULL;
    if (is_accepted) {
        queue_push(&s->incoming, job);
        s->count++;
    }
    (void)pthread_mutex_unlock(&s->lock);
    if (!is_accepted) {
        job_free(job);
        return ERR_BUSY;
    }
    if (is_first)
        (void)curl_multi_wakeup(s->multi);
    return ERR_OK;
}

void net_sender_stop(struct net_sender *s, int64_t grace_ms)
{
    if (s->is_joined)
        return;
    (void)pthread_mutex_lock(&s->lock);
    s->is_stopping = true;
    s->stop_ms = clock_monotonic_ms() + grace_ms;
    (void)pthread_mutex_unlock(&s->lock);
    (void)curl_multi_wakeup(s->multi);
    (void)pthread_join(s->thread, NULL);
    s->is_joined = true;
}

void net_sender_free(struct net_sender *s)
{
    if (s == NULL)
        return;
    net_sender_stop(s, 0);
    assert(s->count == 0);
    size_t at = 0;
    uint64_t key;
    uint64_t host;
    while (map_next(&s->hosts, &at, &key, &host))
        heap_free((struct host *)(uintptr_t)host);
    map_done(&s->hosts);
    for (size_t i = 0; i < s->idle_count; i++)
        curl_easy_cleanup(s->idle[i]);
    heap_free(s->idle);
    (void)curl_multi_cleanup(s->multi);
    (void)pthread_mutex_destroy(&s->lock);
    heap_free(s);
}
