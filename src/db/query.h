/* Query: what the generated query functions (tools/gen/sql.py) are made of.
 *
 * A query is a row of a generated table; each connection keeps an array of prepared statements with
 * the same index, so a look-up is one array access. The first query of a ctx leases a connection
 * and opens one read transaction (SQLite: measured 2.9 times faster than a transaction for each
 * query); db_release() ends it. Inside db_write() the queries run on the writing connection.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"

enum db_dialect {
    DB_SQLITE,
    DB_POSTGRES,
    DB_DIALECT_COUNT
};

enum db_type {
    DB_I64,
    DB_F64,
    DB_TEXT,
    DB_BLOB,
};

/* One parameter value. */
struct db_bind {
    enum db_type type;
    bool is_null;
    int64_t i64;
    double f64;
    struct sv bytes; /* text and blob, borrowed until the call returns */
};

struct db_query {
    const char *name;
    const char *sql[DB_DIALECT_COUNT];
    const uint8_t *types; /* enum db_type of each parameter */
    size_t param_count;
};

/* A generated table of queries. */
struct db_queries {
    const struct db_query *rows;
    size_t count;
};

static inline struct db_bind db_bind_i64(int64_t value)
{
    return (struct db_bind){ .type = DB_I64, .i64 = value };
}

/** 0 stands for NULL. */
static inline struct db_bind db_bind_i64_or_null(int64_t value)
{
    return (struct db_bind){ .type = DB_I64, .i64 = value, .is_null = value == 0 };
}

static inline struct db_bind db_bind_f64(double value)
{
    return (struct db_bind){ .type = DB_F64, .f64 = value };
}

/** type is DB_TEXT or DB_BLOB; an absent view is bound as empty. */
static inline struct db_bind db_bind_bytes(enum db_type type, struct sv value)
{
    return (struct db_bind){ .type = type, .bytes = value.ptr == NULL ? SV("") : value };
}

/** type is DB_TEXT or DB_BLOB; an absent view stands for NULL. */
static inline struct db_bind db_bind_bytes_or_null(enum db_type type, struct sv value)
{
    return (struct db_bind){ .type = type, .bytes = value, .is_null = value.ptr == NULL };
}

/* The current row, handed to a mapper. */
struct db_row;

/** Column as integer; NULL gives 0. */
int64_t db_row_i64(const struct db_row *row, int column);
double db_row_f64(const struct db_row *row, int column);

/** Column as bytes, copied into the arena; NULL gives the absent view, an empty value a non-NULL
 * ptr. */
struct sv db_row_sv(const struct db_row *row, int column, struct arena *a);

/* Fills *out from the row; strings go into the arena. */
typedef void db_mapper(const struct db_row *row, struct arena *a, void *out);

/**
 * Run a query and map the one row it must give.
 *
 * query    row of the table the connection was opened with
 * binds    query->param_count values
 * map      fills *out
 * out      untouched on failure
 *
 * Returns  ERR_NOT_FOUND    no row
 *          ERR_BUSY         no connection became free in time
 *          ERR_TIMEOUT      the lease is over a second old, or the erasure finisher ended it
 *          ERR_DUPLICATE    a unique index refused the change; inside db_write the item can only
 * fail now ERR_DB_CONFLICT  a concurrent transaction won (PostgreSQL; db_write tries again)
 *          ERR_DISK_FULL, ERR_DB, ERR_CORRUPT, ERR_TOO_LARGE  storage failed
 *          ERR_INTERNAL     the statement does not fit the schema
 * Cost     one query; the first of a ctx leases a connection
 */
MUST_USE enum err db_query_one(struct ctx *ctx, const struct db_query *query,
                               const struct db_bind *binds, db_mapper *map, void *out);

/**
 * The same, where the row may be absent.
 *
 * out_found  whether *out was filled
 *
 * Returns  as db_query_one, but never ERR_NOT_FOUND
 */
MUST_USE enum err db_query_maybe(struct ctx *ctx, const struct db_query *query,
                                 const struct db_bind *binds, db_mapper *map, bool *out_found,
                                 void *out);

/**
 * Every row, as an array in ctx->arena.
 *
 * row_size  bytes of one element, as `map` fills it
 *
 * Returns  as db_query_maybe, and ERR_LIMIT when the arena's cap was passed
 */
MUST_USE enum err db_query_many(struct ctx *ctx, const struct db_query *query,
                                const struct db_bind *binds, db_mapper *map, size_t row_size,
                                void **out_rows, size_t *out_count);

/**
 * Run a change.
 *
 * out_changed  rows changed; may be NULL
 *
 * Returns  as db_query_maybe
 */
MUST_USE enum err db_query_exec(struct ctx *ctx, const struct db_query *query,
                                const struct db_bind *binds, int64_t *out_changed);

/**
 * The one integer a query gives.
 *
 * Returns  as db_query_one
 */
MUST_USE enum err db_query_count(struct ctx *ctx, const struct db_query *query,
                                 const struct db_bind *binds, int64_t *out);
