/* Migrations: what is applied stands in the table schema_migration. */
#include "db/migrate.h"

#include "db/instance.h"

#include "base/clock.h"

static const uint8_t RECORD_TYPES[] = { DB_I64, DB_TEXT, DB_I64 };

/* sql: the table of the migrations themselves must be there before any query of a store is */
static const char *const TABLE[DB_DIALECT_COUNT] = {
    "CREATE TABLE IF NOT EXISTS schema_migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL, "
    "applied_ms INTEGER NOT NULL) STRICT",
    "CREATE TABLE IF NOT EXISTS schema_migration (number BIGINT PRIMARY KEY, name TEXT NOT NULL, "
    "applied_ms BIGINT NOT NULL)",
};
static const struct db_query VERSION = {
    .name = "schema_version",
    .sql = { "SELECT COALESCE(MAX(number), 0) FROM schema_migration",
             "SELECT COALESCE(MAX(number), 0) FROM schema_migration" },
};
static const struct db_query RECORD = {
    .name = "schema_record",
    .sql = { "INSERT INTO schema_migration (number, name, applied_ms) VALUES (?1, ?2, ?3)",
             "INSERT INTO schema_migration (number, name, applied_ms) VALUES ($1, $2, $3)" },
    .types = RECORD_TYPES,
    .param_count = ARRAY_COUNT(RECORD_TYPES),
};

/* One statement outside the cache: the generated tables do not know it. */
static enum err run_once(struct ctx *ctx, struct db_conn *conn, const struct db_query *query,
                         const struct db_bind *binds, int64_t *out)
{
    struct driver_stmt *stmt = NULL;
    bool has_row = false;
    enum err err = conn->driver->prepare(conn->impl, query, &stmt);
    if (err != ERR_OK)
        return conn_fail(ctx, conn, err, query->name);
    err = conn->driver->run(stmt, binds, query->param_count);
    if (err == ERR_OK)
        err = conn->driver->step(stmt, &has_row);
    if (err != ERR_OK)
        (void)conn_fail(ctx, conn, err, query->name);
    else if (has_row && out != NULL)
        *out = conn->driver->column_i64(stmt, 0);
    conn->driver->finish(stmt);
    return err;
}

static enum err exec(struct ctx *ctx, struct db_conn *conn, const char *sql, const char *what)
{
    enum err err = conn->driver->exec(conn->impl, sql);
    return err == ERR_OK ? ERR_OK : conn_fail(ctx, conn, err, what);
}

static enum err migrate_version(struct ctx *ctx, struct db_conn *conn, int64_t *out)
{
    TRY(exec(ctx, conn, TABLE[conn->driver->dialect], "schema_migration"));
    return run_once(ctx, conn, &VERSION, NULL, out);
}

static enum err migrate_apply(struct ctx *ctx, struct db_conn *conn,
                              const struct db_migration *migration)
{
    const struct db_bind binds[] = {
        db_bind_i64(migration->number),
        db_bind_bytes(DB_TEXT, sv_from(migration->name)),
        db_bind_i64(clock_now_ms()),
    };
    TRY(exec(ctx, conn, migration->sql[conn->driver->dialect], migration->name));
    return run_once(ctx, conn, &RECORD, binds, NULL);
}

enum err migrate_next(struct ctx *ctx, struct db_conn *conn, const struct db_migrations *migrations,
                      bool *out_is_newest)
{
    int64_t version = 0;
    TRY(migrate_version(ctx, conn, &version));
    int64_t newest = migrations->count == 0 ? 0 : migrations->rows[migrations->count - 1].number;
    if (version > newest)
        return fail(ctx, ERR_DB, "the database is at schema %lld, this program knows %lld",
                    (long long)version, (long long)newest);
    for (size_t i = 0; i < migrations->count; i++) {
        if (migrations->rows[i].number > version) {
            *out_is_newest = false;
            return migrate_apply(ctx, conn, &migrations->rows[i]);
        }
    }
    *out_is_newest = true;
    return ERR_OK;
}

struct step {
    const struct db_migrations *migrations;
    bool is_newest;
};

/* One transaction: one migration. */
static enum err migrate_step(struct ctx *ctx, void *arg)
{
    struct step *step = arg;
    return migrate_next(ctx, ctx->db_conn, step->migrations, &step->is_newest);
}

enum err db_migrate(struct ctx *ctx)
{
    assert(ctx->db->migrations != NULL);
    struct step step = { .migrations = ctx->db->migrations };
    while (!step.is_newest)
        TRY(db_write(ctx, migrate_step, &step));
    return ERR_OK;
}
