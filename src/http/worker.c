/* Worker pool. */
#include "http/worker.h"

#include <pthread.h>
#include <signal.h>

#include "base/heap.h"
#include "http/exchange.h"

struct worker_pool {
    pthread_mutex_t lock;
    pthread_cond_t has_work;
    struct exchange *first;
    struct exchange *last;
    unsigned queued; /* reserved and pushed */
    unsigned queue_max;
    unsigned idle_count; /* threads that sleep */
    bool is_waking;      /* one of them has been told and is not there yet */
    bool is_over;
    void (*run)(struct exchange *ex);
    unsigned thread_count;
    pthread_t threads[];
};

/* Wake one sleeper if there is work, and never two at a time: who wakes and finds more wakes the next. So quick work is
 * drained by the few threads that are awake, and slow work still gets all of them. With the lock held. */
static void sleeper_wake(struct worker_pool *pool)
{
    if (pool->first == NULL || pool->is_waking || pool->idle_count == 0)
        return;
    pool->is_waking = true;
    (void)pthread_cond_signal(&pool->has_work);
}

/* Sleep until told; with the lock held. */
static void work_wait(struct worker_pool *pool)
{
    pool->idle_count++;
    (void)pthread_cond_wait(&pool->has_work, &pool->lock);
    pool->idle_count--;
    pool->is_waking = false;
}

/* The next exchange; NULL when the pool ends and the queue is empty. */
static struct exchange *work_take(struct worker_pool *pool)
{
    (void)pthread_mutex_lock(&pool->lock);
    while (pool->first == NULL && !pool->is_over)
        work_wait(pool);
    struct exchange *ex = pool->first;
    if (ex != NULL) {
        pool->first = ex->next;
        if (pool->first == NULL)
            pool->last = NULL;
        ex->next = NULL;
        pool->queued--;
    }
    sleeper_wake(pool);
    (void)pthread_mutex_unlock(&pool->lock);
    return ex;
}

static void *worker_main(void *arg)
{
    struct worker_pool *pool = arg;
    for (struct exchange *ex = work_take(pool); ex != NULL; ex = work_take(pool))
        pool->run(ex);
    return NULL;
}

static bool threads_start(struct worker_pool *pool, unsigned count, size_t stack_bytes)
{
    pthread_attr_t attr;
    (void)pthread_attr_init(&attr);
    bool is_good = pthread_attr_setstacksize(&attr, stack_bytes) == 0;
    /* Signals are the main thread's. */
    sigset_t all;
    sigset_t before;
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_BLOCK, &all, &before);
    while (is_good && pool->thread_count < count) {
        pthread_t *thread = &pool->threads[pool->thread_count];
        is_good = pthread_create(thread, &attr, worker_main, pool) == 0;
        pool->thread_count += is_good;
    }
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    (void)pthread_attr_destroy(&attr);
    return is_good;
}

struct worker_pool *worker_pool_new(unsigned thread_count, unsigned queue_max, size_t stack_bytes,
                                    void (*run)(struct exchange *ex))
{
    struct worker_pool *pool = heap_new(sizeof *pool + thread_count * sizeof(pthread_t));
    (void)pthread_mutex_init(&pool->lock, NULL);
    (void)pthread_cond_init(&pool->has_work, NULL);
    pool->queue_max = queue_max;
    pool->run = run;
    if (threads_start(pool, thread_count, stack_bytes))
        return pool;
    worker_pool_free(pool);
    return NULL;
}

bool worker_pool_reserve(struct worker_pool *pool)
{
    (void)pthread_mutex_lock(&pool->lock);
    bool has_room = pool->queued < pool->queue_max;
    pool->queued += has_room;
    (void)pthread_mutex_unlock(&pool->lock);
    return has_room;
}

void worker_pool_push(struct worker_pool *pool, struct exchange *ex)
{
    (void)pthread_mutex_lock(&pool->lock);
    ex->next = NULL;
    if (pool->last == NULL)
        pool->first = ex;
    else
        pool->last->next = ex;
    pool->last = ex;
    sleeper_wake(pool);
    (void)pthread_mutex_unlock(&pool->lock);
}

void worker_pool_free(struct worker_pool *pool)
{
    if (pool == NULL)
        return;
    (void)pthread_mutex_lock(&pool->lock);
    pool->is_over = true;
    (void)pthread_cond_broadcast(&pool->has_work);
    (void)pthread_mutex_unlock(&pool->lock);
    for (unsigned i = 0; i < pool->thread_count; i++)
        (void)pthread_join(pool->threads[i], NULL);
    (void)pthread_mutex_destroy(&pool->lock);
    (void)pthread_cond_destroy(&pool->has_work);
    heap_free(pool);
}
