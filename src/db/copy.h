/* Copy: a clean copy of a store that others write to.
 *
 * SQLite: never the bytes of the file: freed pages and the log would come along. VACUUM INTO writes what lives, and nothing else
 * (measured: a page-wise copy of a file without secure_delete held deleted rows, this one did not). PostgreSQL: rows by COPY, in one read transaction, each table into a file; no program
 * of the server's is needed, and no address with its password stands in a list of processes.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"

/**
 * Copy what lives in one file into a new one and make it durable.
 *
 * source   SQLite file, may be in use
 * target   must not exist
 *
 * Returns  ERR_CONFLICT   target exists
 *          ERR_IO, ERR_DB, ERR_DISK_FULL, ERR_CORRUPT
 * Cost     reads and writes everything in one read transaction of its own: erasures become physical only after it
 */
MUST_USE enum err db_copy_into(struct ctx *ctx, const char *source, const char *target);

/* A table to copy. */
struct db_copy_table {
    const char *name;
    bool
        leaves_plain; /* values of columns named *_box that begin with the byte `plain` are left out */
    unsigned char plain;
};

/**
 * PostgreSQL: write the rows of tables, as they are at one moment, into FOLDER/TABLE.rows, durably.
 *
 * ctx      ctx->db is the store
 * folder   is there; none of the files may be
 *
 * Returns  ERR_IO, ERR_DISK_FULL, ERR_DB
 * Cost     reads everything in one read transaction, on a connection of its own
 */
MUST_USE enum err db_copy_tables_out(struct ctx *ctx, const struct db_copy_table *tables,
                                     size_t count, const char *folder);

/**
 * PostgreSQL: fill empty tables with what db_copy_tables_out wrote, all or nothing.
 *
 * Returns  ERR_NOT_FOUND  a file is missing
 *          ERR_CONFLICT   a table is not empty
 *          ERR_CORRUPT    a file is not what was written
 *          ERR_IO, ERR_DB
 */
MUST_USE enum err db_copy_tables_in(struct ctx *ctx, const struct db_copy_table *tables,
                                    size_t count, const char *folder);
