/* File: one connection behind a mutex. */
#include "db/file.h"

#include <assert.h>

#include "base/heap.h"
#include "db/conn.h"
#include "db/migrate.h"

struct db_file {
    pthread_mutex_t lock; /* from begin to commit or rollback */
    struct db_conn conn;
    struct db_conn *outer; /* the lease of the ctx that is inside */
    char *path;
};

/* Lock and put the file's connection in the ctx. */
static void file_enter(struct ctx *ctx, struct db_file *file)
{
    assert(ctx->db_conn != &file->conn);
    (void)pthread_mutex_lock(&file->lock);
    file->outer = ctx->db_conn;
    ctx->db_conn = &file->conn;
}

static void file_leave(struct ctx *ctx, struct db_file *file)
{
    assert(ctx->db_conn == &file->conn);
    ctx->db_conn = file->outer;
    file->outer = NULL;
    (void)pthread_mutex_unlock(&file->lock);
}

static enum err file_fail(struct ctx *ctx, struct db_file *file, enum err err, const char *what)
{
    return conn_fail(ctx, &file->conn, err, what);
}

static enum err file_migrate(struct ctx *ctx, struct db_file *file,
                             const struct db_migrations *migrations)
{
    for (bool is_newest = false; !is_newest;) {
        TRY(db_file_begin(ctx, file, true));
        enum err err = migrate_next(ctx, &file->conn, migrations, &is_newest);
        if (err != ERR_OK) {
            db_file_rollback(ctx, file);
            return err;
        }
        TRY(db_file_commit(ctx, file));
    }
    return ERR_OK;
}

enum err db_file_open(struct ctx *ctx, const struct db_file_options *options, struct db_file **out)
{
    struct db_file *file = heap_new(sizeof *file);
    (void)pthread_mutex_init(&file->lock, NULL);
    size_t len = strlen(options->path);
    file->path = heap_new(len + 1);
    memcpy(file->path, options->path, len);
    const struct driver_options for_driver = { .url = file->path,
                                               .vfs = options->vfs,
                                               .role = DRIVER_WRITER };
    conn_init(&file->conn, &driver_sqlite, &for_driver, options->queries);
    enum err err = conn_open(ctx, &file->conn);
    if (err == ERR_OK)
        err = file_migrate(ctx, file, options->migrations);
    if (err != ERR_OK) {
        db_file_close(file);
        return err;
    }
    *out = file;
    return ERR_OK;
}

void db_file_close(struct db_file *file)
{
    if (file == NULL)
        return;
    conn_done(&file->conn);
    (void)pthread_mutex_destroy(&file->lock);
    heap_free(file->path);
    heap_free(file);
}

enum err db_file_begin(struct ctx *ctx, struct db_file *file, bool is_write)
{
    file_enter(ctx, file);
    enum driver_role role = is_write ? DRIVER_WRITER : DRIVER_READER;
    enum err err = file->conn.driver->begin(file->conn.impl, role);
    if (err != ERR_OK) {
        (void)file_fail(ctx, file, err, "begin");
        file_leave(ctx, file);
    }
    return err;
}

enum err db_file_commit(struct ctx *ctx, struct db_file *file)
{
    enum err err = file->conn.driver->commit(file->conn.impl);
    if (err != ERR_OK) {
        (void)file_fail(ctx, file, err, "commit");
        file->conn.driver->rollback(file->conn.impl);
    }
    file_leave(ctx, file);
    return err;
}

void db_file_rollback(struct ctx *ctx, struct db_file *file)
{
    file->conn.driver->rollback(file->conn.impl);
    file_leave(ctx, file);
}

enum err db_file_checkpoint_truncate(struct ctx *ctx, struct db_file *file, bool *out_is_busy)
{
    file_enter(ctx, file);
    enum err err = file->conn.driver->checkpoint_truncate(file->conn.impl, out_is_busy);
    if (err != ERR_OK)
        (void)file_fail(ctx, file, err, "checkpoint");
    file_leave(ctx, file);
    return err;
}
