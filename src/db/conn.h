/* Conn: a connection with its statement cache and its lease; the pool of them. Only src/db includes
 * this header. */
#pragma once

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "db/driver.h"
#include "db/query.h"

struct db_item;
struct db_pool;

struct db_conn {
    const struct driver *driver;
    struct driver_options options;
    struct driver_conn *impl; /* NULL until opened, and again after it broke */
    const struct db_queries *queries;
    struct driver_stmt **stmts; /* by query number, prepared on first use */
    struct db_pool *pool;       /* where it goes back; NULL for the writer's and a file's */
    struct db_item *item;       /* the write that runs on it */
    pthread_mutex_t lock;       /* held while a statement runs; the erasure finisher asks for it */
    _Atomic int64_t expires_us; /* readers: statements stop then */
    int64_t begin_us;           /* of the lease; guarded by the pool's lock */
    bool is_leased;             /* guarded by the pool's lock */
    bool is_ended;              /* the finisher ended its transaction; guarded by `lock` */
    struct db_conn *next_free;
};

struct db_pool {
    pthread_mutex_t lock;
    pthread_cond_t is_free;
    struct db_conn *conns;
    size_t count;
    struct db_conn *free; /* last used first: its pages are warm */
};

/** Prepare an unopened connection in place. `options` is copied; its strings are borrowed. */
void conn_init(struct db_conn *conn, const struct driver *driver,
               const struct driver_options *options, const struct db_queries *queries);

/** Finish its statements, close it. Accepts an unopened one. */
void conn_done(struct db_conn *conn);

/**
 * Open unless it is open.
 *
 * Returns  as driver.open, with the detail in ctx
 */
MUST_USE enum err conn_open(struct ctx *ctx, struct db_conn *conn);

/** Close what was opened, keep the place. */
void conn_shut(struct db_conn *conn);

/** fail() with the driver's detail. */
enum err conn_fail(struct ctx *ctx, const struct db_conn *conn, enum err err, const char *what);

void pool_init(struct db_pool *pool, size_t count, const struct driver *driver,
               const struct driver_options *options, const struct db_queries *queries);
/** Every connection must be back. */
void pool_done(struct db_pool *pool);

/**
 * Take a connection, open.
 *
 * Returns  ERR_BUSY none became free before the ctx's deadline, or within five seconds; else as
 * conn_open
 */
MUST_USE enum err pool_take(struct ctx *ctx, struct db_pool *pool, struct db_conn **out);
void pool_give(struct db_conn *conn);

/** With the lock held, after a statement: end the transaction of a reader whose time is over. */
void conn_end_if_over(struct db_conn *conn);

/** End the transactions of leases that began before. */
void pool_end_before(struct db_pool *pool, int64_t monotonic_us);
