/* SQLite driver.
 *
 * The profile below is what erasure and durability rest on, so it is read back: a library built
 * without a safety, or a file that refuses it, stops the start. Two mutants leave a safety out on
 * purpose, to see a test turn red. Spec: sqlite.org/pragma.html, sqlite.org/wal.html
 */
#include <sqlite3.h>

#include <assert.h>
#include <pthread.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/heap.h"
#include "db/driver.h"
#include "db/scrub.h"

#define PROGRESS_STEPS 2000 /* virtual machine steps between looks at the clock: some 20 µs */
#define BUSY_MS 5000        /* another process (a backup, a check) holds the file */
#define CHECKPOINT_BUSY_MS                                                                         \
    50 /* the writer does not wait long for readers: the caller ends them                          \
        */

#ifdef EFFACE_MUTANT_SECURE_DELETE_OFF
#define SECURE_DELETE "0"
#else
#define SECURE_DELETE "1"
#endif

struct sqlite_conn {
    struct driver_conn base;
    sqlite3 *db;
    const _Atomic int64_t *expires_us;
    sqlite3_stmt *begin_read;
    sqlite3_stmt *begin_write;
    sqlite3_stmt *commit;
    sqlite3_stmt *rollback;
    sqlite3_stmt *savepoint;
    sqlite3_stmt *savepoint_release;
    sqlite3_stmt *savepoint_rollback;
};

struct sqlite_stmt {
    struct driver_stmt base;
    sqlite3_stmt *stmt;
};

/* A setting and what it must read back; NULL = a matter of speed, not of safety. */
struct pragma {
    const char *set;
    const char *get;
    const char *want;
};

static const struct pragma PRAGMAS_ALL[] = {
    { "PRAGMA page_size=4096", "PRAGMA page_size", "4096" }, /* SCRUB_PAGE_BYTES */
    { "PRAGMA journal_mode=WAL", "PRAGMA journal_mode", "wal" },
    { "PRAGMA synchronous=FULL", "PRAGMA synchronous", "2" },
    { "PRAGMA secure_delete=" SECURE_DELETE, "PRAGMA secure_delete", SECURE_DELETE },
    { "PRAGMA temp_store=MEMORY", "PRAGMA temp_store", "2" },
    { "PRAGMA foreign_keys=OFF", "PRAGMA foreign_keys", "0" },
    { "PRAGMA trusted_schema=OFF", "PRAGMA trusted_schema", "0" },
    { "PRAGMA cell_size_check=ON", "PRAGMA cell_size_check", "1" },
    { "PRAGMA recursive_triggers=OFF", "PRAGMA recursive_triggers", "0" },
    { "PRAGMA mmap_size=2147418112", NULL, NULL },
    { "PRAGMA journal_size_limit=67108864", NULL, NULL },
};
static const struct pragma PRAGMAS_READER[] = {
    { "PRAGMA query_only=ON", "PRAGMA query_only", "1" },
    { "PRAGMA cache_size=-2048", NULL, NULL },
};
static const struct pragma PRAGMAS_WRITER[] = {
    { "PRAGMA cache_size=-16384", NULL, NULL },
    { "PRAGMA wal_autocheckpoint=1000", "PRAGMA wal_autocheckpoint", "1000" },
};

static pthread_once_t library_once = PTHREAD_ONCE_INIT;

/* Without the memory statistics two threads no longer meet at one lock: measured 1.7 to 2.1 times.
 */
static void library_configure(void)
{
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

/* Our code for SQLite's extended result code. */
static enum err error_class(int rc)
{
    if (rc == SQLITE_CONSTRAINT_UNIQUE || rc == SQLITE_CONSTRAINT_PRIMARYKEY ||
        rc == SQLITE_CONSTRAINT_ROWID)
        return ERR_DUPLICATE;
    switch (rc & 0xff) {
    case SQLITE_FULL:
        return ERR_DISK_FULL;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return ERR_CORRUPT;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return ERR_BUSY;
    case SQLITE_INTERRUPT:
        return ERR_TIMEOUT;
    case SQLITE_TOOBIG:
        return ERR_TOO_LARGE;
    case SQLITE_ERROR:
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
    case SQLITE_RANGE:
    case SQLITE_MISUSE:
        return ERR_INTERNAL;
    default:
        return ERR_DB;
    }
}

static enum err conn_fail(struct sqlite_conn *c, int rc)
{
    (void)snprintf(c->base.detail, sizeof c->base.detail, "sqlite %d: %s", rc,
                   sqlite3_errmsg(c->db));
    return error_class(rc);
}

/* Run a statement that was prepared at open and gives no row. */
static enum err conn_run(struct sqlite_conn *c, sqlite3_stmt *stmt)
{
    int rc = sqlite3_step(stmt);
    enum err err = rc == SQLITE_DONE || rc == SQLITE_ROW ? ERR_OK : conn_fail(c, rc);
    (void)sqlite3_reset(stmt);
    return err;
}

/* Nonzero stops the statement. */
static int reader_is_over(void *arg)
{
    const struct sqlite_conn *c = arg;
    return clock_monotonic_us() >= atomic_load_explicit(c->expires_us, memory_order_relaxed);
}

/* Set one part of the profile and see that it took. */
static enum err pragma_apply(struct sqlite_conn *c, const struct pragma *p)
{
    int rc = sqlite3_exec(c->db, p->set, NULL, NULL, NULL);
    if (rc != SQLITE_OK)
        return conn_fail(c, rc);
    if (p->get == NULL)
        return ERR_OK;
    sqlite3_stmt *stmt = NULL;
    rc = sqlite3_prepare_v2(c->db, p->get, -1, &stmt, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(stmt);
    struct sv got = SV("");
    if (rc == SQLITE_ROW)
        got = sv_from((const char *)sqlite3_column_text(stmt, 0));
    enum err err = ERR_OK;
    if (!sv_eq(got, sv_from(p->want))) {
        (void)snprintf(c->base.detail, sizeof c->base.detail, "%s gave '%" SV_FMT "', not %s",
                       p->get, SV_ARG(got), p->want);
        err = ERR_DB;
    }
    (void)sqlite3_finalize(stmt);
    return err;
}

static enum err pragmas_apply(struct sqlite_conn *c, const struct pragma *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        TRY(pragma_apply(c, &rows[i]));
    return ERR_OK;
}

/* What is set by calls rather than by PRAGMA. */
static enum err conn_harden(struct sqlite_conn *c)
{
    int persistent_log = 0;
    (void)sqlite3_extended_result_codes(c->db, 1);
    (void)sqlite3_busy_timeout(c->db, BUSY_MS);
    (void)sqlite3_limit(c->db, SQLITE_LIMIT_ATTACHED, 0); /* no transaction spans files */
    (void)sqlite3_db_config(c->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    (void)sqlite3_db_config(c->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    (void)sqlite3_db_config(c->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    (void)sqlite3_file_control(c->db, "main", SQLITE_FCNTL_PERSIST_WAL, &persistent_log);
    if (c->expires_us != NULL)
        sqlite3_progress_handler(c->db, PROGRESS_STEPS, reader_is_over, c);
    return ERR_OK;
}

static enum err conn_prepare_fixed(struct sqlite_conn *c)
{
    const struct {
        const char *sql;
        sqlite3_stmt **out;
    } rows[] = {
        { "BEGIN", &c->begin_read },
        { "BEGIN IMMEDIATE", &c->begin_write },
        { "COMMIT", &c->commit },
        { "ROLLBACK", &c->rollback },
        { "SAVEPOINT item", &c->savepoint },
        { "RELEASE item", &c->savepoint_release },
        { "ROLLBACK TO item", &c->savepoint_rollback },
    };

    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        int rc = sqlite3_prepare_v3(c->db, rows[i].sql, -1, SQLITE_PREPARE_PERSISTENT, rows[i].out,
                                    NULL);
        if (rc != SQLITE_OK)
            return conn_fail(c, rc);
    }
    return ERR_OK;
}

static enum err conn_profile(struct sqlite_conn *c, enum driver_role role)
{
    TRY(conn_harden(c));
    TRY(pragmas_apply(c, PRAGMAS_ALL, ARRAY_COUNT(PRAGMAS_ALL)));
    if (role == DRIVER_READER)
        TRY(pragmas_apply(c, PRAGMAS_READER, ARRAY_COUNT(PRAGMAS_READER)));
    else
        TRY(pragmas_apply(c, PRAGMAS_WRITER, ARRAY_COUNT(PRAGMAS_WRITER)));
    return conn_prepare_fixed(c);
}

static void sqlite_close(struct driver_conn *conn)
{
    struct sqlite_conn *c = (struct sqlite_conn *)conn;
    sqlite3_stmt *const fixed[] = { c->begin_read,        c->begin_write, c->commit,
                                    c->rollback,          c->savepoint,   c->savepoint_release,
                                    c->savepoint_rollback };
    for (size_t i = 0; i < ARRAY_COUNT(fixed); i++)
        (void)sqlite3_finalize(fixed[i]);
    int rc = sqlite3_close(c->db);
    assert(rc == SQLITE_OK); /* a statement was not finished */
    heap_free(c);
}

static enum err sqlite_open(const struct driver_options *options, char *detail,
                            struct driver_conn **out)
{
    (void)pthread_once(&library_once, library_configure);
    struct sqlite_conn *c = heap_new(sizeof *c);
    c->base.driver = &driver_sqlite;
    c->expires_us = options->expires_us;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
    if (options->role == DRIVER_WRITER)
        flags |= SQLITE_OPEN_CREATE;
    const char *layer = options->vfs == NULL ? scrub_vfs_name() : options->vfs;
    int rc = sqlite3_open_v2(options->url, &c->db, flags, layer);
    enum err err = ERR_OK;
    if (rc == SQLITE_OK)
        err = conn_profile(c, options->role);
    else
        err = conn_fail(c, rc);
    if (err != ERR_OK) {
        memcpy(detail, c->base.detail, sizeof c->base.detail);
        sqlite_close(&c->base);
        return err;
    }
    *out = &c->base;
    return ERR_OK;
}

static bool sqlite_is_broken(const struct driver_conn *conn)
{
    UNUSED(conn);
    return false;
}

static enum err sqlite_exec(struct driver_conn *conn, const char *sql)
{
    struct sqlite_conn *c = (struct sqlite_conn *)conn;
    int rc = sqlite3_exec(c->db, sql, NULL, NULL, NULL);
    return rc == SQLITE_OK ? ERR_OK : conn_fail(c, rc);
}

static enum err sqlite_prepare(struct driver_conn *conn, const struct db_query *query,
                               struct driver_stmt **out)
{
    struct sqlite_conn *c = (struct sqlite_conn *)conn;
    sqlite3_stmt *stmt = NULL;
    int rc = sqlite3_prepare_v3(c->db, query->sql[DB_SQLITE], -1, SQLITE_PREPARE_PERSISTENT, &stmt,
                                NULL);
    if (rc != SQLITE_OK)
        return conn_fail(c, rc);
    assert((size_t)sqlite3_bind_parameter_count(stmt) <= query->param_count);
    struct sqlite_stmt *s = heap_new(sizeof *s);
    *s = (struct sqlite_stmt){ .base.conn = conn, .stmt = stmt };
    *out = &s->base;
    return ERR_OK;
}

static void sqlite_finish(struct driver_stmt *stmt)
{
    struct sqlite_stmt *s = (struct sqlite_stmt *)stmt;
    (void)sqlite3_finalize(s->stmt);
    heap_free(s);
}

/* The bytes stay the caller's until reset, so SQLite need not copy them. */
static int bind_one(sqlite3_stmt *stmt, int at, const struct db_bind *b)
{
    if (b->is_null)
        return sqlite3_bind_null(stmt, at);
    switch (b->type) {
    case DB_I64:
        return sqlite3_bind_int64(stmt, at, b->i64);
    case DB_F64:
        return sqlite3_bind_double(stmt, at, b->f64);
    case DB_TEXT:
        return sqlite3_bind_text64(stmt, at, b->bytes.ptr, b->bytes.len, SQLITE_STATIC,
                                   SQLITE_UTF8);
    case DB_BLOB:
        return sqlite3_bind_blob64(stmt, at, b->bytes.ptr, b->bytes.len, SQLITE_STATIC);
    }
    return SQLITE_MISUSE;
}

static enum err sqlite_run(struct driver_stmt *stmt, const struct db_bind *binds, size_t count)
{
    struct sqlite_stmt *s = (struct sqlite_stmt *)stmt;
    for (size_t i = 0; i < count; i++) {
        int rc = bind_one(s->stmt, (int)i + 1, &binds[i]);
        if (rc != SQLITE_OK)
            return conn_fail((struct sqlite_conn *)stmt->conn, rc);
    }
    return ERR_OK;
}

static enum err sqlite_step(struct driver_stmt *stmt, bool *out_has_row)
{
    struct sqlite_stmt *s = (struct sqlite_stmt *)stmt;
    int rc = sqlite3_step(s->stmt);
    if (rc != SQLITE_ROW && rc != SQLITE_DONE)
        return conn_fail((struct sqlite_conn *)stmt->conn, rc);
    *out_has_row = rc == SQLITE_ROW;
    return ERR_OK;
}

static void sqlite_reset(struct driver_stmt *stmt)
{
    struct sqlite_stmt *s = (struct sqlite_stmt *)stmt;
    (void)sqlite3_reset(s->stmt);
    (void)sqlite3_clear_bindings(s->stmt);
}

static int64_t sqlite_changed(const struct driver_stmt *stmt)
{
    return sqlite3_changes64(((const struct sqlite_conn *)stmt->conn)->db);
}

static bool sqlite_column_is_null(const struct driver_stmt *stmt, int column)
{
    const struct sqlite_stmt *s = (const struct sqlite_stmt *)stmt;
    return sqlite3_column_type(s->stmt, column) == SQLITE_NULL;
}

static int64_t sqlite_column_i64(const struct driver_stmt *stmt, int column)
{
    return sqlite3_column_int64(((const struct sqlite_stmt *)stmt)->stmt, column);
}

static double sqlite_column_f64(const struct driver_stmt *stmt, int column)
{
    return sqlite3_column_double(((const struct sqlite_stmt *)stmt)->stmt, column);
}

static struct sv sqlite_column_bytes(const struct driver_stmt *stmt, int column)
{
    sqlite3_stmt *s = ((const struct sqlite_stmt *)stmt)->stmt;
    const void *ptr = sqlite3_column_blob(s, column);
    int len = sqlite3_column_bytes(s, column);
    return sv_make(ptr, (size_t)len);
}

static enum err sqlite_begin(struct driver_conn *conn, enum driver_role role)
{
    struct sqlite_conn *c = (struct sqlite_conn *)conn;
    return conn_run(c, role == DRIVER_READER ? c->begin_read : c->begin_write);
}

static enum err sqlite_commit(struct driver_conn *conn)
{
    struct sqlite_conn *c = (struct sqlite_conn *)conn;
    return conn_run(c, c->commit);
}

static bool sqlite_is_in_transaction(const struct driver_conn *conn)
{
    return sqlite3_get_autocommit(((const struct sqlite_conn *)conn)->db) == 0;
}

static void sqlite_rollback(struct driver_conn *conn)
{
    struct sqlite_conn *c = (struct sqlite_conn *)conn;
    if (sqlite_is_in_transaction(conn))
        (void)conn_run(c, c->rollback);
}

static enum err sqlite_savepoint(struct driver_conn *conn)
{
    struct sqlite_conn *c = (struct sqlite_conn *)conn;
    return conn_run(c, c->savepoint);
}

static enum err sqlite_savepoint_release(struct driver_conn *conn)
{
    struct sqlite_conn *c = (struct sqlite_conn *)conn;
    return conn_run(c, c->savepoint_release);
}

static enum err sqlite_savepoint_rollback(struct driver_conn *conn)
{
    struct sqlite_conn *c = (struct sqlite_conn *)conn;
    TRY(conn_run(c, c->savepoint_rollback));
    return conn_run(c, c->savepoint_release);
}

#ifndef EFFACE_MUTANT_NO_TRUNCATE
/* SQLite cuts the log without a sync: a power cut would bring the bytes back, with nobody left to empty it again. */
static int log_sync(struct sqlite_conn *c)
{
    sqlite3_file *log = NULL;
    int rc = sqlite3_file_control(c->db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
    if (rc != SQLITE_OK || log == NULL || log->pMethods == NULL)
        return rc;
    return log->pMethods->xSync(log, SQLITE_SYNC_NORMAL);
}
#endif

/* SQLite answers busy, or a log that still has frames, while a reader needs them. */
static enum err sqlite_checkpoint_truncate(struct driver_conn *conn, bool *out_is_busy)
{
    struct sqlite_conn *c = (struct sqlite_conn *)conn;
    int log_frames = -1;
    int moved_frames = -1;
#ifdef EFFACE_MUTANT_NO_TRUNCATE
    int rc = sqlite3_wal_checkpoint_v2(c->db, NULL, SQLITE_CHECKPOINT_PASSIVE, &log_frames,
                                       &moved_frames);
    log_frames = 0;
#else
    (void)sqlite3_busy_timeout(c->db, CHECKPOINT_BUSY_MS);
    int rc = sqlite3_wal_checkpoint_v2(c->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, &log_frames,
                                       &moved_frames);
    (void)sqlite3_busy_timeout(c->db, BUSY_MS);
    if (rc == SQLITE_OK && log_frames == 0)
        rc = log_sync(c);
#endif
    if (rc != SQLITE_OK && (rc & 0xff) != SQLITE_BUSY)
        return conn_fail(c, rc);
    *out_is_busy = rc != SQLITE_OK || log_frames != 0;
    return ERR_OK;
}

const struct driver driver_sqlite = {
    .name = "sqlite",
    .dialect = DB_SQLITE,
    .is_single_writer = true,
    .open = sqlite_open,
    .close = sqlite_close,
    .is_broken = sqlite_is_broken,
    .exec = sqlite_exec,
    .prepare = sqlite_prepare,
    .finish = sqlite_finish,
    .run = sqlite_run,
    .step = sqlite_step,
    .reset = sqlite_reset,
    .changed = sqlite_changed,
    .column_is_null = sqlite_column_is_null,
    .column_i64 = sqlite_column_i64,
    .column_f64 = sqlite_column_f64,
    .column_bytes = sqlite_column_bytes,
    .begin = sqlite_begin,
    .commit = sqlite_commit,
    .rollback = sqlite_rollback,
    .is_in_transaction = sqlite_is_in_transaction,
    .savepoint = sqlite_savepoint,
    .savepoint_release = sqlite_savepoint_release,
    .savepoint_rollback = sqlite_savepoint_rollback,
    .checkpoint_truncate = sqlite_checkpoint_truncate,
};
