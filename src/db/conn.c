/* Conn and pool. */
#include "db/conn.h"

#include <assert.h>
#include <time.h>

#include "base/clock.h"
#include "base/heap.h"

#define POOL_WAIT_MS 5000

void conn_init(struct db_conn *conn, const struct driver *driver,
               const struct driver_options *options, const struct db_queries *queries)
{
    *conn = (struct db_conn){ .driver = driver, .options = *options, .queries = queries };
    if (options->role == DRIVER_READER)
        conn->options.expires_us = &conn->expires_us;
    (void)pthread_mutex_init(&conn->lock, NULL);
    conn->stmts = heap_new((queries->count + 1) * sizeof *conn->stmts);
}

void conn_shut(struct db_conn *conn)
{
    if (conn->impl == NULL)
        return;
    for (size_t i = 0; i < conn->queries->count; i++) {
        if (conn->stmts[i] != NULL)
            conn->driver->finish(conn->stmts[i]);
        conn->stmts[i] = NULL;
    }
    conn->driver->close(conn->impl);
    conn->impl = NULL;
}

void conn_done(struct db_conn *conn)
{
    conn_shut(conn);
    heap_free(conn->stmts);
    (void)pthread_mutex_destroy(&conn->lock);
}

enum err conn_open(struct ctx *ctx, struct db_conn *conn)
{
    char detail[DRIVER_DETAIL_BYTES] = "";
    enum err err = ERR_OK;
    (void)pthread_mutex_lock(&conn->lock);
    atomic_store(&conn->expires_us, INT64_MAX); /* the profile is no lease */
    if (conn->impl == NULL)
        err = conn->driver->open(&conn->options, detail, &conn->impl);
    (void)pthread_mutex_unlock(&conn->lock);
    if (err != ERR_OK)
        return fail(ctx, err, "cannot open the database: %s", detail);
    return ERR_OK;
}

enum err conn_fail(struct ctx *ctx, const struct db_conn *conn, enum err err, const char *what)
{
    assert(err != ERR_OK);
    return fail(ctx, err, "%s: %s", what, conn->impl->detail);
}

void pool_init(struct db_pool *pool, size_t count, const struct driver *driver,
               const struct driver_options *options, const struct db_queries *queries)
{
    assert(count > 0);
    pthread_condattr_t attr;
    (void)pthread_condattr_init(&attr);
    (void)pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&pool->is_free, &attr);
    (void)pthread_condattr_destroy(&attr);
    (void)pthread_mutex_init(&pool->lock, NULL);
    pool->conns = heap_new(count * sizeof *pool->conns);
    pool->count = count;
    for (size_t i = 0; i < count; i++) {
        conn_init(&pool->conns[i], driver, options, queries);
        pool->conns[i].pool = pool;
        pool->conns[i].next_free = pool->free;
        pool->free = &pool->conns[i];
    }
}

void pool_done(struct db_pool *pool)
{
    for (size_t i = 0; i < pool->count; i++) {
        assert(!pool->conns[i].is_leased);
        conn_done(&pool->conns[i]);
    }
    if (pool->conns == NULL)
        return;
    heap_free(pool->conns);
    (void)pthread_cond_destroy(&pool->is_free);
    (void)pthread_mutex_destroy(&pool->lock);
}

/* Wait until one is free; NULL when the time is over. Holds the pool's lock. */
static struct db_conn *pool_wait(struct db_pool *pool, int64_t deadline_ms)
{
    const struct timespec until = { .tv_sec = deadline_ms / 1000,
                                    .tv_nsec = deadline_ms % 1000 * 1000000 };
    while (pool->free == NULL) {
        if (pthread_cond_timedwait(&pool->is_free, &pool->lock, &until) != 0)
            return pool->free;
    }
    return pool->free;
}

enum err pool_take(struct ctx *ctx, struct db_pool *pool, struct db_conn **out)
{
    int64_t now_us = clock_monotonic_us();
    int64_t deadline_ms = ctx->deadline_ms;
    if (deadline_ms == 0)
        deadline_ms = now_us / 1000 + POOL_WAIT_MS;
    (void)pthread_mutex_lock(&pool->lock);
    struct db_conn *conn = pool->free;
    if (conn == NULL) {
        conn = pool_wait(pool, deadline_ms);
        now_us = clock_monotonic_us();
    }
    if (conn != NULL) {
        pool->free = conn->next_free;
        conn->is_leased = true;
        conn->begin_us = now_us;
    }
    (void)pthread_mutex_unlock(&pool->lock);
    if (conn == NULL)
        return fail(ctx, ERR_BUSY, "no database connection became free");
    enum err err = conn_open(ctx, conn);
    if (err != ERR_OK) {
        pool_give(conn);
        return err;
    }
    *out = conn;
    return ERR_OK;
}

void pool_give(struct db_conn *conn)
{
    struct db_pool *pool = conn->pool;
    (void)pthread_mutex_lock(&conn->lock);
    if (conn->impl != NULL && conn->driver->is_broken(conn->impl))
        conn_shut(conn);
    (void)pthread_mutex_unlock(&conn->lock);
    (void)pthread_mutex_lock(&pool->lock);
    conn->is_leased = false;
    conn->next_free = pool->free;
    pool->free = conn;
    (void)pthread_cond_signal(&pool->is_free);
    (void)pthread_mutex_unlock(&pool->lock);
}

void conn_end_if_over(struct db_conn *conn)
{
    int64_t expires_us = atomic_load_explicit(&conn->expires_us, memory_order_relaxed);
    if (expires_us == INT64_MAX || clock_monotonic_us() < expires_us)
        return;
    if (conn->impl != NULL)
        conn->driver->rollback(conn->impl);
    conn->is_ended = true;
}

/* A statement that runs sees the clock stop; an idle transaction is ended here. */
static void conn_end(struct db_conn *conn)
{
    atomic_store(&conn->expires_us, 0);
    if (pthread_mutex_trylock(&conn->lock) != 0)
        return;
    if (conn->impl != NULL)
        conn->driver->rollback(conn->impl);
    conn->is_ended = true;
    (void)pthread_mutex_unlock(&conn->lock);
}

void pool_end_before(struct db_pool *pool, int64_t monotonic_us)
{
    (void)pthread_mutex_lock(&pool->lock);
    for (size_t i = 0; i < pool->count; i++) {
        struct db_conn *conn = &pool->conns[i];
        if (conn->is_leased && conn->begin_us < monotonic_us)
            conn_end(conn);
    }
    (void)pthread_mutex_unlock(&pool->lock);
}
