/* Check an instance. */
#include "service/check.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/num.h"
#include "db/db.h"
#include "service/engine.h"
#include "store/account.h"
#include "store/box.h"
#include "store/check.h"
#include "store/keyring.h"
#include "store/manifest.h"
#include "store/media.h"
#include "store/media_file.h"
#include "store/erasure.h"
#include "store/search_index.h"

#define PAGE_ROWS 100
#define COUNT_ROWS 20
#define SENTENCE_BYTES 300

struct checker {
    struct ctx *ctx;
    const struct check *check;
    int64_t faults;
};

PRINTF_LIKE(3, 4)

static void note(struct checker *c, bool is_fault, const char *format, ...)
{
    char text[SENTENCE_BYTES];
    va_list args;
    va_start(args, format);
    int len = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    size_t kept = len < 0 ? 0 : (size_t)len < sizeof text ? (size_t)len : sizeof text - 1;
    c->faults += is_fault;
    c->check->note(c->check->arg, is_fault, sv_make(text, kept));
}

enum err service_check_schema(struct ctx *ctx)
{
    struct schema_fault *faults = NULL;
    size_t count = 0;
    TRY(store_check_schema(ctx, &faults, &count));
    db_release(ctx);
    if (count == 0)
        return ERR_OK;
    return fail(ctx, ERR_CONFLICT, "%" SV_FMT ".%" SV_FMT " is %s", SV_ARG(faults[0].table),
                SV_ARG(faults[0].column),
                faults[0].is_missing ? "missing in the store" : "unknown to the erasure manifest");
}

static enum err schema_check(struct checker *c)
{
    struct schema_fault *faults = NULL;
    size_t count = 0;
    TRY(store_check_schema(c->ctx, &faults, &count));
    db_release(c->ctx);
    for (size_t i = 0; i < count; i++)
        note(c, true, "%" SV_FMT ".%" SV_FMT " is %s", SV_ARG(faults[i].table),
             SV_ARG(faults[i].column),
             faults[i].is_missing ? "missing in the store" : "unknown to the erasure manifest");
    return ERR_OK;
}

/* "search-NN.db", and what SQLite puts beside it. */
static bool is_search_shard(struct sv name)
{
    static const struct sv ends[] = { SV_INIT(".db"), SV_INIT(".db-wal"), SV_INIT(".db-shm") };
    struct sv end = sv_from_offset(name, sizeof "search-NN" - 1);
    int64_t shard = 0;
    if (!sv_starts_with(name, SV("search-")) || name.len < sizeof "search-NN" - 1 ||
        !sv_to_i64_in(sv_sub(name, 7, 2), 0, SEARCH_SHARD_COUNT - 1, &shard))
        return false;
    for (size_t i = 0; i < ARRAY_COUNT(ends); i++)
        if (sv_eq(ends[i], end))
            return true;
    return false;
}

static bool is_known_entry(struct sv name)
{
    static const struct sv known[] = {
        SV_INIT("."),           SV_INIT(".."),          SV_INIT("efface.conf"), SV_INIT("main.db"),
        SV_INIT("main.db-wal"), SV_INIT("main.db-shm"), SV_INIT("media"),       SV_INIT("run"),
        SV_INIT("lock"),        SV_INIT("restoring"),
    };
    for (size_t i = 0; i < ARRAY_COUNT(known); i++)
        if (sv_eq(known[i], name))
            return true;
    return is_search_shard(name);
}

static enum err entries_check(struct checker *c)
{
    DIR *dir = opendir(c->ctx->engine->data_dir);
    if (dir == NULL)
        return fail(c->ctx, ERR_IO, "the data folder cannot be read: %s", strerror(errno));
    for (struct dirent *e = readdir(dir); e != NULL; e = readdir(dir))
        if (!is_known_entry(sv_from(e->d_name)))
            note(c, false, "%s in the data folder is not ours: no erasure reaches it", e->d_name);
    (void)closedir(dir);
    return ERR_OK;
}

/* Keys whose object is not there. */
static enum err keys_page(struct checker *c, struct keyring_entry *after, size_t *out_count,
                          int64_t *orphans)
{
    struct keyring_entry *entries = NULL;
    bool is_absent[STORE_LIST_MAX];
    TRY(keyring_list(c->ctx, *after, c->ctx->now_ms - MS_PER_HOUR, STORE_LIST_MAX, &entries,
                     out_count));
    TRY(store_sweep_absent(c->ctx, entries, *out_count, is_absent));
    db_release(c->ctx);
    for (size_t i = 0; i < *out_count; i++)
        *orphans += is_absent[i];
    if (*out_count > 0)
        *after = entries[*out_count - 1];
    return ERR_OK;
}

static enum err keys_check(struct checker *c)
{
    struct keyring_entry after = { 0 };
    size_t count = STORE_LIST_MAX;
    int64_t orphans = 0;
    enum err err = ERR_OK;
    while (count == STORE_LIST_MAX && err == ERR_OK)
        ARENA_SCOPE (c->ctx->arena)
            err = keys_page(c, &after, &count, &orphans);
    if (orphans > 0)
        note(c, false, "%lld keys open nothing; the next sweep destroys them", (long long)orphans);
    return err;
}

/* What the sealed values of a table came to. */
struct locks {
    int64_t keyless;
    int64_t fileless;
};

static enum err object_check(struct checker *c, const struct manifest_value *value, bool is_media,
                             struct locks *locks)
{
    CLEANUP(crypto_key_wipe) struct crypto_key key = { 0 };
    if (box_is_sealed(value->bytes)) {
        enum err err = keyring_object_key(c->ctx, account_id(value->owner), value->row, &key);
        locks->keyless += err == ERR_KEY_GONE;
        if (err != ERR_OK)
            return err == ERR_KEY_GONE ? ERR_OK : err;
    }
    if (!is_media)
        return ERR_OK;
    struct media media;
    enum err err = store_media_get(c->ctx, media_id(value->row), &media);
    db_release(c->ctx);
    if (err != ERR_OK || media.file.len == 0 || media.state == MEDIA_FAILED)
        return err == ERR_NOT_FOUND || err == ERR_KEY_GONE ? ERR_OK : err;
    const char *path = media_file_path(c->ctx->arena, c->ctx->engine->data_dir, media.file,
                                       media.state == MEDIA_PROCESSING ? MEDIA_VERSION_SOURCE
                                                                       : MEDIA_VERSION_ORIGINAL);
    locks->fileless += access(path, R_OK) != 0;
    return ERR_OK;
}

static enum err objects_page(struct checker *c, const struct manifest_table *table, int column,
                             struct manifest_cursor *cursor, struct locks *locks)
{
    size_t count = 0;
    struct manifest_value *values =
        ARENA_ARRAY(c->ctx->arena, struct manifest_value, PAGE_ROWS * table->told_count);
    enum err err = table->page(c->ctx, cursor, PAGE_ROWS, values, &count);
    db_release(c->ctx);
    bool is_media = table->number == COLUMN_MEDIA_META_BOX >> 16;
    for (size_t i = 0; i < count && err == ERR_OK; i++)
        if (values[i].column->number == column && values[i].bytes.ptr != NULL)
            err = object_check(c, &values[i], is_media, locks);
    return err;
}

/* Every status and picture has its key, every picture its file. */
static enum err objects_check(struct checker *c, enum manifest_column which)
{
    const struct manifest_table *table = NULL;
    struct manifest_cursor cursor = { .number = { INT64_MIN, INT64_MIN, INT64_MIN, INT64_MIN } };
    struct locks locks = { 0 };
    enum err err = ERR_OK;
    for (size_t i = 0; i < manifest_main.table_count; i++)
        if (manifest_main.tables[i].number == (int)which >> 16)
            table = &manifest_main.tables[i];
    assert(table != NULL && table->page != NULL);
    while (!cursor.is_done && err == ERR_OK)
        ARENA_SCOPE (c->ctx->arena)
            err = objects_page(c, table, (int)(which & 0xFFFF), &cursor, &locks);
    if (locks.keyless > 0)
        note(c, true, "%lld rows of %s are sealed and have no key: are these the right keys?",
             (long long)locks.keyless, table->name);
    if (locks.fileless > 0)
        note(c, true, "%lld rows of %s have no file", (long long)locks.fileless, table->name);
    return err;
}

struct files {
    struct sv names[STORE_LIST_MAX];
    size_t count;
    int64_t unnamed;
};

static enum err files_ask(struct checker *c, struct files *files)
{
    bool is_known[STORE_LIST_MAX];
    if (files->count == 0)
        return ERR_OK;
    TRY(store_check_files(c->ctx, files->names, files->count, is_known));
    db_release(c->ctx);
    for (size_t i = 0; i < files->count; i++)
        files->unnamed += !is_known[i];
    files->count = 0;
    return ERR_OK;
}

static bool is_recent(int folder_fd, const char *name, int64_t after_ms)
{
    struct stat st;
    return fstatat(folder_fd, name, &st, AT_SYMLINK_NOFOLLOW) != 0 ||
           (int64_t)st.st_mtim.tv_sec * 1000 > after_ms;
}

static enum err folder_files_check(struct checker *c, const char *folder, int64_t *unnamed)
{
    struct files files = { 0 };
    enum err err = ERR_OK;
    DIR *dir = opendir(folder);
    if (dir == NULL)
        return errno == ENOENT ? ERR_OK : fail(c->ctx, ERR_IO, "a media folder cannot be read");
    for (struct dirent *e = readdir(dir); e != NULL && err == ERR_OK; e = readdir(dir)) {
        struct sv name = sv_sub(sv_from(e->d_name), 0, MEDIA_FILE_NAME_BYTES);
        if (e->d_name[0] == '.' || is_recent(dirfd(dir), e->d_name, c->ctx->now_ms - MS_PER_HOUR))
            continue;
        files.names[files.count++] = sv_copy(c->ctx->arena, name);
        if (files.count == STORE_LIST_MAX)
            err = files_ask(c, &files);
    }
    (void)closedir(dir);
    if (err == ERR_OK)
        err = files_ask(c, &files);
    *unnamed += files.unnamed;
    return err;
}

static enum err files_check(struct checker *c)
{
    int64_t unnamed = 0;
    enum err err = ERR_OK;
    for (unsigned i = 0; i < 65536 && err == ERR_OK; i++)
        ARENA_SCOPE (c->ctx->arena) {
            const char *folder = sv_printf(c->ctx->arena, "%s/media/%02x/%02x",
                                           c->ctx->engine->data_dir, i >> 8, i & 0xFF)
                                     .ptr;
            err = folder_files_check(c, folder, &unnamed);
        }
    if (unnamed > 0)
        note(c, false, "%lld media files belong to no row; the sweep removes them",
             (long long)unnamed);
    return err;
}

static enum err erasures_check(struct checker *c)
{
    int64_t overdue = 0;
    TRY(store_erasure_count_overdue(c->ctx, c->ctx->now_ms - MS_PER_HOUR, &overdue));
    db_release(c->ctx);
    if (overdue > 0)
        note(c, true,
             "%lld erasures are not done an hour after they were asked for; they are tried again, "
             "the log says what "
             "fails (job.failed, run_erasure)",
             (long long)overdue);
    return ERR_OK;
}

/* What takes longer than a short read may is left out, and said. */
static enum err counters_check(struct checker *c, enum check_counter which, const char *name)
{
    int64_t after = 0;
    int64_t off = 0;
    bool is_done = false;
    enum err err = ERR_OK;
    while (!is_done && err == ERR_OK) {
        ARENA_SCOPE (c->ctx->arena)
            err = store_check_counters(c->ctx, which, &after, COUNT_ROWS, &off, &is_done);
        db_release(c->ctx);
    }
    if (off > 0)
        note(c, true, "counters of %lld %s are not what counting gives", (long long)off, name);
    if (err != ERR_TIMEOUT)
        return err;
    note(c, false, "counters of %s behind id %lld were not checked: too many to count", name,
         (long long)after);
    c->ctx->error.err = ERR_OK;
    return ERR_OK;
}

enum err service_check(struct ctx *ctx, const struct check *check, int64_t *out_faults)
{
    struct checker c = { .ctx = ctx, .check = check };
    TRY(schema_check(&c));
    TRY(entries_check(&c));
    TRY(keys_check(&c));
    TRY(objects_check(&c, COLUMN_STATUS_CONTENT_BOX));
    TRY(objects_check(&c, COLUMN_MEDIA_META_BOX));
    TRY(files_check(&c));
    TRY(erasures_check(&c));
    TRY(counters_check(&c, CHECK_ACCOUNTS, "accounts"));
    TRY(counters_check(&c, CHECK_STATUSES, "statuses"));
    TRY(counters_check(&c, CHECK_TAGS, "hashtags"));
    TRY(counters_check(&c, CHECK_CARDS, "previews"));
    TRY(counters_check(&c, CHECK_POLLS, "polls"));
    TRY(counters_check(&c, CHECK_CONVERSATIONS, "conversations"));
    TRY(counters_check(&c, CHECK_TOTALS, "instance totals"));
    *out_faults = c.faults;
    return ERR_OK;
}
