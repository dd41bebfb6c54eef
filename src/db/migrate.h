/* Migrations: numbered, forward only, one transaction each; embedded by tools/gen/sql.py. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "db/query.h"

struct db_migration {
    int64_t number; /* ascending */
    const char *name;
    const char *sql[DB_DIALECT_COUNT]; /* several statements */
};

struct db_migrations {
    const struct db_migration *rows;
    size_t count;
};

/* Those of src/db/migrations: the main store. */
extern const struct db_migrations db_main_migrations;

/* Those of src/db/keyring_migrations: the keyring's own file (db/file.h). */
extern const struct db_migrations db_keyring_migrations;

/* Those of src/db/search_migrations: a full-text shard. */
extern const struct db_migrations db_search_migrations;

/**
 * Inside a write transaction: apply the next migration that is missing and record it.
 *
 * conn           the connection that writes
 * out_is_newest  true when nothing was missing
 *
 * Returns  ERR_DB  the database was made by a newer program
 *          as the driver's exec otherwise
 */
MUST_USE enum err migrate_next(struct ctx *ctx, struct db_conn *conn,
                               const struct db_migrations *migrations, bool *out_is_newest);
