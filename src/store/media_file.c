/* Media files: written whole, read by chunks, swept when nobody names them. */
#include "store/media_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/heap.h"
#include "crypto/chunk.h"
#include "crypto/hash.h"
#include "crypto/random.h"
#include "store/account.h"
#include "store/queries.h"
#include "text/hex.h"

#define NO_CHUNK INT64_C(-1)

static const struct sv suffixes[MEDIA_VERSION_COUNT] = {
    [MEDIA_VERSION_ORIGINAL] = SV_INIT(""),
    [MEDIA_VERSION_SMALL] = SV_INIT(".small"),
    [MEDIA_VERSION_STATIC] = SV_INIT(".static"),
    [MEDIA_VERSION_SOURCE] = SV_INIT(".source"),
};

static const struct sv unfinished = SV_INIT(".new");

struct media_file {
    int fd;
    int64_t size;        /* of the plain bytes */
    int64_t chunk_count; /* at least 1 */
    struct crypto_key key;
    struct crypto_prefix prefix;
    int64_t chunk; /* which one is open, or NO_CHUNK */
    unsigned char plain[CRYPTO_CHUNK_BYTES];
};

static void fd_close(int *fd)
{
    if (*fd >= 0)
        (void)close(*fd);
}

struct sv media_file_new_name(struct arena *a)
{
    unsigned char bytes[MEDIA_FILE_NAME_BYTES / 2];
    crypto_random_bytes(bytes, sizeof bytes);
    return hex_encode(a, sv_make(bytes, sizeof bytes));
}

static bool is_name_char(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

bool media_file_name_is_valid(struct sv file)
{
    if (file.len != MEDIA_FILE_NAME_BYTES)
        return false;
    for (size_t i = 0; i < file.len; i++)
        if (!is_name_char(file.ptr[i]))
            return false;
    return true;
}

static const char *folder_path(struct arena *a, const char *data_dir, struct sv file)
{
    return sv_cstr(a, sv_printf(a, "%s/media/%.2s/%.2s", data_dir, file.ptr, file.ptr + 2));
}

const char *media_file_path(struct arena *a, const char *data_dir, struct sv file,
                            enum media_version version)
{
    assert(media_file_name_is_valid(file) && version < MEDIA_VERSION_COUNT);
    return sv_cstr(a, sv_printf(a, "%s/%" SV_FMT "%" SV_FMT, folder_path(a, data_dir, file),
                                SV_ARG(file), SV_ARG(suffixes[version])));
}

/* The error of a failed call, with what was tried. */
static enum err io_fail(struct ctx *ctx, const char *what)
{
    int number = errno;
    if (number == ENOSPC || number == EDQUOT)
        return fail(ctx, ERR_DISK_FULL, "media file: %s: no space", what);
    return fail(ctx, ERR_IO, "media file: %s: errno %d", what, number);
}

/* One version's key: the object's and the number together. */
static void version_key(const struct crypto_key *key, enum media_version version,
                        struct crypto_key *out)
{
    char purpose[] = "media-file 0";
    purpose[sizeof purpose - 2] = (char)('0' + (int)version);
    struct hash32 hash = crypto_keyed_hash32(key, sv_make(purpose, sizeof purpose - 1));
    static_assert(sizeof hash.bytes == sizeof out->bytes, "a hash is a key");
    memcpy(out->bytes, hash.bytes, sizeof out->bytes);
    secret_wipe(secret_make(hash.bytes, sizeof hash.bytes));
}

/* A folder that is not there has nothing to make durable. */
static enum err folder_sync(struct ctx *ctx, const char *path)
{
    CLEANUP(fd_close) int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT ? ERR_OK : io_fail(ctx, "open folder");
    return fsync(fd) == 0 ? ERR_OK : io_fail(ctx, "sync folder");
}

/* Make a folder and its name in its parent durable; one that is there is no error. */
static enum err folder_make(struct ctx *ctx, const char *parent, const char *path)
{
    if (mkdir(path, 0700) == 0)
        return folder_sync(ctx, parent);
    return errno == EEXIST ? ERR_OK : io_fail(ctx, "make folder");
}

static enum err folders_make(struct ctx *ctx, const char *data_dir, struct sv file,
                             const char *folder)
{
    if (access(folder, F_OK) == 0)
        return ERR_OK;
    struct arena *a = ctx->arena;
    const char *media = sv_cstr(a, sv_printf(a, "%s/media", data_dir));
    const char *first = sv_cstr(a, sv_printf(a, "%s/%.2s", media, file.ptr));
    TRY(folder_make(ctx, data_dir, media));
    TRY(folder_make(ctx, media, first));
    return folder_make(ctx, first, folder);
}

static bool write_all(int fd, const void *bytes, size_t len)
{
    const char *at = bytes;
    while (len > 0) {
        ssize_t n = write(fd, at, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        at += n;
        len -= (size_t)n;
    }
    return true;
}

static bool seal_to(int fd, const struct crypto_key *key, struct sv bytes)
{
    struct crypto_prefix prefix;
    crypto_prefix_init(&prefix);
    if (!write_all(fd, prefix.bytes, sizeof prefix.bytes))
        return false;
    int64_t count = crypto_chunk_count((int64_t)bytes.len);
    for (int64_t i = 0; i < count; i++) {
        unsigned char sealed[CRYPTO_CHUNK_SEALED_BYTES];
        struct sv plain = sv_sub(bytes, (size_t)i * CRYPTO_CHUNK_BYTES, CRYPTO_CHUNK_BYTES);
        crypto_chunk_seal(key, &prefix, i, i == count - 1, plain, sealed);
        if (!write_all(fd, sealed, plain.len + CRYPTO_CHUNK_TAG_BYTES))
            return false;
    }
    return true;
}

static enum err file_write(struct ctx *ctx, const char *path, const struct crypto_key *key,
                           struct sv bytes)
{
    CLEANUP(fd_close) int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0)
        return io_fail(ctx, "create");
    if (!seal_to(fd, key, bytes))
        return io_fail(ctx, "write");
    return fsync(fd) == 0 ? ERR_OK : io_fail(ctx, "sync");
}

enum err store_media_file_write(struct ctx *ctx, const char *data_dir, struct sv file,
                                enum media_version version, const struct crypto_key *key,
                                struct sv bytes)
{
    const char *path = media_file_path(ctx->arena, data_dir, file, version);
    const char *new_path =
        sv_cstr(ctx->arena, sv_printf(ctx->arena, "%s%" SV_FMT, path, SV_ARG(unfinished)));
    const char *folder = folder_path(ctx->arena, data_dir, file);
    CLEANUP(crypto_key_wipe) struct crypto_key own;
    version_key(key, version, &own);
    TRY(folders_make(ctx, data_dir, file, folder));
    enum err err = file_write(ctx, new_path, &own, bytes);
    if (err == ERR_OK && rename(new_path, path) != 0)
        err = io_fail(ctx, "rename");
    if (err == ERR_OK)
        err = folder_sync(ctx, folder);
    if (err != ERR_OK) {
        (void)unlink(new_path);
        (void)unlink(path);
    }
    return err;
}

enum err store_media_file_link(struct ctx *ctx, const char *data_dir, struct sv from, struct sv to,
                               enum media_version version)
{
    const char *old_path = media_file_path(ctx->arena, data_dir, from, version);
    const char *path = media_file_path(ctx->arena, data_dir, to, version);
    const char *folder = folder_path(ctx->arena, data_dir, to);
    TRY(folders_make(ctx, data_dir, to, folder));
    /* As young as what is written now: the sweep asks for the age of what no row names yet. */
    if (utimensat(AT_FDCWD, old_path, NULL, 0) != 0 || link(old_path, path) != 0)
        return errno == ENOENT ? ERR_NOT_FOUND : io_fail(ctx, "link");
    return folder_sync(ctx, folder);
}

static bool read_at(int fd, int64_t offset, void *out, size_t len)
{
    char *at = out;
    while (len > 0) {
        ssize_t n = pread(fd, at, len, offset);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        at += n;
        len -= (size_t)n;
        offset += n;
    }
    return true;
}

static enum err header_read(struct ctx *ctx, struct media_file *f)
{
    struct stat st;
    if (fstat(f->fd, &st) != 0)
        return io_fail(ctx, "stat");
    if (crypto_file_plain_bytes(st.st_size, &f->size) != ERR_OK)
        return fail(ctx, ERR_CORRUPT, "media file of %lld bytes", (long long)st.st_size);
    f->chunk_count = crypto_chunk_count(f->size);
    if (!read_at(f->fd, 0, f->prefix.bytes, sizeof f->prefix.bytes))
        return io_fail(ctx, "read");
    return ERR_OK;
}

enum err store_media_file_open(struct ctx *ctx, const char *data_dir, struct sv file,
                               enum media_version version, const struct crypto_key *key,
                               struct media_file **out)
{
    if (!media_file_name_is_valid(file))
        return fail(ctx, ERR_NOT_FOUND, "not a media file's name");
    int fd = open(media_file_path(ctx->arena, data_dir, file, version), O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT ? fail(ctx, ERR_NOT_FOUND, "no media file") : io_fail(ctx, "open");
    struct media_file *f = heap_new(sizeof *f);
    f->fd = fd;
    f->chunk = NO_CHUNK;
    version_key(key, version, &f->key);
    enum err err = header_read(ctx, f);
    if (err != ERR_OK) {
        store_media_file_close(f);
        return err;
    }
    *out = f;
    return ERR_OK;
}

void store_media_file_close(struct media_file *file)
{
    if (file == NULL)
        return;
    fd_close(&file->fd);
    secret_wipe(secret_make((unsigned char *)file, sizeof *file));
    heap_free(file);
}

int64_t store_media_file_size(const struct media_file *file)
{
    return file->size;
}

static size_t chunk_bytes(const struct media_file *f, int64_t index)
{
    return index < f->chunk_count - 1 ? CRYPTO_CHUNK_BYTES
                                      : (size_t)(f->size - index * CRYPTO_CHUNK_BYTES);
}

static bool chunk_open(struct media_file *f, int64_t index)
{
    unsigned char sealed[CRYPTO_CHUNK_SEALED_BYTES];
    size_t len = chunk_bytes(f, index) + CRYPTO_CHUNK_TAG_BYTES;
    f->chunk = NO_CHUNK;
    if (!read_at(f->fd, crypto_chunk_offset(index), sealed, len))
        return false;
    if (crypto_chunk_open(&f->key, &f->prefix, index, index == f->chunk_count - 1,
                          sv_make(sealed, len), f->plain) != ERR_OK)
        return false;
    f->chunk = index;
    return true;
}

ssize_t store_media_file_read(struct media_file *file, int64_t offset, char *out, size_t max)
{
    assert(offset >= 0 && max > 0);
    if (offset >= file->size)
        return -1;
    int64_t index = offset / CRYPTO_CHUNK_BYTES;
    if (index != file->chunk && !chunk_open(file, index))
        return -1;
    size_t at = (size_t)(offset % CRYPTO_CHUNK_BYTES);
    size_t len = chunk_bytes(file, index) - at;
    len = len < max ? len : max;
    memcpy(out, file->plain + at, len);
    return (ssize_t)len;
}

enum err store_media_file_delete(struct ctx *ctx, const char *data_dir, struct sv file,
                                 int64_t *out_removed)
{
    if (!media_file_name_is_valid(file))
        return fail(ctx, ERR_NOT_FOUND, "not a media file's name");
    *out_removed = 0;
    for (enum media_version v = 0; v < MEDIA_VERSION_COUNT; v++) {
#ifdef EFFACE_MUTANT_THUMBNAIL_KEPT
        if (v == MEDIA_VERSION_SMALL)
            continue;
#endif
        if (unlink(media_file_path(ctx->arena, data_dir, file, v)) == 0)
            *out_removed += 1;
        else if (errno != ENOENT)
            return io_fail(ctx, "remove");
    }
    /* Also when nothing was there: whoever removed it may have been ended before this. */
    return folder_sync(ctx, folder_path(ctx->arena, data_dir, file));
}

enum err store_media_file_forget(struct ctx *ctx, const char *data_dir, struct sv file,
                                 enum media_version version)
{
    if (!media_file_name_is_valid(file))
        return fail(ctx, ERR_NOT_FOUND, "not a media file's name");
    if (unlink(media_file_path(ctx->arena, data_dir, file, version)) != 0 && errno != ENOENT)
        return io_fail(ctx, "remove");
    return folder_sync(ctx, folder_path(ctx->arena, data_dir, file));
}

/* Files of one folder that are old enough, by the names rows would have. */
struct sweep {
    struct ctx *ctx;
    const char *folder;
    int64_t before_ms;
    int64_t *removed;
    struct sv files[STORE_LIST_MAX]; /* as in the folder */
    bool is_named[STORE_LIST_MAX];
    size_t count;
};

static bool is_old(int folder_fd, const char *name, int64_t before_ms)
{
    struct stat st;
    if (fstatat(folder_fd, name, &st, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(st.st_mode))
        return false;
    return (int64_t)st.st_mtim.tv_sec * 1000 + st.st_mtim.tv_nsec / 1000000 < before_ms;
}

static enum err sweep_ask(struct sweep *s)
{
    struct sv names[STORE_LIST_MAX];
    for (size_t i = 0; i < s->count; i++) {
        names[i] = sv_sub(s->files[i], 0, MEDIA_FILE_NAME_BYTES);
        s->is_named[i] = false;
    }
    struct q_media_files_known_row *rows = NULL;
    size_t row_count = 0;
    TRY(q_media_files_known(s->ctx, names, s->count, &rows, &row_count));
    for (size_t i = 0; i < s->count; i++)
        for (size_t j = 0; j < row_count; j++)
            s->is_named[i] |= sv_eq(names[i], rows[j].file);
    return ERR_OK;
}

static enum err sweep_flush(struct sweep *s)
{
    if (s->count == 0)
        return ERR_OK;
    TRY(sweep_ask(s));
    for (size_t i = 0; i < s->count; i++) {
        /* A row never names what was not finished. */
        if (s->is_named[i] && !sv_ends_with(s->files[i], unfinished))
            continue;
        const char *path = sv_cstr(
            s->ctx->arena, sv_printf(s->ctx->arena, "%s/%" SV_FMT, s->folder, SV_ARG(s->files[i])));
        if (unlink(path) != 0 && errno != ENOENT)
            return io_fail(s->ctx, "sweep");
        *s->removed += 1;
    }
    s->count = 0;
    return ERR_OK;
}

static enum err sweep_folder(struct sweep *s, DIR *dir)
{
    for (struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
        struct sv name = sv_from(entry->d_name);
        if (!media_file_name_is_valid(sv_sub(name, 0, MEDIA_FILE_NAME_BYTES)) ||
            !is_old(dirfd(dir), entry->d_name, s->before_ms))
            continue;
        s->files[s->count++] = sv_copy(s->ctx->arena, name);
        if (s->count == STORE_LIST_MAX)
            TRY(sweep_flush(s));
    }
    return sweep_flush(s);
}

enum err store_media_file_sweep(struct ctx *ctx, const char *data_dir, unsigned part,
                                int64_t before_ms, int64_t *out_removed)
{
    assert(part < MEDIA_FILE_SWEEP_PARTS);
    enum err err = ERR_OK;
    for (unsigned i = 0; i < 256 && err == ERR_OK; i++) {
        ARENA_SCOPE (ctx->arena) {
            const char *folder =
                sv_cstr(ctx->arena, sv_printf(ctx->arena, "%s/media/%02x/%02x", data_dir, part, i));
            struct sweep s = {
                .ctx = ctx, .folder = folder, .before_ms = before_ms, .removed = out_removed
            };
            DIR *dir = opendir(folder);
            if (dir != NULL) {
                err = sweep_folder(&s, dir);
                (void)closedir(dir);
            } else if (errno != ENOENT) {
                err = io_fail(ctx, "open folder");
            }
        }
    }
    db_release(ctx);
    return err;
}
