/* Outgoing HTTP: what all requests share. */
#include "net/net.h"

#include <assert.h>
#include <pthread.h>
#include <string.h>

#include "base/heap.h"
#include "net/easy.h"

#define CONNECT_MS_DEFAULT 5000
#define TOTAL_MS_DEFAULT 10000

/* Idle handles kept; each holds at most HANDLE_CONNECTIONS open connections. */
#define POOL_HANDLES 16
#define HANDLE_CONNECTIONS 4

struct net_lock {
    pthread_mutex_t mutex;
};

struct idle {
    CURL *easy;
    uint64_t authority; /* hash of whom it talked to last */
};

/* A curl handle serves one thread at a time, and connections must not be shared between threads. So
 * whole handles change hands, with their connections. */
struct net_pool {
    pthread_mutex_t lock;
    struct idle idle[POOL_HANDLES];
    size_t count;
};

static void share_lock(CURL *easy, curl_lock_data kind, curl_lock_access access, void *arg)
{
    struct net_lock *locks = arg;
    UNUSED(easy);
    UNUSED(access);
    (void)pthread_mutex_lock(&locks[kind].mutex);
}

static void share_unlock(CURL *easy, curl_lock_data kind, void *arg)
{
    struct net_lock *locks = arg;
    UNUSED(easy);
    (void)pthread_mutex_unlock(&locks[kind].mutex);
}

static bool share_init(struct net *n)
{
    n->share = curl_share_init();
    return n->share != NULL &&
           curl_share_setopt(n->share, CURLSHOPT_LOCKFUNC, share_lock) == CURLSHE_OK &&
           curl_share_setopt(n->share, CURLSHOPT_UNLOCKFUNC, share_unlock) == CURLSHE_OK &&
           curl_share_setopt(n->share, CURLSHOPT_USERDATA, n->locks) == CURLSHE_OK &&
           curl_share_setopt(n->share, CURLSHOPT_SHARE, CURL_LOCK_DATA_DNS) == CURLSHE_OK &&
           curl_share_setopt(n->share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION) == CURLSHE_OK;
}

static char *make_user_agent(enum net_peers peers, struct sv host)
{
    struct arena a;
    arena_init(&a, 4096);
    struct sv text = sv_printf(&a, "efface/%s (+%s://%" SV_FMT "/)", EFFACE_VERSION,
                               peers == NET_PEERS_LOOPBACK ? "http" : "https", SV_ARG(host));
    char *copy = heap_new(text.len + 1);
    memcpy(copy, text.ptr, text.len);
    arena_done(&a);
    return copy;
}

enum err net_new(const struct net_limits *limits, struct sv host, struct net **out)
{
    assert(host.len > 0 && host.len <= 512);
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return ERR_INTERNAL;
    struct net *n = heap_new(sizeof *n);
    n->limits = *limits;
    if (n->limits.connect_ms == 0)
        n->limits.connect_ms = CONNECT_MS_DEFAULT;
    if (n->limits.total_ms == 0)
        n->limits.total_ms = TOTAL_MS_DEFAULT;
    n->user_agent = make_user_agent(limits->policy.peers, host);
    n->locks = heap_new(CURL_LOCK_DATA_LAST * sizeof *n->locks);
    for (size_t i = 0; i < CURL_LOCK_DATA_LAST; i++)
        (void)pthread_mutex_init(&n->locks[i].mutex, NULL);
    n->pool = heap_new(sizeof *n->pool);
    (void)pthread_mutex_init(&n->pool->lock, NULL);
    if (!share_init(n)) {
        net_free(n);
        return ERR_INTERNAL;
    }
    *out = n;
    return ERR_OK;
}

void net_free(struct net *n)
{
    if (n == NULL)
        return;
    for (size_t i = 0; i < n->pool->count; i++)
        curl_easy_cleanup(n->pool->idle[i].easy);
    (void)curl_share_cleanup(n->share);
    for (size_t i = 0; i < CURL_LOCK_DATA_LAST; i++)
        (void)pthread_mutex_destroy(&n->locks[i].mutex);
    (void)pthread_mutex_destroy(&n->pool->lock);
    heap_free(n->pool);
    heap_free(n->locks);
    heap_free(n->user_agent);
    heap_free(n);
    curl_global_cleanup();
}

void net_headers_add(struct arena *a, struct net_headers *headers, struct sv name, struct sv value)
{
    *VEC_PUSH(a, &headers->list) = (struct net_header){ name, value };
}

enum err net_hop_parse(const struct net *n, struct arena *a, enum net_method method, struct sv url,
                       struct net_hop *out)
{
    CLEANUP(net_target_done) struct net_target target = { 0 };
    TRY(net_target_parse(a, n->limits.policy, url, NULL, &target));
    *out = (struct net_hop){ method, target.url, target.authority, target.path };
    return ERR_OK;
}

enum err net_err_of_status(int64_t status)
{
    if (status >= 200 && status <= 299)
        return ERR_OK;
    if (status == 404 || status == 410)
        return ERR_UPSTREAM_GONE;
    if (status == 408 || status == 425 || status == 429 || status >= 500)
        return ERR_UPSTREAM;
    return ERR_UPSTREAM_REFUSED;
}

/* With the lock: the best idle handle, taken out; NULL when there is none. */
static CURL *pool_pick(struct net_pool *pool, uint64_t authority)
{
    if (pool->count == 0)
        return NULL;
    size_t at = pool->count - 1;
    for (size_t i = 0; i < pool->count; i++) {
        if (pool->idle[i].authority == authority)
            at = i;
    }
    CURL *easy = pool->idle[at].easy;
    memmove(&pool->idle[at], &pool->idle[at + 1], (pool->count - at - 1) * sizeof pool->idle[0]);
    pool->count--;
    return easy;
}

CURL *net_pool_take(struct net *n, struct sv authority)
{
    (void)pthread_mutex_lock(&n->pool->lock);
    CURL *easy = pool_pick(n->pool, sv_hash(authority, 0));
    (void)pthread_mutex_unlock(&n->pool->lock);
    if (easy != NULL)
        return easy;
    easy = curl_easy_init();
    if (easy != NULL)
        (void)curl_easy_setopt(easy, CURLOPT_MAXCONNECTS, (long)HANDLE_CONNECTIONS);
    return easy;
}

void net_pool_give(struct net *n, struct sv authority, CURL *easy)
{
    if (easy == NULL)
        return;
    curl_easy_reset(easy);
    (void)curl_easy_setopt(easy, CURLOPT_MAXCONNECTS, (long)HANDLE_CONNECTIONS);
    (void)pthread_mutex_lock(&n->pool->lock);
    if (n->pool->count < POOL_HANDLES) {
        n->pool->idle[n->pool->count++] = (struct idle){ easy, sv_hash(authority, 0) };
        easy = NULL;
    }
    (void)pthread_mutex_unlock(&n->pool->lock);
    curl_easy_cleanup(easy);
}
