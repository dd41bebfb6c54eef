/* PostgreSQL driver, through libpq.
 *
 * Statements are prepared with explicit parameter types, parameters and results travel in binary
 * form. Writing transactions are serializable, so that code written for the one writer of SQLite
 * means the same here; reading ones are repeatable and cannot write. Messages of the server enter
 * the log only where no values can stand in them. Spec: PostgreSQL 15, libpq; SQLSTATE classes in
 * its appendix A
 */
#include <libpq-fe.h>

#include <assert.h>
#include <stdio.h>

#include "base/heap.h"
#include "base/num.h"
#include "db/driver.h"

#define VERSION_MIN 150000
#define TYPE_BOOL 16
#define TYPE_BYTEA 17
#define TYPE_INT8 20
#define TYPE_INT2 21
#define TYPE_INT4 23
#define TYPE_TEXT 25
#define TYPE_FLOAT8 701

struct postgres_conn {
    struct driver_conn base;
    PGconn *pg;
    unsigned next_name; /* of a prepared statement */
};

struct postgres_stmt {
    struct driver_stmt base;
    char name[16];
    PGresult *result;
    int row; /* -1 before the first */
    const char **values;
    int *lengths;
    int *formats;
    unsigned char (*numbers)[8]; /* big-endian, what `values` points to */
};

static const struct {
    const char *state; /* a SQLSTATE, or the first letters of some */
    enum err err;
} STATES[] = {
    { "23505", ERR_DUPLICATE }, { "40001", ERR_DB_CONFLICT }, { "40P01", ERR_DB_CONFLICT },
    { "57014", ERR_TIMEOUT },   { "53100", ERR_DISK_FULL },   { "XX001", ERR_CORRUPT },
    { "XX002", ERR_CORRUPT },   { "53", ERR_BUSY },           { "54000", ERR_TOO_LARGE },
    { "0A", ERR_INTERNAL },     { "22", ERR_INTERNAL },       { "23", ERR_INTERNAL },
    { "42", ERR_INTERNAL },
};

/* Our code for a SQLSTATE; without one the connection was lost. */
static enum err error_class(const char *state)
{
    if (state == NULL)
        return ERR_DB;
    for (size_t i = 0; i < ARRAY_COUNT(STATES); i++) {
        if (sv_starts_with(sv_from(state), sv_from(STATES[i].state)))
            return STATES[i].err;
    }
    return ERR_DB;
}

/* Note a failed result and free it. `words` says whether the server's message may be kept: it can
 * quote values. */
static enum err result_fail(struct postgres_conn *c, PGresult *result, bool words)
{
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *constraint = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);
    const char *text = words ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : constraint;
    enum err err = error_class(state);
    (void)snprintf(c->base.detail, sizeof c->base.detail, "postgres %s: %s",
                   state == NULL ? "connection" : state, text == NULL ? "" : text);
    PQclear(result);
    return err;
}

static bool result_is_good(const PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

/* Text statements that give nothing we read. */
static enum err postgres_exec(struct driver_conn *conn, const char *sql)
{
    struct postgres_conn *c = (struct postgres_conn *)conn;
    PGresult *result = PQexec(c->pg, sql);
    if (!result_is_good(result))
        return result_fail(c, result, true);
    PQclear(result);
    return ERR_OK;
}

static void drop_notice(void *arg, const PGresult *result)
{
    UNUSED(arg);
    UNUSED(result);
}

/* A server setting must have a value. */
static enum err require_setting(struct postgres_conn *c, const char *name, const char *want)
{
    const char *got = PQparameterStatus(c->pg, name);
    if (sv_eq(sv_from(got), sv_from(want)))
        return ERR_OK;
    (void)snprintf(c->base.detail, sizeof c->base.detail, "%s is %s, not %s", name,
                   got == NULL ? "unknown" : got, want);
    return ERR_DB;
}

static enum err conn_profile(struct postgres_conn *c, enum driver_role role)
{
    (void)PQsetNoticeReceiver(c->pg, drop_notice, NULL);
    if (PQserverVersion(c->pg) < VERSION_MIN) {
        (void)snprintf(c->base.detail, sizeof c->base.detail, "server version %d is older than %d",
                       PQserverVersion(c->pg), VERSION_MIN);
        return ERR_DB;
    }
    TRY(postgres_exec(&c->base, "SET client_encoding = 'UTF8'"));
    TRY(postgres_exec(&c->base, "SET synchronous_commit = on"));
    TRY(require_setting(c, "server_encoding", "UTF8"));
    TRY(require_setting(c, "standard_conforming_strings", "on"));
    TRY(require_setting(c, "integer_datetimes", "on"));
    if (role == DRIVER_WRITER)
        return postgres_exec(&c->base, "SET idle_in_transaction_session_timeout = '60s'");
    TRY(postgres_exec(&c->base, "SET statement_timeout = '1s'"));
    return postgres_exec(&c->base, "SET default_transaction_read_only = on");
}

static void postgres_close(struct driver_conn *conn)
{
    struct postgres_conn *c = (struct postgres_conn *)conn;
    PQfinish(c->pg);
    heap_free(c);
}

static enum err postgres_open(const struct driver_options *options, char *detail,
                              struct driver_conn **out)
{
    const char *const keys[] = { "connect_timeout", "application_name", "dbname", NULL };
    const char *const values[] = { "5", "efface", options->url, NULL };
    struct postgres_conn *c = heap_new(sizeof *c);
    c->base.driver = &driver_postgres;
    c->pg = PQconnectdbParams(keys, values, 1);
    enum err err = ERR_OK;
    if (PQstatus(c->pg) != CONNECTION_OK) {
        (void)snprintf(c->base.detail, sizeof c->base.detail, "%s", PQerrorMessage(c->pg));
        err = ERR_DB;
    } else {
        err = conn_profile(c, options->role);
    }
    if (err != ERR_OK) {
        memcpy(detail, c->base.detail, sizeof c->base.detail);
        postgres_close(&c->base);
        return err;
    }
    *out = &c->base;
    return ERR_OK;
}

/* Also when a transaction could not be ended: nobody else shall run inside it. */
static bool postgres_is_broken(const struct driver_conn *conn)
{
    const struct postgres_conn *c = (const struct postgres_conn *)conn;
    return PQstatus(c->pg) != CONNECTION_OK || PQtransactionStatus(c->pg) != PQTRANS_IDLE;
}

static Oid type_oid(uint8_t type)
{
    static const Oid OIDS[] = {
        [DB_I64] = TYPE_INT8, [DB_F64] = TYPE_FLOAT8, [DB_TEXT] = TYPE_TEXT, [DB_BLOB] = TYPE_BYTEA
    };
    assert(type < ARRAY_COUNT(OIDS));
    return OIDS[type];
}

static void stmt_free(struct postgres_stmt *s)
{
    PQclear(s->result);
    heap_free(s->values);
    heap_free(s->lengths);
    heap_free(s->formats);
    heap_free(s->numbers);
    heap_free(s);
}

static struct postgres_stmt *stmt_new(struct postgres_conn *c, size_t param_count)
{
    struct postgres_stmt *s = heap_new(sizeof *s);
    size_t count = param_count + 1; /* never empty */
    s->base.conn = &c->base;
    s->values = heap_new(count * sizeof *s->values);
    s->lengths = heap_new(count * sizeof *s->lengths);
    s->formats = heap_new(count * sizeof *s->formats);
    s->numbers = heap_new(count * sizeof *s->numbers);
    for (size_t i = 0; i < param_count; i++)
        s->formats[i] = 1;
    (void)snprintf(s->name, sizeof s->name, "q%u", c->next_name++);
    return s;
}

static enum err postgres_prepare(struct driver_conn *conn, const struct db_query *query,
                                 struct driver_stmt **out)
{
    struct postgres_conn *c = (struct postgres_conn *)conn;
    struct postgres_stmt *s = stmt_new(c, query->param_count);
    Oid *oids = heap_new((query->param_count + 1) * sizeof *oids);
    for (size_t i = 0; i < query->param_count; i++)
        oids[i] = type_oid(query->types[i]);
    PGresult *result =
        PQprepare(c->pg, s->name, query->sql[DB_POSTGRES], (int)query->param_count, oids);
    heap_free(oids);
    if (!result_is_good(result)) {
        stmt_free(s);
        return result_fail(c, result, true);
    }
    PQclear(result);
    *out = &s->base;
    return ERR_OK;
}

/* The server's half goes with the connection: a round trip for each of hundreds would slow every
 * close. */
static void postgres_finish(struct driver_stmt *stmt)
{
    stmt_free((struct postgres_stmt *)stmt);
}

static void bind_number(struct postgres_stmt *s, size_t at, uint64_t bits)
{
    for (int i = 0; i < 8; i++)
        s->numbers[at][i] = (unsigned char)(bits >> (56 - 8 * i));
    s->values[at] = (const char *)s->numbers[at];
    s->lengths[at] = 8;
}

static enum err bind_one(struct postgres_stmt *s, size_t at, const struct db_bind *b)
{
    uint64_t bits = 0;
    s->values[at] = NULL;
    if (b->is_null)
        return ERR_OK;
    switch (b->type) {
    case DB_I64:
        bind_number(s, at, (uint64_t)b->i64);
        return ERR_OK;
    case DB_F64:
        memcpy(&bits, &b->f64, sizeof bits);
        bind_number(s, at, bits);
        return ERR_OK;
    case DB_TEXT:
    case DB_BLOB:
        if (b->bytes.len > INT32_MAX)
            return ERR_TOO_LARGE;
        s->values[at] = b->bytes.ptr;
        s->lengths[at] = (int)b->bytes.len;
        return ERR_OK;
    }
    return ERR_INTERNAL;
}

static enum err postgres_run(struct driver_stmt *stmt, const struct db_bind *binds, size_t count)
{
    struct postgres_stmt *s = (struct postgres_stmt *)stmt;
    struct postgres_conn *c = (struct postgres_conn *)stmt->conn;
    for (size_t i = 0; i < count; i++)
        TRY(bind_one(s, i, &binds[i]));
    PGresult *result =
        PQexecPrepared(c->pg, s->name, (int)count, s->values, s->lengths, s->formats, 1);
    if (!result_is_good(result))
        return result_fail(c, result, false);
    s->result = result;
    s->row = -1;
    return ERR_OK;
}

static enum err postgres_step(struct driver_stmt *stmt, bool *out_has_row)
{
    struct postgres_stmt *s = (struct postgres_stmt *)stmt;
    s->row++;
    *out_has_row = s->row < PQntuples(s->result);
    return ERR_OK;
}

static void postgres_reset(struct driver_stmt *stmt)
{
    struct postgres_stmt *s = (struct postgres_stmt *)stmt;
    PQclear(s->result);
    s->result = NULL;
}

static int64_t postgres_changed(const struct driver_stmt *stmt)
{
    int64_t changed = 0;
    const char *digits = PQcmdTuples(((const struct postgres_stmt *)stmt)->result);
    return sv_to_i64(sv_from(digits), &changed) ? changed : 0;
}

static bool postgres_column_is_null(const struct driver_stmt *stmt, int column)
{
    const struct postgres_stmt *s = (const struct postgres_stmt *)stmt;
    return PQgetisnull(s->result, s->row, column) != 0;
}

static struct sv postgres_column_bytes(const struct driver_stmt *stmt, int column)
{
    const struct postgres_stmt *s = (const struct postgres_stmt *)stmt;
    return sv_make(PQgetvalue(s->result, s->row, column),
                   (size_t)PQgetlength(s->result, s->row, column));
}

/* Big-endian bytes as an unsigned number; NULL is empty and gives 0. */
static uint64_t column_bits(const struct driver_stmt *stmt, int column)
{
    struct sv bytes = postgres_column_bytes(stmt, column);
    uint64_t bits = 0;
    assert(bytes.len <= 8); /* the checker saw to the type */
    for (size_t i = 0; i < bytes.len; i++)
        bits = bits << 8 | (unsigned char)bytes.ptr[i];
    return bits;
}

static int64_t postgres_column_i64(const struct driver_stmt *stmt, int column)
{
    uint64_t bits = column_bits(stmt, column);
    switch (PQftype(((const struct postgres_stmt *)stmt)->result, column)) {
    case TYPE_INT2:
        return (int16_t)bits;
    case TYPE_INT4:
        return (int32_t)bits;
    case TYPE_INT8:
    case TYPE_BOOL:
        return (int64_t)bits;
    default:
        assert(false); /* the checker saw to the type */
        return 0;
    }
}

static double postgres_column_f64(const struct driver_stmt *stmt, int column)
{
    assert(PQftype(((const struct postgres_stmt *)stmt)->result, column) == TYPE_FLOAT8);
    uint64_t bits = column_bits(stmt, column);
    double value = 0;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static enum err postgres_begin(struct driver_conn *conn, enum driver_role role)
{
    if (role == DRIVER_READER)
        return postgres_exec(conn, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    return postgres_exec(conn, "BEGIN ISOLATION LEVEL SERIALIZABLE");
}

/* The server answers COMMIT of a failed transaction with success and the word ROLLBACK. */
static enum err postgres_commit(struct driver_conn *conn)
{
    struct postgres_conn *c = (struct postgres_conn *)conn;
    PGresult *result = PQexec(c->pg, "COMMIT");
    if (!result_is_good(result))
        return result_fail(c, result, true);
    bool is_committed = sv_eq(sv_from(PQcmdStatus(result)), SV("COMMIT"));
    PQclear(result);
    if (is_committed)
        return ERR_OK;
    (void)snprintf(c->base.detail, sizeof c->base.detail, "the server rolled back");
    return ERR_DB;
}

static bool postgres_is_in_transaction(const struct driver_conn *conn)
{
    const struct postgres_conn *c = (const struct postgres_conn *)conn;
    return PQtransactionStatus(c->pg) == PQTRANS_INTRANS;
}

static void postgres_rollback(struct driver_conn *conn)
{
    const struct postgres_conn *c = (const struct postgres_conn *)conn;
    if (PQtransactionStatus(c->pg) != PQTRANS_IDLE)
        (void)postgres_exec(conn, "ROLLBACK");
}

const struct driver driver_postgres = {
    .name = "postgres",
    .dialect = DB_POSTGRES,
    .is_single_writer = false,
    .open = postgres_open,
    .close = postgres_close,
    .is_broken = postgres_is_broken,
    .exec = postgres_exec,
    .prepare = postgres_prepare,
    .finish = postgres_finish,
    .run = postgres_run,
    .step = postgres_step,
    .reset = postgres_reset,
    .changed = postgres_changed,
    .column_is_null = postgres_column_is_null,
    .column_i64 = postgres_column_i64,
    .column_f64 = postgres_column_f64,
    .column_bytes = postgres_column_bytes,
    .begin = postgres_begin,
    .commit = postgres_commit,
    .rollback = postgres_rollback,
    .is_in_transaction = postgres_is_in_transaction,
};
