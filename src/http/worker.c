/* Worker pool. */
#include "http/worker.h"

#include <pthread.h>
#include <signal.h>

#include "base/heap.h"
#include "http/exchange.h"

/* A thread that waits for work; on its own stack. */
struct sleeper {
    struct sleeper *below;
    pthread_cond_t told;
    bool is_told;
};

struct worker_pool {
    pthread_mutex_t lock;
    struct sleeper *sleepers; /* whoever fell asleep last is on top: its memory is the warmest */
    struct exchange *first;
    struct exchange *last;
    unsigned queued; /* reserved and pushed */
    unsigned queue_max;
    bool is_waking; /* one of them has been told and is not there yet */
    bool is_over;
    void (*run)(struct exchange *ex);
    unsigned thread_count;
    pthread_t threads[];
};

/* With the lock held. */
static void sleeper_tell(struct worker_pool *pool)
{
    struct sleeper *s = pool->sleepers;
    pool->sleepers = s->below;
    s->is_told = true;
    (void)pthread_cond_signal(&s->told);
}

/* Wake one sleeper if there is work, and never two at a time: who wakes and finds more wakes the next. So quick work is
 * drained by the few threads that are awake, and slow work still gets all of them. With the lock held. */
static void sleeper_wake(struct worker_pool *pool)
{
    if (pool->first == NULL || pool->is_waking || pool->sleepers == NULL)
        return;
    pool->is_waking = true;
    sleeper_tell(pool);
}

/* Sleep until told; with the lock held. */
static void work_wait(struct worker_pool *pool, struct sleeper *self)
{
    self->is_told = false;
    self->below = pool->sleepers;
    pool->sleepers = self;
    while (!self->is_told)
        (void)pthread_cond_wait(&self->told, &pool->lock);
    pool->is_waking = false;
}

/* The next exchange; NULL when the pool ends and the queue is empty. */
static struct exchange *work_take(struct worker_pool *pool, struct sleeper *self)
{
    (void)pthread_mutex_lock(&pool->lock);
    while (pool->first == NULL && !pool->is_over)
        work_wait(pool, self);
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
    struct sleeper self = { 0 };
    (void)pthread_cond_init(&self.told, NULL);
    for (struct exchange *ex = work_take(pool, &self); ex != NULL; ex = work_take(pool, &self))
        pool->run(ex);
    (void)pthread_cond_destroy(&self.told);
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
    while (pool->sleepers != NULL)
        sleeper_tell(pool);
    (void)pthread_mutex_unlock(&pool->lock);
    for (unsigned i = 0; i < pool->thread_count; i++)
        (void)pthread_join(pool->threads[i], NULL);
    (void)pthread_mutex_destroy(&pool->lock);
    heap_free(pool);
}
