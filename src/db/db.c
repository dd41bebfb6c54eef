/* Db: open, close, leases, and what a write registers. The engines' ways to write are writer.c and
 * write_leased.c. */
#include "db/db.h"

#include <assert.h>

#include "base/clock.h"
#include "base/heap.h"
#include "db/instance.h"

#define LEASE_US INT64_C(1000000)
#define DEFAULT_CONNECTIONS 8

/* The driver of an address, and what the driver wants to see of it. */
static const struct driver *driver_of(struct sv url, struct sv *out_rest)
{
    if (sv_starts_with(url, SV("sqlite:"))) {
        *out_rest = sv_from_offset(url, strlen("sqlite:"));
        return &driver_sqlite;
    }
    if (sv_starts_with(url, SV("postgres://")) || sv_starts_with(url, SV("postgresql://"))) {
        *out_rest = url;
        return &driver_postgres;
    }
    if (sv_starts_with(url, SV("fake:"))) {
        *out_rest = sv_from_offset(url, strlen("fake:"));
        return &driver_fake;
    }
    return NULL;
}

static char *url_copy(struct sv url)
{
    char *copy = heap_new(url.len + 1);
    memcpy(copy, url.ptr, url.len);
    return copy;
}

static void open_pools(struct db *db, const struct db_options *o, struct driver_options *driver)
{
    size_t readers = (size_t)(o->reader_count > 0 ? o->reader_count : DEFAULT_CONNECTIONS);
    size_t writers = (size_t)(o->writer_count > 0 ? o->writer_count : DEFAULT_CONNECTIONS);
    driver->role = DRIVER_READER;
    pool_init(&db->readers, readers, db->driver, driver, o->queries);
    driver->role = DRIVER_WRITER;
    if (db->driver->is_single_writer)
        conn_init(&db->writer.conn, db->driver, driver, o->queries);
    else
        pool_init(&db->writers, writers, db->driver, driver, o->queries);
}

/* Open the first writing connection: it makes the file and shows that the profile holds. */
static enum err open_first(struct ctx *ctx, struct db *db)
{
    if (db->driver->is_single_writer)
        return conn_open(ctx, &db->writer.conn);
    struct db_conn *conn = NULL;
    TRY(pool_take(ctx, &db->writers, &conn));
    pool_give(conn);
    return ERR_OK;
}

static void db_free(struct db *db)
{
    pool_done(&db->readers);
    pool_done(&db->writers);
    if (db->driver->is_single_writer)
        conn_done(&db->writer.conn);
    (void)pthread_mutex_destroy(&db->turnstile.lock);
    (void)pthread_cond_destroy(&db->turnstile.has_moved);
    (void)pthread_rwlock_destroy(&db->gate);
    heap_free(db->url);
    heap_free(db);
}

/* Who asks for it alone gets it next: those who share it come without end. */
static void gate_init(pthread_rwlock_t *gate)
{
    pthread_rwlockattr_t attr;
    (void)pthread_rwlockattr_init(&attr);
    (void)pthread_rwlockattr_setkind_np(&attr, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
    (void)pthread_rwlock_init(gate, &attr);
    (void)pthread_rwlockattr_destroy(&attr);
}

enum err db_open(struct ctx *ctx, const struct db_options *options, struct db **out)
{
    assert(options->queries != NULL);
    struct sv rest = { 0 };
    const struct driver *driver = driver_of(options->url, &rest);
    if (driver == NULL)
        return fail(ctx, ERR_BAD_PARAM, "database address has no known scheme");
    struct db *db = heap_new(sizeof *db);
    db->driver = driver;
    db->url = url_copy(rest);
    db->migrations = options->migrations;
    db->before_commit = options->before_commit;
    db->before_commit_arg = options->before_commit_arg;
    (void)pthread_mutex_init(&db->turnstile.lock, NULL);
    (void)pthread_cond_init(&db->turnstile.has_moved, NULL);
    gate_init(&db->gate);
    struct driver_options for_driver = { .url = db->url, .fake = options->fake };
    open_pools(db, options, &for_driver);
    enum err err = open_first(ctx, db);
    if (err != ERR_OK) {
        db_free(db);
        return err;
    }
    if (driver->is_single_writer)
        writer_start(db);
    *out = db;
    return ERR_OK;
}

void db_close(struct db *db)
{
    if (db == NULL)
        return;
    if (db->driver->is_single_writer)
        writer_stop(db);
    db_free(db);
}

enum db_dialect db_dialect_of(const struct db *db)
{
    return db->driver->dialect;
}

enum err db_lease(struct ctx *ctx)
{
    if (ctx->db_conn != NULL)
        return ERR_OK;
    assert(ctx->db != NULL);
    struct db_conn *conn = NULL;
    TRY(pool_take(ctx, &ctx->db->readers, &conn));
    (void)pthread_mutex_lock(&conn->lock);
    conn->is_ended = false;
    atomic_store(&conn->expires_us, clock_monotonic_us() + LEASE_US);
    enum err err = conn->driver->begin(conn->impl, DRIVER_READER);
    if (err != ERR_OK)
        (void)conn_fail(ctx, conn, err, "begin");
    (void)pthread_mutex_unlock(&conn->lock);
    if (err != ERR_OK) {
        pool_give(conn);
        return err;
    }
    ctx->db_conn = conn;
    return ERR_OK;
}

void db_release(struct ctx *ctx)
{
    struct db_conn *conn = ctx->db_conn;
    if (conn == NULL)
        return;
    assert(conn->item == NULL && conn->pool != NULL);
    (void)pthread_mutex_lock(&conn->lock);
    atomic_store(&conn->expires_us, INT64_MAX);
    conn->driver->rollback(conn->impl); /* it only read */
    (void)pthread_mutex_unlock(&conn->lock);
    ctx->db_conn = NULL;
    pool_give(conn);
}

bool db_is_writing(const struct ctx *ctx)
{
    return ctx->db_conn != NULL && ctx->db_conn->item != NULL;
}

void item_init(struct db_item *item, struct ctx *ctx, enum err (*fn)(struct ctx *, void *),
               void *arg)
{
    *item = (struct db_item){ .ctx = ctx, .fn = fn, .arg = arg };
}

void item_poison(struct db_item *item, enum err err)
{
    if (item->poison == ERR_OK)
        item->poison = err;
}

void item_run(struct db_item *item, struct db_conn *conn)
{
    assert(conn->item == NULL && item->ctx->db_conn == NULL);
    item->poison = ERR_OK;
    item->callbacks = NULL;
    item->callbacks_end = &item->callbacks;
    item->attachments = NULL;
    item->attachments_end = &item->attachments;
    item->attachment_count = 0;
    conn->item = item;
    item->ctx->db_conn = conn;
    item->result = item->fn(item->ctx, item->arg);
    if (item->result == ERR_OK)
        item->result = item->poison;
    item->ctx->db_conn = NULL;
    conn->item = NULL;
}

void item_run_callbacks(struct db_item *item)
{
    for (struct after_commit *c = item->callbacks; c != NULL; c = c->next)
        c->callback(c->arg);
}

void db_after_commit(struct ctx *ctx, void (*callback)(void *arg), void *arg)
{
    assert(db_is_writing(ctx));
    struct db_item *item = ctx->db_conn->item;
    struct after_commit *c = ARENA_NEW(ctx->arena, struct after_commit);
    *c = (struct after_commit){ .callback = callback, .arg = arg };
    *item->callbacks_end = c;
    item->callbacks_end = &c->next;
}

void db_attach(struct ctx *ctx, int kind, int64_t id, int64_t owner, struct sv bytes)
{
    assert(db_is_writing(ctx));
    struct db_item *item = ctx->db_conn->item;
    struct db_attachment *a = ARENA_NEW(ctx->arena, struct db_attachment);
    *a = (struct db_attachment){
        .kind = kind, .id = id, .owner = owner, .bytes = sv_copy(ctx->arena, bytes)
    };
    *item->attachments_end = a;
    item->attachments_end = &a->next;
    item->attachment_count++;
}

enum err db_write(struct ctx *ctx, enum err (*fn)(struct ctx *ctx, void *arg), void *arg)
{
    assert(!db_is_writing(ctx));
    db_release(ctx);
    struct db_item item;
    item_init(&item, ctx, fn, arg);
    if (!ctx->db->driver->is_single_writer)
        return write_leased(ctx->db, &item);
    writer_submit(ctx->db, &item);
    return item.result;
}

enum err db_checkpoint_truncate(struct ctx *ctx, bool *out_is_busy)
{
    db_release(ctx);
    struct db_item item;
    item_init(&item, ctx, NULL, NULL);
    if (ctx->db->driver->is_single_writer)
        writer_submit(ctx->db, &item);
    if (item.result == ERR_OK)
        *out_is_busy = item.is_busy;
    return item.result;
}

void db_interrupt_readers_before(struct db *db, int64_t monotonic_us)
{
    pool_end_before(&db->readers, monotonic_us);
}
