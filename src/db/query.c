/* Query: one statement on the ctx's connection, leased on first use. */
#include "db/query.h"

#include <assert.h>

#include "base/vec.h"
#include "db/conn.h"
#include "db/db.h"
#include "db/instance.h"

/* What a mapper sees: the statement that stands on a row. */
struct db_row {
    const struct driver *driver;
    const struct driver_stmt *stmt;
};

/* One run of a statement; the connection's lock is held while it lasts. */
struct run {
    struct ctx *ctx;
    struct db_conn *conn;
    const struct db_query *query;
    struct driver_stmt *stmt;
};

int64_t db_row_i64(const struct db_row *row, int column)
{
    return row->driver->column_i64(row->stmt, column);
}

double db_row_f64(const struct db_row *row, int column)
{
    return row->driver->column_f64(row->stmt, column);
}

struct sv db_row_sv(const struct db_row *row, int column, struct arena *a)
{
    if (row->driver->column_is_null(row->stmt, column))
        return sv_make(NULL, 0);
    struct sv bytes = row->driver->column_bytes(row->stmt, column);
    return bytes.len == 0 ? SV("") : sv_copy(a, bytes);
}

/* Note a failed statement: in a write the item can then only fail, on every engine alike. */
static enum err run_fail(const struct run *r, enum err err)
{
    if (r->conn->item != NULL)
        item_poison(r->conn->item, err);
    return conn_fail(r->ctx, r->conn, err, r->query->name);
}

static void run_end(struct run *r)
{
    if (r->conn == NULL)
        return;
    if (r->stmt != NULL)
        r->conn->driver->reset(r->stmt);
    conn_end_if_over(r->conn);
    (void)pthread_mutex_unlock(&r->conn->lock);
}

/* The prepared statement of the connection's cache. */
static enum err run_prepare(struct run *r)
{
    const struct db_queries *queries = r->conn->queries;
    assert(r->query >= queries->rows && r->query < queries->rows + queries->count);
    struct driver_stmt **slot = &r->conn->stmts[r->query - queries->rows];
    if (*slot == NULL) {
        enum err err = r->conn->driver->prepare(r->conn->impl, r->query, slot);
        if (err != ERR_OK)
            return run_fail(r, err);
    }
    r->stmt = *slot;
    return ERR_OK;
}

/* Lock, prepare, bind. `r` starts zeroed and is ended by run_end, also on failure. */
static enum err run_begin(struct run *r, struct ctx *ctx, const struct db_query *query,
                          const struct db_bind *binds)
{
    TRY(db_lease(ctx));
    *r = (struct run){ .ctx = ctx, .conn = ctx->db_conn, .query = query };
    (void)pthread_mutex_lock(&r->conn->lock);
    if (r->conn->is_ended)
        return fail(ctx, ERR_TIMEOUT, "%s: the read transaction was ended", query->name);
    TRY(run_prepare(r));
    enum err err = r->conn->driver->run(r->stmt, binds, query->param_count);
    return err == ERR_OK ? ERR_OK : run_fail(r, err);
}

static enum err run_step(struct run *r, bool *out_has_row)
{
    enum err err = r->conn->driver->step(r->stmt, out_has_row);
    return err == ERR_OK ? ERR_OK : run_fail(r, err);
}

static struct db_row run_row(const struct run *r)
{
    return (struct db_row){ r->conn->driver, r->stmt };
}

enum err db_query_maybe(struct ctx *ctx, const struct db_query *query, const struct db_bind *binds,
                        db_mapper *map, bool *out_found, void *out)
{
    CLEANUP(run_end) struct run r = { 0 };
    bool has_row = false;
    TRY(run_begin(&r, ctx, query, binds));
    TRY(run_step(&r, &has_row));
    if (has_row) {
        const struct db_row row = run_row(&r);
        map(&row, ctx->arena, out);
    }
    *out_found = has_row;
    return ERR_OK;
}

enum err db_query_one(struct ctx *ctx, const struct db_query *query, const struct db_bind *binds,
                      db_mapper *map, void *out)
{
    bool is_found = false;
    TRY(db_query_maybe(ctx, query, binds, map, &is_found, out));
    return is_found ? ERR_OK : fail(ctx, ERR_NOT_FOUND, "%s", query->name);
}

enum err db_query_many(struct ctx *ctx, const struct db_query *query, const struct db_bind *binds,
                       db_mapper *map, size_t row_size, void **out_rows, size_t *out_count)
{
    CLEANUP(run_end) struct run r = { 0 };
    VEC(char) rows = { 0 }; /* elements of row_size bytes */
    bool has_row = false;
    TRY(run_begin(&r, ctx, query, binds));
    TRY(run_step(&r, &has_row));
    while (has_row) {
        const struct db_row row = run_row(&r);
        rows.items = vec_grow(ctx->arena, rows.items, row_size, rows.count, &rows.cap);
        map(&row, ctx->arena, rows.items + rows.count * row_size);
        rows.count++;
        if (arena_is_over(ctx->arena))
            return fail(ctx, ERR_LIMIT, "%s: too many rows", query->name);
        TRY(run_step(&r, &has_row));
    }
    *out_rows = rows.items;
    *out_count = rows.count;
    return ERR_OK;
}

enum err db_query_exec(struct ctx *ctx, const struct db_query *query, const struct db_bind *binds,
                       int64_t *out_changed)
{
    CLEANUP(run_end) struct run r = { 0 };
    bool has_row = true;
    TRY(run_begin(&r, ctx, query, binds));
    while (has_row)
        TRY(run_step(&r, &has_row));
    if (out_changed != NULL)
        *out_changed = r.conn->driver->changed(r.stmt);
    return ERR_OK;
}

static void map_count(const struct db_row *row, struct arena *a, void *out)
{
    UNUSED(a);
    *(int64_t *)out = db_row_i64(row, 0);
}

enum err db_query_count(struct ctx *ctx, const struct db_query *query, const struct db_bind *binds,
                        int64_t *out)
{
    return db_query_one(ctx, query, binds, map_count, out);
}
