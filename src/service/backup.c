/* Backup and restore. */
#include "service/backup.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/num.h"
#include "db/copy.h"
#include "db/db.h"
#include "db/migrate.h"
#include "service/copy_files.h"
#include "service/engine.h"
#include "service/erase_account.h"
#include "service/erase_media.h"
#include "service/erase_status.h"
#include "service/run_erasure.h"
#include "store/box.h"
#include "store/keyring.h"
#include "store/manifest.h"
#include "store/queries.h"
#include "store/restore.h"
#include "store/tombstone.h"

#define ROWS 500
#define TABLES "tables" /* the rows of PostgreSQL, in place of main.db */
#define SCHEMA "schema" /* in TABLES: the schema they are of */
#define TABLES_MAX 100
#define LABEL "backup"        /* the file that ends a set */
#define RESTORING "restoring" /* in the data folder until the replay ended */

static const char *path_in(struct ctx *ctx, const char *folder, const char *name)
{
    return sv_printf(ctx->arena, "%s/%s", folder, name).ptr;
}

static bool is_there(const char *path)
{
    return access(path, F_OK) == 0;
}

static enum err label_write(struct ctx *ctx, const char *folder, const char *set, int64_t made_ms)
{
    struct sv text =
        sv_printf(ctx->arena, "efface-backup 1\nset %s\nmade_ms %lld\n", set, (long long)made_ms);
    TRY(copy_write(ctx, path_in(ctx, folder, LABEL), text));
    return copy_sync_folder(ctx, folder);
}

/* When a set was made. */
static enum err label_read(struct ctx *ctx, const char *folder, const char *set, int64_t *out_ms)
{
    struct sv text = { 0 };
    struct sv head = sv_printf(ctx->arena, "efface-backup 1\nset %s\nmade_ms ", set);
    enum err err = copy_read(ctx, path_in(ctx, folder, LABEL), &text);
    if (err == ERR_OK && (!sv_starts_with(text, head) ||
                          !sv_to_i64(sv_trim(sv_from_offset(text, head.len)), out_ms)))
        err = ERR_NOT_FOUND;
    return err == ERR_NOT_FOUND ? fail(ctx, err, "no whole set %s in the folder given for it", set)
                                : err;
}

struct strip {
    struct status_id status;
    struct account_id account;
    bool is_done;
};

static enum err statuses_strip(struct ctx *ctx, void *arg)
{
    struct strip *strip = arg;
    return store_strip_statuses(ctx, &strip->status, ROWS, &strip->is_done);
}

static enum err accounts_strip(struct ctx *ctx, void *arg)
{
    struct strip *strip = arg;
    return store_strip_accounts(ctx, &strip->account, ROWS, &strip->is_done);
}

static enum err cards_strip(struct ctx *ctx, void *arg)
{
    struct strip *strip = arg;
    return store_strip_cards(ctx, ROWS, &strip->is_done);
}

static enum err strip_run(struct ctx *ctx, enum err (*fn)(struct ctx *ctx, void *arg))
{
    struct strip strip = { 0 };
    enum err err = ERR_OK;
    while (!strip.is_done && err == ERR_OK)
        ARENA_SCOPE (ctx->arena)
            err = db_write(ctx, fn, &strip);
    return err;
}

/* Opened as a store of its own, what other servers made public goes. */
static enum err store_strip(struct ctx *ctx, const char *path)
{
    struct db *now = ctx->db;
    struct db *copy = NULL;
    const struct db_options options = {
        .url = sv_printf(ctx->arena, "sqlite:%s", path),
        .queries = &store_queries,
        .migrations = &db_main_migrations,
        .reader_count = 1,
    };
    db_release(ctx);
    TRY(db_open(ctx, &options, &copy));
    ctx->db = copy;
    enum err err = strip_run(ctx, statuses_strip);
    if (err == ERR_OK)
        err = strip_run(ctx, accounts_strip);
    if (err == ERR_OK)
        err = strip_run(ctx, cards_strip);
    db_release(ctx);
    ctx->db = now;
    db_close(copy);
    return err;
}

static void copy_remove(struct ctx *ctx, const char *path)
{
    (void)unlink(path);
    (void)unlink(sv_printf(ctx->arena, "%s-wal", path).ptr);
    (void)unlink(sv_printf(ctx->arena, "%s-shm", path).ptr);
}

/* Every table of the store but the one that says which schema it has. */
static size_t tables_list(struct db_copy_table out[TABLES_MAX])
{
    static const char *const PUBLIC[] = { "account", "status", "status_edit", "media" };

    size_t count = 0;
    for (size_t i = 0; i < manifest_main.table_count; i++) {
        const char *name = manifest_main.tables[i].name;
        if (strcmp(name, "schema_migration") == 0)
            continue;
        assert(count < TABLES_MAX);
        struct db_copy_table table = { .name = name, .plain = BOX_PLAIN };
        for (size_t j = 0; j < ARRAY_COUNT(PUBLIC); j++)
            table.leaves_plain = table.leaves_plain || strcmp(name, PUBLIC[j]) == 0;
        out[count++] = table;
    }
    return count;
}

static struct sv schema_text(struct ctx *ctx)
{
    const struct db_migrations *all = &db_main_migrations;
    return sv_printf(ctx->arena, "%lld\n", (long long)all->rows[all->count - 1].number);
}

static enum err tables_backup(struct ctx *ctx, const char *target)
{
    struct db_copy_table tables[TABLES_MAX];
    const char *folder = path_in(ctx, target, TABLES);
    TRY(copy_make_folder(ctx, folder, 0700));
    TRY(db_copy_tables_out(ctx, tables, tables_list(tables), folder));
    TRY(copy_write(ctx, path_in(ctx, folder, SCHEMA), schema_text(ctx)));
    return copy_sync_folder(ctx, folder);
}

static enum err store_backup(struct ctx *ctx, const char *data_dir, const char *target)
{
    if (db_dialect_of(ctx->db) == DB_POSTGRES)
        return tables_backup(ctx, target);
    const char *whole = path_in(ctx, target, "main.db.part");
    enum err err = db_copy_into(ctx, path_in(ctx, data_dir, "main.db"), whole);
    if (err == ERR_OK)
        err = store_strip(ctx, whole);
    if (err == ERR_OK)
        err = db_copy_into(ctx, whole, path_in(ctx, target, "main.db"));
    copy_remove(ctx, whole);
    return err;
}

/* In the data folder it would be copied into the next set, in the keys folder it would lie beside its keys. */
static enum err target_check(struct ctx *ctx, const char *data_dir, const char *keys_dir,
                             const char *target)
{
    if (copy_is_inside(ctx, data_dir, target))
        return fail(ctx, ERR_CONFLICT, "a backup does not go into the data folder");
    if (copy_is_inside(ctx, keys_dir, target))
        return fail(ctx, ERR_CONFLICT, "a backup does not go into the keys folder");
    return ERR_OK;
}

enum err service_backup(struct ctx *ctx, const char *data_dir, const char *keys_dir,
                        const char *target, backup_progress *progress, void *arg)
{
    TRY(target_check(ctx, data_dir, keys_dir, target));
    const char *media = path_in(ctx, data_dir, "media");
    struct copy_progress copying = { .run = progress,
                                     .arg = arg,
                                     .total = copy_folder_bytes(ctx, media) };
    TRY(copy_make_folder(ctx, target, 0700));
    TRY(store_backup(ctx, data_dir, target));
    /* Keys copied from now on open every row of the copy. */
    int64_t made_ms = clock_now_ms();
    TRY(copy_folder(ctx, media, path_in(ctx, target, "media"), SV("cache"), &copying));
    TRY(copy_file(ctx, path_in(ctx, data_dir, "efface.conf"), path_in(ctx, target, "efface.conf"),
                  0600, NULL));
    return label_write(ctx, target, "A", made_ms);
}

enum err service_backup_keys(struct ctx *ctx, const char *data_dir, const char *keys_dir,
                             const char *target)
{
    TRY(target_check(ctx, data_dir, keys_dir, target));
    int64_t made_ms = clock_now_ms();
    TRY(copy_make_folder(ctx, target, 0700));
    TRY(db_copy_into(ctx, path_in(ctx, keys_dir, "keyring.db"),
                     path_in(ctx, target, "keyring.db")));
    TRY(copy_file(ctx, path_in(ctx, keys_dir, "kek"), path_in(ctx, target, "kek"), 0600, NULL));
    return label_write(ctx, target, "B", made_ms);
}

/* A keys folder in use is the newest set B there is. */
static enum err keys_check(struct ctx *ctx, const char *set_b, int64_t data_ms)
{
    int64_t keys_ms = 0;
    if (!is_there(path_in(ctx, set_b, "keyring.db")))
        return fail(ctx, ERR_NOT_FOUND, "no keyring in the folder given for set B");
    if (!is_there(path_in(ctx, set_b, LABEL)))
        return ERR_OK;
    TRY(label_read(ctx, set_b, "B", &keys_ms));
    return keys_ms >= data_ms ? ERR_OK
                              : fail(ctx, ERR_CONFLICT,
                                     "the keys are older than the data: use keys saved after it, "
                                     "or the keys folder");
}

enum err service_unpack_backup(struct ctx *ctx, const char *set_a, const char *set_b,
                               const char *data_dir, const char *keys_dir)
{
    int64_t data_ms = 0;
    TRY(label_read(ctx, set_a, "A", &data_ms));
    TRY(keys_check(ctx, set_b, data_ms));
    TRY(copy_make_folder(ctx, data_dir, 0700));
    TRY(copy_make_folder(ctx, keys_dir, 0700));
    TRY(copy_write(ctx, path_in(ctx, data_dir, RESTORING), SV("replay the journal of erasures\n")));
    TRY(copy_sync_folder(ctx, data_dir));
    TRY(db_copy_into(ctx, path_in(ctx, set_b, "keyring.db"), path_in(ctx, keys_dir, "keyring.db")));
    TRY(copy_file(ctx, path_in(ctx, set_b, "kek"), path_in(ctx, keys_dir, "kek"), 0600, NULL));
    TRY(copy_sync_folder(ctx, keys_dir));
    TRY(copy_folder(ctx, path_in(ctx, set_a, "media"), path_in(ctx, data_dir, "media"), SV(""),
                    NULL));
    TRY(copy_file(ctx, path_in(ctx, set_a, "efface.conf"), path_in(ctx, data_dir, "efface.conf"),
                  0600, NULL));
    TRY(copy_file(ctx, path_in(ctx, set_a, "main.db"), path_in(ctx, data_dir, "main.db"), 0600,
                  NULL));
    return copy_sync_folder(ctx, data_dir);
}

static enum err schema_check(struct ctx *ctx, const char *folder)
{
    struct sv text = { 0 };
    TRY(copy_read(ctx, path_in(ctx, folder, SCHEMA), &text));
    return sv_eq(text, schema_text(ctx))
               ? ERR_OK
               : fail(ctx, ERR_CONFLICT,
                      "the set has another schema than this program: restore it "
                      "with the program that made it");
}

/* In a store of its own, since nothing else may open one that is not filled. */
static enum err tables_fill(struct ctx *ctx, struct sv url, const char *folder)
{
    struct db_copy_table tables[TABLES_MAX];
    struct db *now = ctx->db;
    struct db *fresh = NULL;
    const struct db_options options = { .url = url,
                                        .queries = &store_queries,
                                        .migrations = &db_main_migrations,
                                        .reader_count = 1,
                                        .writer_count = 1 };
    TRY(db_open(ctx, &options, &fresh));
    ctx->db = fresh;
    enum err err = db_migrate(ctx);
    if (err == ERR_OK)
        err = db_copy_tables_in(ctx, tables, tables_list(tables), folder);
    db_release(ctx);
    ctx->db = now;
    db_close(fresh);
    return err;
}

enum err service_fill_store(struct ctx *ctx, const char *set_a, struct sv url)
{
    const char *folder = path_in(ctx, set_a, TABLES);
    bool is_sqlite = sv_eq(url, SV("sqlite")) || sv_starts_with(url, SV("sqlite:"));
    if (is_there(folder) == is_sqlite)
        return fail(ctx, ERR_CONFLICT, "the set is of a store in %s, the settings name another",
                    is_sqlite ? "PostgreSQL" : "SQLite");
    if (is_sqlite)
        return ERR_OK;
    TRY(schema_check(ctx, folder));
    return tables_fill(ctx, url, folder);
}

bool service_is_restoring(struct ctx *ctx, const char *data_dir)
{
    return is_there(path_in(ctx, data_dir, RESTORING));
}

/* Whatever the store knows to be erased, keys that are not older know as well. */
static enum err keys_are_newer(struct ctx *ctx)
{
    char last[64];
    struct sv after = SV("");
    size_t count = ROWS;
    while (count == ROWS) {
        ARENA_SCOPE (ctx->arena) {
            struct sv *hashes = NULL;
            TRY(store_tombstone_list(ctx, after, ROWS, &hashes, &count));
            db_release(ctx);
            for (size_t i = 0; i < count; i++) {
                bool is_known = false;
                TRY(keyring_has_tombstone(ctx, hashes[i], &is_known));
                if (!is_known)
                    return fail(
                        ctx, ERR_CONFLICT,
                        "the keys do not know an erasure that the data knows: they are older");
            }
            if (count > 0) {
                memcpy(last, hashes[count - 1].ptr, hashes[count - 1].len);
                after = sv_make(last, hashes[count - 1].len);
            }
        }
    }
    return ERR_OK;
}

struct journal_write {
    const struct keyring_tombstone *entries;
    size_t count;
};

static enum err journal_take(struct ctx *ctx, void *arg)
{
    const struct journal_write *write = arg;
    for (size_t i = 0; i < write->count; i++) {
        bool is_new = false;
        TRY(store_tombstone_restore(ctx, &write->entries[i], &is_new));
    }
    return ERR_OK;
}

static enum err journal_copy(struct ctx *ctx)
{
    char last[64];
    struct keyring_tombstone after = { 0 };
    size_t count = ROWS;
    while (count == ROWS) {
        ARENA_SCOPE (ctx->arena) {
            struct keyring_tombstone *entries = NULL;
            TRY(keyring_list_tombstones(ctx, &after, INT64_MAX, ROWS, &entries, &count));
            struct journal_write write = { entries, count };
            TRY(db_write(ctx, journal_take, &write));
            if (count > 0) {
                after = entries[count - 1];
                memcpy(last, after.hash.ptr, after.hash.len);
                after.hash.ptr = last;
            }
        }
    }
    return ERR_OK;
}

static enum err one_erase(struct ctx *ctx, enum tombstone_kind kind, const struct restored *one)
{
    if (kind == TOMBSTONE_ACCOUNT)
        return service_begin_account_erasure(ctx, account_id(one->id), (struct sv){ 0 }, NULL);
    if (kind == TOMBSTONE_MEDIA)
        return service_begin_media_erasure(ctx, media_id(one->id), one->owner);
    const struct status status = { .id = status_id(one->id),
                                   .account = one->owner,
                                   .visibility = (enum visibility)one->visibility };
    return service_begin_status_erasure(ctx, &status, NULL);
}

static enum err page_replay(struct ctx *ctx, enum tombstone_kind kind, int64_t *after,
                            size_t *out_count, int64_t *erased)
{
    struct restored *page = NULL;
    TRY(store_restored_list(ctx, kind, *after, ROWS, &page, out_count));
    for (size_t i = 0; i < *out_count; i++) {
        bool is_erased = false;
        TRY(store_tombstone_has_id(ctx, kind, page[i].id, &is_erased));
        if (!is_erased || page[i].is_erasing)
            continue;
        TRY(one_erase(ctx, kind, &page[i]));
        *erased += 1;
    }
    db_release(ctx);
    if (*out_count > 0)
        *after = page[*out_count - 1].id;
    return ERR_OK;
}

static enum err kind_replay(struct ctx *ctx, enum tombstone_kind kind, int64_t *erased)
{
    int64_t after = 0;
    size_t count = ROWS;
    enum err err = ERR_OK;
    while (count == ROWS && err == ERR_OK)
        ARENA_SCOPE (ctx->arena)
            err = page_replay(ctx, kind, &after, &count, erased);
    return err;
}

enum err service_replay_erasures(struct ctx *ctx, backup_progress *progress, void *arg,
                                 int64_t *out_erased)
{
    static const enum tombstone_kind kinds[] = { TOMBSTONE_ACCOUNT, TOMBSTONE_STATUS,
                                                 TOMBSTONE_MEDIA };

    *out_erased = 0;
    TRY(keys_are_newer(ctx));
    TRY(journal_copy(ctx));
    for (size_t i = 0; i < ARRAY_COUNT(kinds); i++) {
        TRY(kind_replay(ctx, kinds[i], out_erased));
        TRY(service_finish_open_erasures(ctx));
        if (progress != NULL)
            progress(arg, (int64_t)i + 1, ARRAY_COUNT(kinds));
    }
    const char *data_dir = ctx->engine->data_dir;
    if (unlink(path_in(ctx, data_dir, RESTORING)) != 0 && errno != ENOENT)
        return fail(ctx, ERR_IO, "cannot end the restore: %s", strerror(errno));
    return copy_sync_folder(ctx, data_dir);
}
