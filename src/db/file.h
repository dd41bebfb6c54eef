/* File: a small SQLite file of its own beside the store, with the same profile (the keyring).
 *
 * One connection behind a mutex. Its queries are a generated table of their own; between begin and
 * end the generated functions called with this ctx run on it, and the ctx's lease of the store
 * comes back afterwards. It commits by itself: two files are never one transaction.
 */
#pragma once

#include <stdbool.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "db/query.h"

struct db_file;
struct db_migrations;

struct db_file_options {
    const char *path;
    const struct db_queries *queries;       /* borrowed */
    const struct db_migrations *migrations; /* borrowed; applied at open */
    const char *vfs; /* a registered file layer in place of ours, tests only; NULL otherwise */
};

/**
 * Open and migrate.
 *
 * Returns  as db_open and db_migrate
 */
MUST_USE enum err db_file_open(struct ctx *ctx, const struct db_file_options *options,
                               struct db_file **out);

/** Nobody may be between begin and end. Accepts NULL. */
void db_file_close(struct db_file *file);

/**
 * Wait for the file and begin a transaction; the ctx's queries go to this file until commit or
 * rollback.
 *
 * is_write  false: a read transaction
 *
 * Returns  ERR_DB, ERR_DISK_FULL, ERR_CORRUPT, ERR_BUSY (another process writes); then nothing was
 * begun Thread   any; blocks. Do not begin twice in one thread
 */
MUST_USE enum err db_file_begin(struct ctx *ctx, struct db_file *file, bool is_write);

/**
 * Commit durably and give the file back, also on failure.
 *
 * Returns  ERR_DB, ERR_DISK_FULL, ERR_CORRUPT: nothing of the transaction counts as stored
 */
MUST_USE enum err db_file_commit(struct ctx *ctx, struct db_file *file);

/** Undo and give the file back; also the end of a read. */
void db_file_rollback(struct ctx *ctx, struct db_file *file);

/**
 * Move everything into the main file and empty the log. Not between begin and end.
 *
 * out_is_busy  as db_checkpoint_truncate
 *
 * Returns  ERR_DB, ERR_DISK_FULL, ERR_CORRUPT
 */
MUST_USE enum err db_file_checkpoint_truncate(struct ctx *ctx, struct db_file *file,
                                              bool *out_is_busy);
