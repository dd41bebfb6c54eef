/* Copy by VACUUM INTO. */
#include "db/copy.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include "db/scrub.h"

#define BUSY_MS 5000

static void db_closed(sqlite3 **db)
{
    (void)sqlite3_close(*db);
}

/* A connection of its own: the store's refuse ATTACH, which VACUUM INTO needs inside. */
static enum err vacuum(struct ctx *ctx, const char *source, const char *target)
{
    CLEANUP(db_closed) sqlite3 *db = NULL;
    char *sql = NULL;
    int rc = sqlite3_open_v2(source, &db, SQLITE_OPEN_READWRITE, scrub_vfs_name());
    if (rc == SQLITE_OK)
        (void)sqlite3_busy_timeout(db, BUSY_MS);
    if (rc == SQLITE_OK)
        rc =
            sqlite3_exec(db, "PRAGMA temp_store=MEMORY; PRAGMA secure_delete=ON", NULL, NULL, NULL);
    if (rc == SQLITE_OK) {
        sql = sqlite3_mprintf("VACUUM INTO %Q", target);
        rc = sqlite3_exec(db, sql, NULL, NULL, NULL);
        sqlite3_free(sql);
    }
    if (rc == SQLITE_OK)
        return ERR_OK;
    enum err err = rc == SQLITE_FULL                             ? ERR_DISK_FULL
                   : rc == SQLITE_CORRUPT || rc == SQLITE_NOTADB ? ERR_CORRUPT
                                                                 : ERR_DB;
    return fail(ctx, err, "copy: sqlite %d: %s", rc, sqlite3_errmsg(db));
}

enum err db_copy_into(struct ctx *ctx, const char *source, const char *target)
{
    if (access(target, F_OK) == 0)
        return fail(ctx, ERR_CONFLICT, "the copy's file exists already");
    TRY(vacuum(ctx, source, target));
    int fd = open(target, O_RDONLY | O_CLOEXEC);
    bool is_synced = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        (void)close(fd);
    return is_synced ? ERR_OK : fail(ctx, ERR_IO, "copy: %s", strerror(errno));
}
