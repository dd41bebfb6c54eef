/* Fake driver: a script, or SQLite with calls that fail on demand. */
#include "db/fake.h"

#include <assert.h>
#include <stdio.h>

#include "base/heap.h"
#include "db/driver.h"

struct fake_conn {
    struct driver_conn base;
    struct db_fake *fake;
    struct driver_conn *inner; /* NULL: scripted */
    bool is_in_transaction;
};

struct fake_stmt {
    struct driver_stmt base;
    const struct db_query *query;
    struct driver_stmt *inner;
    const struct db_fake_answer *answer; /* NULL: no rows */
    int row;
};

/* Count a call that can fail; the one that shall fail does. */
static enum err call_count(struct fake_conn *c, const char *what)
{
    size_t number = atomic_fetch_add(&c->fake->call_count, 1) + 1;
    if (number != c->fake->fail_at)
        return ERR_OK;
    (void)snprintf(c->base.detail, sizeof c->base.detail, "fake: call %zu (%s) fails", number,
                   what);
    return c->fake->fail_with;
}

/* Hand the inner driver's words on with its code. */
static enum err inner_result(struct fake_conn *c, enum err err)
{
    if (err != ERR_OK)
        memcpy(c->base.detail, c->inner->detail, sizeof c->base.detail);
    return err;
}

static enum err fake_open(const struct driver_options *options, char *detail,
                          struct driver_conn **out)
{
    assert(options->fake != NULL);
    struct fake_conn *c = heap_new(sizeof *c);
    struct driver_options for_inner = *options;
    c->base.driver = &driver_fake;
    c->fake = options->fake;
    if (sv_starts_with(sv_from(options->url), SV("sqlite:"))) {
        for_inner.url = options->url + strlen("sqlite:");
        enum err err = driver_sqlite.open(&for_inner, detail, &c->inner);
        if (err != ERR_OK) {
            heap_free(c);
            return err;
        }
    }
    *out = &c->base;
    return ERR_OK;
}

static void fake_close(struct driver_conn *conn)
{
    struct fake_conn *c = (struct fake_conn *)conn;
    if (c->inner != NULL)
        driver_sqlite.close(c->inner);
    heap_free(c);
}

static bool fake_is_broken(const struct driver_conn *conn)
{
    UNUSED(conn);
    return false;
}

static enum err fake_exec(struct driver_conn *conn, const char *sql)
{
    struct fake_conn *c = (struct fake_conn *)conn;
    TRY(call_count(c, "exec"));
    return c->inner == NULL ? ERR_OK : inner_result(c, driver_sqlite.exec(c->inner, sql));
}

static enum err fake_prepare(struct driver_conn *conn, const struct db_query *query,
                             struct driver_stmt **out)
{
    struct fake_conn *c = (struct fake_conn *)conn;
    struct driver_stmt *inner = NULL;
    TRY(call_count(c, "prepare"));
    if (c->inner != NULL)
        TRY(inner_result(c, driver_sqlite.prepare(c->inner, query, &inner)));
    struct fake_stmt *s = heap_new(sizeof *s);
    *s = (struct fake_stmt){ .base.conn = conn, .query = query, .inner = inner };
    *out = &s->base;
    return ERR_OK;
}

static void fake_finish(struct driver_stmt *stmt)
{
    struct fake_stmt *s = (struct fake_stmt *)stmt;
    if (s->inner != NULL)
        driver_sqlite.finish(s->inner);
    heap_free(s);
}

/* The first answer for this query that was not given yet. */
static struct db_fake_answer *answer_take(struct db_fake *fake, const char *name)
{
    for (size_t i = 0; i < fake->answer_count; i++) {
        struct db_fake_answer *a = &fake->answers[i];
        if (!a->is_used && sv_eq(sv_from(a->query), sv_from(name))) {
            a->is_used = true;
            return a;
        }
    }
    return NULL;
}

static enum err fake_run(struct driver_stmt *stmt, const struct db_bind *binds, size_t count)
{
    struct fake_stmt *s = (struct fake_stmt *)stmt;
    struct fake_conn *c = (struct fake_conn *)stmt->conn;
    TRY(call_count(c, s->query->name));
    if (c->inner != NULL)
        return inner_result(c, driver_sqlite.run(s->inner, binds, count));
    s->row = -1;
    s->answer = answer_take(c->fake, s->query->name);
    if (s->answer == NULL || s->answer->err == ERR_OK)
        return ERR_OK;
    (void)snprintf(c->base.detail, sizeof c->base.detail, "fake: scripted failure");
    return s->answer->err;
}

static enum err fake_step(struct driver_stmt *stmt, bool *out_has_row)
{
    struct fake_stmt *s = (struct fake_stmt *)stmt;
    struct fake_conn *c = (struct fake_conn *)stmt->conn;
    if (c->inner != NULL) {
        TRY(call_count(c, s->query->name));
        return inner_result(c, driver_sqlite.step(s->inner, out_has_row));
    }
    s->row++;
    *out_has_row = s->answer != NULL && s->row < s->answer->rows;
    return ERR_OK;
}

static void fake_reset(struct driver_stmt *stmt)
{
    struct fake_stmt *s = (struct fake_stmt *)stmt;
    if (s->inner != NULL)
        driver_sqlite.reset(s->inner);
    s->answer = NULL;
}

static int64_t fake_changed(const struct driver_stmt *stmt)
{
    const struct fake_stmt *s = (const struct fake_stmt *)stmt;
    if (s->inner != NULL)
        return driver_sqlite.changed(s->inner);
    return s->answer == NULL ? 0 : s->answer->changed;
}

/* The scripted value the statement stands on. */
static const struct db_bind *value_at(const struct driver_stmt *stmt, int column)
{
    const struct fake_stmt *s = (const struct fake_stmt *)stmt;
    assert(s->answer != NULL && s->row < s->answer->rows && column < s->answer->columns);
    return &s->answer->values[s->row * s->answer->columns + column];
}

static const struct driver_stmt *inner_of(const struct driver_stmt *stmt)
{
    return ((const struct fake_stmt *)stmt)->inner;
}

static bool fake_column_is_null(const struct driver_stmt *stmt, int column)
{
    if (inner_of(stmt) != NULL)
        return driver_sqlite.column_is_null(inner_of(stmt), column);
    return value_at(stmt, column)->is_null;
}

static int64_t fake_column_i64(const struct driver_stmt *stmt, int column)
{
    if (inner_of(stmt) != NULL)
        return driver_sqlite.column_i64(inner_of(stmt), column);
    return value_at(stmt, column)->i64;
}

static double fake_column_f64(const struct driver_stmt *stmt, int column)
{
    if (inner_of(stmt) != NULL)
        return driver_sqlite.column_f64(inner_of(stmt), column);
    return value_at(stmt, column)->f64;
}

static struct sv fake_column_bytes(const struct driver_stmt *stmt, int column)
{
    if (inner_of(stmt) != NULL)
        return driver_sqlite.column_bytes(inner_of(stmt), column);
    return value_at(stmt, column)->bytes;
}

static enum err fake_begin(struct driver_conn *conn, enum driver_role role)
{
    struct fake_conn *c = (struct fake_conn *)conn;
    TRY(call_count(c, "begin"));
    c->is_in_transaction = true;
    return c->inner == NULL ? ERR_OK : inner_result(c, driver_sqlite.begin(c->inner, role));
}

static enum err fake_commit(struct driver_conn *conn)
{
    struct fake_conn *c = (struct fake_conn *)conn;
    TRY(call_count(c, "commit"));
    c->is_in_transaction = false;
    return c->inner == NULL ? ERR_OK : inner_result(c, driver_sqlite.commit(c->inner));
}

static void fake_rollback(struct driver_conn *conn)
{
    struct fake_conn *c = (struct fake_conn *)conn;
    c->is_in_transaction = false;
    if (c->inner != NULL)
        driver_sqlite.rollback(c->inner);
}

static bool fake_is_in_transaction(const struct driver_conn *conn)
{
    const struct fake_conn *c = (const struct fake_conn *)conn;
    return c->inner == NULL ? c->is_in_transaction : driver_sqlite.is_in_transaction(c->inner);
}

static enum err fake_savepoint(struct driver_conn *conn)
{
    struct fake_conn *c = (struct fake_conn *)conn;
    TRY(call_count(c, "savepoint"));
    return c->inner == NULL ? ERR_OK : inner_result(c, driver_sqlite.savepoint(c->inner));
}

static enum err fake_savepoint_release(struct driver_conn *conn)
{
    struct fake_conn *c = (struct fake_conn *)conn;
    TRY(call_count(c, "release"));
    return c->inner == NULL ? ERR_OK : inner_result(c, driver_sqlite.savepoint_release(c->inner));
}

static enum err fake_savepoint_rollback(struct driver_conn *conn)
{
    struct fake_conn *c = (struct fake_conn *)conn;
    TRY(call_count(c, "rollback to"));
    return c->inner == NULL ? ERR_OK : inner_result(c, driver_sqlite.savepoint_rollback(c->inner));
}

static enum err fake_checkpoint_truncate(struct driver_conn *conn, bool *out_is_busy)
{
    struct fake_conn *c = (struct fake_conn *)conn;
    TRY(call_count(c, "checkpoint"));
    if (c->inner != NULL)
        return inner_result(c, driver_sqlite.checkpoint_truncate(c->inner, out_is_busy));
    *out_is_busy = false;
    return ERR_OK;
}

const struct driver driver_fake = {
    .name = "fake",
    .dialect = DB_SQLITE,
    .is_single_writer = true,
    .open = fake_open,
    .close = fake_close,
    .is_broken = fake_is_broken,
    .exec = fake_exec,
    .prepare = fake_prepare,
    .finish = fake_finish,
    .run = fake_run,
    .step = fake_step,
    .reset = fake_reset,
    .changed = fake_changed,
    .column_is_null = fake_column_is_null,
    .column_i64 = fake_column_i64,
    .column_f64 = fake_column_f64,
    .column_bytes = fake_column_bytes,
    .begin = fake_begin,
    .commit = fake_commit,
    .rollback = fake_rollback,
    .is_in_transaction = fake_is_in_transaction,
    .savepoint = fake_savepoint,
    .savepoint_release = fake_savepoint_release,
    .savepoint_rollback = fake_savepoint_rollback,
    .checkpoint_truncate = fake_checkpoint_truncate,
};
