/* Scan. */
#include "service/scan.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "db/db.h"
#include "service/scan_stream.h"
#include "store/box.h"
#include "store/keyring.h"
#include "store/manifest.h"
#include "store/media.h"
#include "store/media_file.h"

#define PAGE_ROWS 100
#define FOLDER_DEPTH_MAX 8

struct scanner {
    struct ctx *ctx;
    const struct scan *scan;
    struct scan_patterns patterns;
    struct scan_stream stream;
    struct scan_result *result;
    struct sv place; /* being searched */
    bool *has_told;  /* of this place, by pattern */
    int64_t bytes_done;
    int64_t bytes_total;
};

static bool is_told(const struct scanner *s, size_t pattern)
{
    const struct scan_pattern *p = &s->patterns.items[pattern];
    for (size_t i = 0; i < s->patterns.count; i++)
        if (s->has_told[i] && s->patterns.items[i].word == p->word &&
            strcmp(s->patterns.items[i].encoding, p->encoding) == 0)
            return true;
    return false;
}

static void stream_found(void *arg, size_t pattern, int64_t offset, bool is_unpacked)
{
    struct scanner *s = arg;
    UNUSED(offset);
    UNUSED(is_unpacked);
    if (is_told(s, pattern))
        return;
    s->has_told[pattern] = true;
    s->result->finds++;
    const struct scan_find find = { .word = s->scan->words[s->patterns.items[pattern].word],
                                    .place = s->place,
                                    .encoding = s->patterns.items[pattern].encoding };
    s->scan->found(s->scan->arg, &find);
}

static void place_begin(struct scanner *s, struct sv place)
{
    s->place = place;
    memset(s->has_told, 0, s->patterns.count * sizeof *s->has_told);
}

struct raw_file {
    struct scanner *scanner;
    int fd;
};

static ssize_t raw_read_at(void *arg, int64_t offset, void *out, size_t max)
{
    const struct raw_file *file = arg;
    size_t len = 0;
    while (len < max) {
        ssize_t got = pread(file->fd, (char *)out + len, max - len, (off_t)(offset + (int64_t)len));
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        len += (size_t)got;
    }
    return (ssize_t)len;
}

static enum err file_scan(struct scanner *s, const char *path, struct sv shown, int64_t size)
{
    struct raw_file file = { .scanner = s, .fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC) };
    if (file.fd < 0) /* gone meanwhile: nothing to find in it */
        return errno == ENOENT
                   ? ERR_OK
                   : fail(s->ctx, ERR_IO, "a file cannot be opened: %s", strerror(errno));
    const struct scan_source source = { raw_read_at, &file };
    place_begin(s, shown);
    enum err err = scan_stream_run(s->ctx, &s->stream, &source);
    (void)close(file.fd);
    s->result->files++;
    s->bytes_done += size;
    if (s->scan->progress != NULL)
        s->scan->progress(s->scan->arg, s->bytes_done, s->bytes_total);
    return err;
}

/* Of each file below a folder; `run` NULL only adds the sizes up. */
typedef enum err file_run(struct scanner *s, const char *path, struct sv shown, int64_t size);

static enum err folder_walk(struct scanner *s, const char *folder, struct sv shown, int depth,
                            file_run *run);

static enum err entry_walk(struct scanner *s, const char *folder, struct sv shown, const char *name,
                           int depth, file_run *run)
{
    struct arena *a = s->ctx->arena;
    struct stat st;
    const char *path = sv_printf(a, "%s/%s", folder, name).ptr;
    struct sv below = shown.len == 0 ? sv_copy(a, sv_from(name))
                                     : sv_printf(a, "%" SV_FMT "/%s", SV_ARG(shown), name);
    if (lstat(path, &st) != 0)
        return ERR_OK;
    if (S_ISDIR(st.st_mode) && depth < FOLDER_DEPTH_MAX)
        return folder_walk(s, path, below, depth + 1, run);
    return S_ISREG(st.st_mode) ? run(s, path, below, (int64_t)st.st_size) : ERR_OK;
}

static enum err folder_walk(struct scanner *s, const char *folder, struct sv shown, int depth,
                            file_run *run)
{
    DIR *dir = opendir(folder);
    if (dir == NULL)
        return fail(s->ctx, ERR_IO, "a folder cannot be read: %s", strerror(errno));
    enum err err = ERR_OK;
    for (struct dirent *e = readdir(dir); e != NULL && err == ERR_OK; e = readdir(dir)) {
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
            continue;
        ARENA_SCOPE (s->ctx->arena)
            err = entry_walk(s, folder, shown, e->d_name, depth, run);
    }
    (void)closedir(dir);
    return err;
}

static enum err size_add(struct scanner *s, const char *path, struct sv shown, int64_t size)
{
    UNUSED(path);
    UNUSED(shown);
    s->bytes_total += size;
    return ERR_OK;
}

static enum err folders_scan(struct scanner *s)
{
    TRY(folder_walk(s, s->scan->data_dir, SV(""), 0, size_add));
    TRY(folder_walk(s, s->scan->keys_dir, SV("KEYS"), 0, size_add));
    TRY(folder_walk(s, s->scan->data_dir, SV(""), 0, file_scan));
    return folder_walk(s, s->scan->keys_dir, SV("KEYS"), 0, file_scan);
}

/* The key a column lies under; ERR_KEY_GONE when it is destroyed. */
static enum err value_key(struct ctx *ctx, const struct manifest_value *value,
                          struct crypto_key *out)
{
    switch (value->column->sealed) {
    case MANIFEST_SEALED_ACCOUNT:
        return keyring_account_key(ctx, account_id(value->owner), out);
    case MANIFEST_SEALED_OBJECT:
        return keyring_object_key(ctx, account_id(value->owner), value->row, out);
    case MANIFEST_SEALED_INSTANCE:
    case MANIFEST_SEALED_NOT:
        return keyring_account_key(ctx, KEYRING_INSTANCE, out);
    }
    return ERR_INTERNAL;
}

static enum err value_open(struct ctx *ctx, const struct manifest_table *table,
                           const struct manifest_value *value, struct sv *out)
{
    *out = value->bytes;
    if (value->column->sealed == MANIFEST_SEALED_NOT)
        return ERR_OK;
    CLEANUP(crypto_key_wipe) struct crypto_key key = { 0 };
    bool is_sealed = box_is_sealed(value->bytes);
    if (is_sealed)
        TRY(value_key(ctx, value, &key));
    bool is_instance = value->column->sealed == MANIFEST_SEALED_INSTANCE;
    const struct box_place place = {
        .column = (enum manifest_column)(table->number << 16 | value->column->number),
        .row = value->row,
        .owner = is_instance ? KEYRING_INSTANCE : account_id(value->owner),
    };
    return box_open(ctx, is_sealed ? &key : NULL, place, value->bytes, out);
}

static ssize_t media_read_at(void *arg, int64_t offset, void *out, size_t max)
{
    struct media_file *file = arg;
    int64_t left = store_media_file_size(file) - offset;
    size_t want = left <= 0 ? 0 : left < (int64_t)max ? (size_t)left : max;
    size_t len = 0;
    while (len < want) {
        ssize_t got =
            store_media_file_read(file, offset + (int64_t)len, (char *)out + len, want - len);
        if (got < 0)
            return -1;
        len += (size_t)got;
    }
    return (ssize_t)len;
}

/* Opened versions of a picture's file. */
static enum err media_scan(struct scanner *s, struct media_id id)
{
    struct ctx *ctx = s->ctx;
    struct media media;
    enum err err = store_media_get(ctx, id, &media);
    db_release(ctx);
    if (err != ERR_OK || media.file.len == 0)
        return err == ERR_NOT_FOUND || err == ERR_KEY_GONE ? ERR_OK : err;
    CLEANUP(crypto_key_wipe) struct crypto_key key = { 0 };
    err = keyring_object_key(ctx, media.owner, id.v, &key);
    for (enum media_version v = 0; v < MEDIA_VERSION_COUNT && err == ERR_OK; v++) {
        struct media_file *file = NULL;
        err = store_media_file_open(ctx, s->scan->data_dir, media.file, v, &key, &file);
        if (err == ERR_NOT_FOUND) {
            err = ERR_OK;
            continue;
        }
        TRY(err);
        const struct scan_source source = { media_read_at, file };
        place_begin(s, sv_printf(ctx->arena, "picture %lld, opened", (long long)id.v));
        err = scan_stream_run(ctx, &s->stream, &source);
        store_media_file_close(file);
    }
    return err;
}

static enum err value_scan(struct scanner *s, const struct manifest_table *table,
                           const struct manifest_value *value)
{
    struct sv plain;
    if (value->bytes.ptr == NULL)
        return ERR_OK;
    enum err err = value_open(s->ctx, table, value, &plain);
    if (err == ERR_KEY_GONE || err == ERR_CORRUPT) {
        s->result->locked++;
        return ERR_OK;
    }
    TRY(err);
    s->result->values++;
    place_begin(s, sv_printf(s->ctx->arena, "%s.%s of %lld%s", table->name, value->column->name,
                             (long long)value->row,
                             value->column->sealed != MANIFEST_SEALED_NOT ? ", opened" : ""));
    TRY(scan_stream_bytes(s->ctx, &s->stream, plain));
    bool is_picture = table->number == COLUMN_MEDIA_META_BOX >> 16 &&
                      value->column->number == (COLUMN_MEDIA_META_BOX & 0xFFFF);
    err = is_picture ? media_scan(s, media_id(value->row)) : ERR_OK;
    if (err != ERR_KEY_GONE)
        return err;
    s->result->locked++;
    return ERR_OK;
}

static enum err page_scan(struct scanner *s, const struct manifest_table *table,
                          struct manifest_cursor *cursor)
{
    struct ctx *ctx = s->ctx;
    size_t count = 0;
    struct manifest_value *values =
        ARENA_ARRAY(ctx->arena, struct manifest_value, PAGE_ROWS * table->told_count);
    enum err err = table->page(ctx, cursor, PAGE_ROWS, values, &count);
    db_release(ctx);
    for (size_t i = 0; i < count && err == ERR_OK; i++)
        err = value_scan(s, table, &values[i]);
    return err;
}

/* The cursor's bytes must outlive the page's scope. */
struct kept_key {
    char bytes[4][512];
};

static void cursor_keep(struct manifest_cursor *cursor, struct kept_key *kept)
{
    for (size_t i = 0; i < ARRAY_COUNT(kept->bytes); i++) {
        size_t len = cursor->bytes[i].len < sizeof kept->bytes[i] ? cursor->bytes[i].len
                                                                  : sizeof kept->bytes[i];
        if (len > 0)
            memmove(kept->bytes[i], cursor->bytes[i].ptr, len);
        cursor->bytes[i] = sv_make(kept->bytes[i], len);
    }
}

static enum err table_scan(struct scanner *s, const struct manifest_table *table)
{
    struct manifest_cursor cursor = { .number = { INT64_MIN, INT64_MIN, INT64_MIN, INT64_MIN } };
    struct kept_key kept;
    enum err err = ERR_OK;
    while (!cursor.is_done && err == ERR_OK) {
        ARENA_SCOPE (s->ctx->arena) {
            err = page_scan(s, table, &cursor);
            cursor_keep(&cursor, &kept);
        }
    }
    return err;
}

enum err service_scan(struct ctx *ctx, const struct scan *scan, struct scan_result *out)
{
    struct scanner s = { .ctx = ctx, .scan = scan, .result = out };
    *out = (struct scan_result){ .has_cluster = db_dialect_of(ctx->db) == DB_POSTGRES };
    if (scan_patterns_make(ctx->arena, scan->words, scan->word_count, &s.patterns) != ERR_OK)
        return fail(ctx, ERR_BAD_PARAM, "words to look for: 1 to %d of %d to %d bytes, UTF-8",
                    SCAN_WORDS_MAX, SCAN_WORD_BYTES_MIN, SCAN_WORD_BYTES_MAX);
    s.stream = (struct scan_stream){ &s.patterns, stream_found, &s };
    s.has_told = ARENA_ARRAY(ctx->arena, bool, s.patterns.count);
    TRY(folders_scan(&s));
    for (size_t i = 0; i < manifest_main.table_count; i++)
        if (manifest_main.tables[i].page != NULL)
            TRY(table_scan(&s, &manifest_main.tables[i]));
    return ERR_OK;
}
