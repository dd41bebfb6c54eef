/* Bulk: fast inserts. */
#include "bulk.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/sv.h"

#define BATCH_ROWS 500000
#define WRITEBACK_COMMITS 50

void bulk_die(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    (void)fputs("bench: ", stderr);
    (void)vfprintf(stderr, format, args);
    (void)fputc('\n', stderr);
    va_end(args);
    exit(1);
}

static void check(struct bulk *b, int status)
{
    if (status != SQLITE_OK && status != SQLITE_DONE && status != SQLITE_ROW)
        bulk_die("%s", sqlite3_errmsg(b->db));
}

void bulk_exec(struct bulk *b, const char *sql)
{
    check(b, sqlite3_exec(b->db, sql, NULL, NULL, NULL));
}

void bulk_open(struct bulk *b, const char *path)
{
    b->waiting = 0;
    b->commits = 0;
    if (sqlite3_open_v2(path, &b->db,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                        NULL) != SQLITE_OK)
        bulk_die("cannot open %s", path);
    bulk_exec(b, "PRAGMA synchronous=OFF; PRAGMA cache_size=-200000; PRAGMA temp_store=MEMORY;"
                 "PRAGMA wal_autocheckpoint=100000; PRAGMA journal_size_limit=0; BEGIN IMMEDIATE");
}

void bulk_open_alone(struct bulk *b, const char *path)
{
    bulk_open(b, path);
    bulk_exec(b, "COMMIT; PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=OFF; BEGIN IMMEDIATE;"
                 "CREATE TEMP TABLE number (i INTEGER PRIMARY KEY, digits TEXT)");
    sqlite3_stmt *stmt =
        bulk_prepare(b, "INSERT INTO number (i, digits) VALUES (?1, printf('%04d', ?1))");
    for (int64_t i = 0; i < BULK_NUMBERS; i++)
        bulk_run(b, stmt, "i", i);
}

/* What was written while nothing was synced. */
static void file_sync(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fsync(fd) != 0)
        bulk_die("cannot make %s durable", path);
    (void)close(fd);
}

void bulk_close(struct bulk *b)
{
    sqlite3_stmt *stmt = NULL;
    while ((stmt = sqlite3_next_stmt(b->db, NULL)) != NULL)
        (void)sqlite3_finalize(stmt);
    bulk_exec(b, "COMMIT; PRAGMA journal_mode=WAL; PRAGMA main.wal_checkpoint(TRUNCATE)");
    char *path = sqlite3_mprintf("%s", sqlite3_db_filename(b->db, "main"));
    check(b, sqlite3_close(b->db));
    file_sync(path);
    sqlite3_free(path);
}

sqlite3_stmt *bulk_prepare(struct bulk *b, const char *sql)
{
    sqlite3_stmt *stmt = NULL;
    check(b, sqlite3_prepare_v3(b->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL));
    return stmt;
}

/* Have the disk begin with what was written: it would all wait for bulk_close() otherwise. */
static void writeback_begin(const struct bulk *b)
{
    int fd = open(sqlite3_db_filename(b->db, "main"), O_RDONLY | O_CLOEXEC);
    if (fd < 0 || sync_file_range(fd, 0, 0, SYNC_FILE_RANGE_WRITE) != 0)
        bulk_die("cannot write %s out", sqlite3_db_filename(b->db, "main"));
    (void)close(fd);
}

void bulk_commit(struct bulk *b)
{
    bulk_exec(b, "COMMIT; BEGIN IMMEDIATE");
    b->waiting = 0;
    if (++b->commits % WRITEBACK_COMMITS == 0)
        writeback_begin(b);
}

static void bytes_bind(sqlite3_stmt *stmt, int place, char type, struct sv value)
{
    if (value.ptr == NULL)
        (void)sqlite3_bind_null(stmt, place);
    else if (type == 't')
        (void)sqlite3_bind_text(stmt, place, value.ptr, (int)value.len, SQLITE_STATIC);
    else
        (void)sqlite3_bind_blob(stmt, place, value.ptr, (int)value.len, SQLITE_STATIC);
}

void bulk_run(struct bulk *b, sqlite3_stmt *stmt, const char *types, ...)
{
    va_list args;
    va_start(args, types);
    for (int i = 0; types[i] != '\0'; i++) {
        if (types[i] == 'i')
            (void)sqlite3_bind_int64(stmt, i + 1, va_arg(args, int64_t));
        else if (types[i] == 'n')
            (void)sqlite3_bind_null(stmt, i + 1);
        else
            bytes_bind(stmt, i + 1, types[i], va_arg(args, struct sv));
    }
    va_end(args);
    check(b, sqlite3_step(stmt));
    check(b, sqlite3_reset(stmt));
    if (++b->waiting >= BATCH_ROWS)
        bulk_commit(b);
}

int64_t bulk_list(struct bulk *b, const char *sql, int64_t *out, int64_t count)
{
    sqlite3_stmt *stmt = bulk_prepare(b, sql);
    int64_t found = 0;
    while (found < count && sqlite3_step(stmt) == SQLITE_ROW)
        out[found++] = sqlite3_column_int64(stmt, 0);
    (void)sqlite3_finalize(stmt);
    return found;
}

int64_t bulk_get(struct bulk *b, const char *sql)
{
    int64_t value = 0;
    (void)bulk_list(b, sql, &value, 1);
    return value;
}

char *bulk_unindex(struct bulk *b, const char *index)
{
    sqlite3_stmt *stmt = bulk_prepare(b, "SELECT sql FROM sqlite_master WHERE name = ?");
    (void)sqlite3_bind_text(stmt, 1, index, -1, SQLITE_STATIC);
    if (sqlite3_step(stmt) != SQLITE_ROW)
        bulk_die("there is no index %s", index);
    char *sql = sqlite3_mprintf("%s", sqlite3_column_text(stmt, 0));
    (void)sqlite3_finalize(stmt);
    char *drop = sqlite3_mprintf("DROP INDEX %s", index);
    bulk_exec(b, drop);
    sqlite3_free(drop);
    return sql;
}

void bulk_index(struct bulk *b, char *sql)
{
    bulk_exec(b, sql);
    sqlite3_free(sql);
}
