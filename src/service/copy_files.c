/* Copy files. */
#include "service/copy_files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/heap.h"

#define PIECE_BYTES ((size_t)1 << 18)
#define SMALL_MAX ((size_t)64 << 10)
#define DEPTH_MAX 8

static enum err io_fail(struct ctx *ctx, const char *what)
{
    enum err err = errno == ENOSPC || errno == EDQUOT ? ERR_DISK_FULL : ERR_IO;
    return fail(ctx, err, "cannot %s: %s", what, strerror(errno));
}

static void fd_close(const int *fd)
{
    if (*fd >= 0)
        (void)close(*fd);
}

static bool is_dot(const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

static bool folder_is_empty(const char *path)
{
    DIR *dir = opendir(path);
    bool is_empty = dir != NULL;
    for (struct dirent *e = dir == NULL ? NULL : readdir(dir); e != NULL; e = readdir(dir))
        is_empty = is_empty && is_dot(e->d_name);
    if (dir != NULL)
        (void)closedir(dir);
    return is_empty;
}

enum err copy_make_folder(struct ctx *ctx, const char *path, unsigned mode)
{
    if (mkdir(path, (mode_t)mode) == 0)
        return ERR_OK;
    if (errno != EEXIST)
        return io_fail(ctx, "make the folder");
    if (!folder_is_empty(path))
        return fail(ctx, ERR_CONFLICT, "the folder is not empty");
    return chmod(path, (mode_t)mode) == 0 ? ERR_OK : io_fail(ctx, "close the folder to others");
}

bool copy_is_inside(struct ctx *ctx, const char *outer, const char *inner)
{
    char real_outer[PATH_MAX];
    char real_inner[PATH_MAX];
    /* What does not exist yet is where its parent is. */
    struct sv parent = sv_from(inner);
    while (realpath(sv_cstr(ctx->arena, parent), real_inner) == NULL) {
        while (parent.len > 0 && parent.ptr[parent.len - 1] != '/')
            parent.len--;
        while (parent.len > 1 && parent.ptr[parent.len - 1] == '/')
            parent.len--;
        if (parent.len == 0)
            parent = SV(".");
    }
    if (realpath(outer, real_outer) == NULL)
        return false;
    struct sv o = sv_from(real_outer);
    struct sv i = sv_from(real_inner);
    return sv_starts_with(i, o) && (i.len == o.len || i.ptr[o.len] == '/');
}

enum err copy_sync_folder(struct ctx *ctx, const char *path)
{
    CLEANUP(fd_close) int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return fd >= 0 && fsync(fd) == 0 ? ERR_OK : io_fail(ctx, "sync the folder");
}

static bool write_all(int fd, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t n = write(fd, bytes, len);
        if (n < 0)
            return false;
        bytes += n;
        len -= (size_t)n;
    }
    return true;
}

static enum err bytes_copy(struct ctx *ctx, int from, int to, struct copy_progress *progress)
{
    char *piece = heap_new(PIECE_BYTES);
    ssize_t got = 1;
    bool is_written = true;
    while (got > 0 && is_written) {
        got = read(from, piece, PIECE_BYTES);
        if (got > 0)
            is_written = write_all(to, piece, (size_t)got);
        if (progress != NULL && got > 0) {
            progress->done += got;
            if (progress->run != NULL)
                progress->run(progress->arg, progress->done, progress->total);
        }
    }
    enum err err = got < 0 || !is_written ? io_fail(ctx, "copy a file") : ERR_OK;
    heap_free(piece);
    return err;
}

enum err copy_file(struct ctx *ctx, const char *from, const char *to, unsigned mode,
                   struct copy_progress *progress)
{
    CLEANUP(fd_close) int in = open(from, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (in < 0)
        return errno == ENOENT ? ERR_OK : io_fail(ctx, "read a file");
    CLEANUP(fd_close) int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, (mode_t)mode);
    if (out < 0)
        return io_fail(ctx, "make a file");
    TRY(bytes_copy(ctx, in, out, progress));
    return fsync(out) == 0 ? ERR_OK : io_fail(ctx, "sync a file");
}

struct walk {
    struct ctx *ctx;
    struct copy_progress *progress; /* of a copy */
    int64_t bytes;                  /* of a sum */
};

static enum err folder_copy(struct walk *w, const char *from, const char *to, struct sv skipped,
                            int depth);

/* `to` NULL: only add up. */
static enum err entry_copy(struct walk *w, const char *from, const char *to, const char *name,
                           int depth)
{
    struct arena *a = w->ctx->arena;
    struct stat st;
    const char *path = sv_printf(a, "%s/%s", from, name).ptr;
    const char *target = to == NULL ? NULL : sv_printf(a, "%s/%s", to, name).ptr;
    if (lstat(path, &st) != 0)
        return errno == ENOENT ? ERR_OK : io_fail(w->ctx, "look at a file");
    if (S_ISDIR(st.st_mode) && depth < DEPTH_MAX)
        return folder_copy(w, path, target, SV(""), depth + 1);
    if (!S_ISREG(st.st_mode))
        return ERR_OK;
    w->bytes += (int64_t)st.st_size;
    return target == NULL ? ERR_OK : copy_file(w->ctx, path, target, 0600, w->progress);
}

static enum err folder_copy(struct walk *w, const char *from, const char *to, struct sv skipped,
                            int depth)
{
    DIR *dir = opendir(from);
    if (dir == NULL)
        return errno == ENOENT ? ERR_OK : io_fail(w->ctx, "read a folder");
    enum err err = to == NULL || mkdir(to, 0700) == 0 || errno == EEXIST
                       ? ERR_OK
                       : io_fail(w->ctx, "make a folder");
    for (struct dirent *e = readdir(dir); e != NULL && err == ERR_OK; e = readdir(dir)) {
        if (is_dot(e->d_name) || sv_eq(sv_from(e->d_name), skipped))
            continue;
        ARENA_SCOPE (w->ctx->arena)
            err = entry_copy(w, from, to, e->d_name, depth);
    }
    (void)closedir(dir);
    return err == ERR_OK && to != NULL ? copy_sync_folder(w->ctx, to) : err;
}

enum err copy_folder(struct ctx *ctx, const char *from, const char *to, struct sv skipped,
                     struct copy_progress *progress)
{
    struct walk w = { .ctx = ctx, .progress = progress };
    return folder_copy(&w, from, to, skipped, 0);
}

int64_t copy_folder_bytes(struct ctx *ctx, const char *path)
{
    struct walk w = { .ctx = ctx };
    return folder_copy(&w, path, NULL, SV(""), 0) == ERR_OK ? w.bytes : 0;
}

enum err copy_write(struct ctx *ctx, const char *path, struct sv bytes)
{
    CLEANUP(fd_close) int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return io_fail(ctx, "make a file");
    return write_all(fd, bytes.ptr, bytes.len) && fsync(fd) == 0 ? ERR_OK
                                                                 : io_fail(ctx, "write a file");
}

enum err copy_read(struct ctx *ctx, const char *path, struct sv *out)
{
    CLEANUP(fd_close) int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT ? ERR_NOT_FOUND : io_fail(ctx, "read a file");
    char *bytes = arena_alloc(ctx->arena, SMALL_MAX);
    ssize_t got = read(fd, bytes, SMALL_MAX);
    if (got < 0)
        return io_fail(ctx, "read a file");
    *out = sv_make(bytes, (size_t)got);
    return ERR_OK;
}
