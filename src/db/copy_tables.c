/* Copy tables of PostgreSQL, by COPY on a connection of its own.
 *
 * A file begins with a line of the table's columns; what follows is the engine's binary form.
 */
#include "db/copy.h"

#include <errno.h>
#include <fcntl.h>
#include <libpq-fe.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/heap.h"

#include "db/instance.h"

#define STATEMENT_MAX_BYTES ((size_t)16 << 10)
#define PIECE_BYTES ((size_t)256 << 10)
#define HEAD "efface-rows 1 "

struct copy {
    struct ctx *ctx;
    PGconn *pg;
    const struct db_copy_table *table;
    int fd;
};

static void pg_close(PGconn **pg)
{
    PQfinish(*pg);
}

static void fd_close(int *fd)
{
    if (*fd >= 0)
        (void)close(*fd);
}

/* The server's words may quote values: its code says enough. */
static enum err pg_fail(struct ctx *ctx, const PGresult *result, const char *what)
{
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    return fail(ctx, ERR_DB, "copy: %s: postgres %s", what, state == NULL ? "connection" : state);
}

static enum err exec(struct copy *c, const char *text, ExecStatusType wanted, const char *what)
{
    PGresult *result = PQexec(c->pg, text);
    enum err err = PQresultStatus(result) == wanted ? ERR_OK : pg_fail(c->ctx, result, what);
    PQclear(result);
    return err;
}

static enum err connect_to(struct ctx *ctx, PGconn **out)
{
    *out = PQconnectdb(ctx->db->url);
    return PQstatus(*out) == CONNECTION_OK ? ERR_OK
                                           : fail(ctx, ERR_DB, "copy: cannot reach the database");
}

static bool write_all(int fd, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t n = write(fd, bytes, len);
        if (n < 0)
            return false;
        bytes += n;
        len -= (size_t)n;
    }
    return true;
}

static enum err io_fail(struct ctx *ctx)
{
    return fail(ctx, errno == ENOSPC ? ERR_DISK_FULL : ERR_IO, "copy: %s", strerror(errno));
}

/* Names of the table's columns in its order; the caller clears it. */
static enum err columns_ask(struct copy *c, PGresult **out)
{
    const char *values[] = { c->table->name };
    /* sql: the catalogue, not a table of the store */
    *out = PQexecParams(c->pg,
                        "SELECT attname FROM pg_catalog.pg_attribute WHERE attrelid = $1::regclass "
                        "AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
                        1, NULL, values, NULL, NULL, 0);
    return PQresultStatus(*out) == PGRES_TUPLES_OK ? ERR_OK : pg_fail(c->ctx, *out, "columns");
}

/* A box of public content becomes empty, any other column stays as it is. */
static void column_select(struct buf *b, const struct copy *c, const char *name)
{
    bool is_box = sv_ends_with(sv_from(name), SV("_box"));
    if (c->table->leaves_plain && is_box)
        buf_printf(b,
                   "CASE WHEN substring(%s FROM 1 FOR 1) = '\\x%02x'::bytea THEN NULL ELSE %s END",
                   name, c->table->plain, name);
    else
        buf_sv(b, sv_from(name));
}

static enum err select_make(struct copy *c, const char **out)
{
    struct buf head;
    struct buf text;
    PGresult *columns = NULL;
    enum err err = columns_ask(c, &columns);
    buf_init(&head, c->ctx->arena, STATEMENT_MAX_BYTES);
    buf_init(&text, c->ctx->arena, STATEMENT_MAX_BYTES);
    buf_lit(&head, HEAD);
    buf_lit(&text, "COPY (SELECT ");
    for (int i = 0; err == ERR_OK && i < PQntuples(columns); i++) {
        const char *name = PQgetvalue(columns, i, 0);
        buf_printf(&head, "%s%s", i > 0 ? "," : "", name);
        buf_sv(&text, i > 0 ? SV(", ") : SV(""));
        column_select(&text, c, name);
    }
    PQclear(columns);
    TRY(err);
    buf_lit(&head, "\n");
    buf_printf(&text, " FROM %s) TO STDOUT (FORMAT binary)", c->table->name);
    *out = sv_cstr(c->ctx->arena, buf_view(&text));
    return write_all(c->fd, buf_view(&head).ptr, buf_view(&head).len) ? ERR_OK : io_fail(c->ctx);
}

/* The result that ends a copy. */
static enum err copy_end(struct copy *c, const char *what)
{
    enum err err = ERR_OK;
    for (PGresult *r = PQgetResult(c->pg); r != NULL; r = PQgetResult(c->pg)) {
        if (PQresultStatus(r) != PGRES_COMMAND_OK && err == ERR_OK)
            err = pg_fail(c->ctx, r, what);
        PQclear(r);
    }
    return err;
}

static enum err rows_write(struct copy *c)
{
    const char *text = NULL;
    TRY(select_make(c, &text));
    TRY(exec(c, text, PGRES_COPY_OUT, c->table->name));
    bool is_written = true;
    char *row = NULL;
    int len = 0;
    while ((len = PQgetCopyData(c->pg, &row, 0)) > 0) {
        is_written = is_written && write_all(c->fd, row, (size_t)len);
        PQfreemem(row);
    }
    TRY(copy_end(c, c->table->name));
    return is_written && fsync(c->fd) == 0 ? ERR_OK : io_fail(c->ctx);
}

static const char *file_of(const struct copy *c, const char *folder)
{
    return sv_printf(c->ctx->arena, "%s/%s.rows", folder, c->table->name).ptr;
}

static enum err table_out(struct copy *c, const char *folder)
{
    CLEANUP(fd_close)
    int fd = open(file_of(c, folder), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return io_fail(c->ctx);
    c->fd = fd;
    return rows_write(c);
}

enum err db_copy_tables_out(struct ctx *ctx, const struct db_copy_table *tables, size_t count,
                            const char *folder)
{
    assert(db_dialect_of(ctx->db) == DB_POSTGRES);
    CLEANUP(pg_close) PGconn *pg = NULL;
    TRY(connect_to(ctx, &pg));
    struct copy c = { .ctx = ctx, .pg = pg };
    TRY(exec(&c, "BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY DEFERRABLE", PGRES_COMMAND_OK,
             "begin"));
    for (size_t i = 0; i < count; i++) {
        c.table = &tables[i];
        ARENA_SCOPE (ctx->arena)
            TRY(table_out(&c, folder));
    }
    return exec(&c, "COMMIT", PGRES_COMMAND_OK, "end");
}

/* The columns become part of a statement: nothing but names may be in them. */
static bool is_columns(struct sv text)
{
    for (size_t i = 0; i < text.len; i++) {
        char ch = text.ptr[i];
        if (!(ch >= 'a' && ch <= 'z') && !(ch >= '0' && ch <= '9') && ch != '_' && ch != ',')
            return false;
    }
    return text.len > 0;
}

/* The first piece of a file begins with its columns; out_rest is what follows them in it. */
static enum err head_read(struct copy *c, struct sv piece, struct sv *out_columns,
                          struct sv *out_rest)
{
    size_t end = sv_find_char(piece, '\n', 0);
    struct sv line = sv_sub(piece, 0, end == SIZE_MAX ? 0 : end);
    if (!sv_starts_with(line, SV(HEAD)))
        return fail(c->ctx, ERR_CORRUPT, "copy: %s is no file of rows", c->table->name);
    *out_columns = sv_from_offset(line, strlen(HEAD));
    *out_rest = sv_from_offset(piece, end + 1);
    return is_columns(*out_columns)
               ? ERR_OK
               : fail(c->ctx, ERR_CORRUPT, "copy: %s names no columns", c->table->name);
}

static enum err rows_send(struct copy *c, struct sv rest, char *piece)
{
    bool is_sent = PQputCopyData(c->pg, rest.ptr, (int)rest.len) == 1;
    ssize_t got = 1;
    while (is_sent && got > 0) {
        got = read(c->fd, piece, PIECE_BYTES);
        if (got > 0)
            is_sent = PQputCopyData(c->pg, piece, (int)got) == 1;
    }
    int saved = errno;
    (void)PQputCopyEnd(c->pg, is_sent && got == 0 ? NULL : "broken off");
    enum err err = copy_end(c, c->table->name);
    errno = saved;
    return got < 0 ? io_fail(c->ctx) : err;
}

/* Nothing is overwritten. */
static enum err empty_check(struct copy *c)
{
    /* sql: any table of the store, whatever it is */
    struct sv text = sv_printf(c->ctx->arena, "SELECT 1 FROM %s LIMIT 1", c->table->name);
    PGresult *result = PQexec(c->pg, text.ptr);
    enum err err = PQresultStatus(result) == PGRES_TUPLES_OK
                       ? ERR_OK
                       : pg_fail(c->ctx, result, c->table->name);
    if (err == ERR_OK && PQntuples(result) > 0)
        err = fail(c->ctx, ERR_CONFLICT,
                   "the database is not empty: make a new one and name it "
                   "with --set database.url=…");
    PQclear(result);
    return err;
}

static enum err rows_read(struct copy *c, char *piece)
{
    struct sv columns;
    struct sv rest = { 0 };
    TRY(empty_check(c));
    ssize_t got = read(c->fd, piece, PIECE_BYTES);
    if (got < 0)
        return io_fail(c->ctx);
    TRY(head_read(c, sv_make(piece, (size_t)got), &columns, &rest));
    struct sv text = sv_printf(c->ctx->arena, "COPY %s (%" SV_FMT ") FROM STDIN (FORMAT binary)",
                               c->table->name, SV_ARG(columns));
    TRY(exec(c, text.ptr, PGRES_COPY_IN, c->table->name));
    return rows_send(c, rest, piece);
}

static enum err table_in(struct copy *c, const char *folder)
{
    CLEANUP(fd_close) int fd = open(file_of(c, folder), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT
                   ? fail(c->ctx, ERR_NOT_FOUND, "the set lacks the rows of %s", c->table->name)
                   : io_fail(c->ctx);
    c->fd = fd;
    char *piece = heap_new(PIECE_BYTES);
    enum err err = rows_read(c, piece);
    heap_free(piece);
    return err;
}

enum err db_copy_tables_in(struct ctx *ctx, const struct db_copy_table *tables, size_t count,
                           const char *folder)
{
    assert(db_dialect_of(ctx->db) == DB_POSTGRES);
    CLEANUP(pg_close) PGconn *pg = NULL;
    TRY(connect_to(ctx, &pg));
    struct copy c = { .ctx = ctx, .pg = pg };
    TRY(exec(&c, "BEGIN", PGRES_COMMAND_OK, "begin"));
    for (size_t i = 0; i < count; i++) {
        c.table = &tables[i];
        ARENA_SCOPE (ctx->arena)
            TRY(table_in(&c, folder));
    }
    return exec(&c, "COMMIT", PGRES_COMMAND_OK, "end");
}
