/* Driver: the seam below which the engines differ (SQLite, PostgreSQL, the scripted stand-in of
 * tests).
 *
 * A driver knows connections and statements, nothing of pools, batches or stores. Every operation
 * returns a code of ours; the words for the log stand in conn->detail and never hold values of
 * rows. One connection is used by one thread at a time. Only src/db includes this header.
 */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"
#include "db/query.h"

#define DRIVER_DETAIL_BYTES 200

struct driver;
struct db_fake;

/* What a connection is for: decides its profile. */
enum driver_role {
    DRIVER_READER, /* cannot write; its statements stop when *expires_us has passed */
    DRIVER_WRITER,
};

struct driver_options {
    const char *url; /* behind the scheme for SQLite (a path), whole for PostgreSQL */
    const char *vfs; /* SQLite file layer in place of ours, NULL = ours (scrub.h) */
    enum driver_role role;
    const _Atomic int64_t *expires_us; /* readers: monotonic end of the lease; NULL for writers */
    struct db_fake *fake;              /* the script of fake.c */
};

/* First member of every driver's connection. */
struct driver_conn {
    const struct driver *driver;
    char detail[DRIVER_DETAIL_BYTES]; /* of the last failure */
};

/* First member of every driver's statement. */
struct driver_stmt {
    struct driver_conn *conn;
};

struct driver {
    const char *name;
    enum db_dialect dialect;
    bool is_single_writer; /* one writing connection, group commit on a thread of its own */

    /* Open and bring into profile. `detail` holds DRIVER_DETAIL_BYTES and is filled on failure. */
    enum err (*open)(const struct driver_options *options, char *detail, struct driver_conn **out);
    /* Statements were finished before. Accepts what open() made, in any state. */
    void (*close)(struct driver_conn *conn);
    /* The connection is lost for good: close it and open another. */
    bool (*is_broken)(const struct driver_conn *conn);
    /* Statements without parameters and rows; several, separated by semicolons. */
    enum err (*exec)(struct driver_conn *conn, const char *sql);

    enum err (*prepare)(struct driver_conn *conn, const struct db_query *query,
                        struct driver_stmt **out);
    void (*finish)(struct driver_stmt *stmt);
    /* Bind every parameter and start; values are borrowed until reset. */
    enum err (*run)(struct driver_stmt *stmt, const struct db_bind *binds, size_t count);
    /* The next row, or none. Must be called until none for a change to be complete. */
    enum err (*step)(struct driver_stmt *stmt, bool *out_has_row);
    /* End the run, forget the values. */
    void (*reset)(struct driver_stmt *stmt);
    /* Rows changed by the run, once step() found none. */
    int64_t (*changed)(const struct driver_stmt *stmt);
    bool (*column_is_null)(const struct driver_stmt *stmt, int column);
    int64_t (*column_i64)(const struct driver_stmt *stmt, int column);
    double (*column_f64)(const struct driver_stmt *stmt, int column);
    struct sv (*column_bytes)(const struct driver_stmt *stmt, int column); /* until the next step */

    enum err (*begin)(struct driver_conn *conn, enum driver_role role);
    enum err (*commit)(struct driver_conn *conn);
    void (*rollback)(struct driver_conn *conn); /* harmless outside a transaction */
    /* Still inside a transaction that can commit? Engines end one by themselves on some errors. */
    bool (*is_in_transaction)(const struct driver_conn *conn);

    /* Engines with a single writer only. */
    enum err (*savepoint)(struct driver_conn *conn);
    enum err (*savepoint_release)(struct driver_conn *conn);
    enum err (*savepoint_rollback)(struct driver_conn *conn);
    /* Put everything into the main file and make the log empty, durably; busy when somebody still
     * reads the old state. */
    enum err (*checkpoint_truncate)(struct driver_conn *conn, bool *out_is_busy);
};

extern const struct driver driver_sqlite;
extern const struct driver driver_postgres;
extern const struct driver driver_fake;
