/* Reader: libarchive for files, our own walk for folders. */
#include "archive/reader.h"

#include <archive.h>
#include <archive_entry.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "archive/path.h"
#include "archive/zip_directory.h"
#include "base/heap.h"
#include "base/map.h"
#include "base/num.h"

#define BLOCK_BYTES 65536
#define PIECE_BYTES 16384
#define FOLDERS_DEEP_MAX 16
#define NAME_ARENA_BYTES ((size_t)64 << 10)

struct archive_reader {
    const struct archive_limits *limits;
    enum archive_problem problem;
    int64_t file_bytes; /* of the archive itself; 0 for a folder */
    int64_t entry_count;
    int64_t entry_bytes; /* read of the present entry */
    int64_t total_bytes;
    int64_t said_bytes; /* sizes as the entries say, also of those passed over */
    struct map names;   /* hashes of the names seen */
    struct arena name_arena;

    struct archive *archive; /* of a file */

    DIR *folders[FOLDERS_DEEP_MAX]; /* of a folder: those open, outermost first */
    struct sv folder_paths[FOLDERS_DEEP_MAX];
    struct arena folder_arena;
    size_t depth;
    int file; /* present file of a folder, or -1 */
};

static enum err problem_set(struct archive_reader *r, enum archive_problem problem)
{
    if (r->problem == ARCHIVE_PROBLEM_NONE)
        r->problem = problem;
    return ERR_VALIDATION;
}

/* The two first bytes of a gzip file; of a zip there are several beginnings, so the end is asked. */
static bool is_gzip(int fd)
{
    unsigned char head[2];
    return pread(fd, head, sizeof head, 0) == sizeof head && head[0] == 0x1f && head[1] == 0x8b;
}

static enum err library_open(struct archive_reader *r, int fd)
{
    bool is_tar = is_gzip(fd);
    if (!is_tar) {
        enum archive_problem problem = archive_zip_check(fd, r->limits);
        if (problem != ARCHIVE_PROBLEM_NONE)
            return problem_set(r, problem);
    }
    if (lseek(fd, 0, SEEK_SET) != 0)
        return problem_set(r, ARCHIVE_PROBLEM_UNREADABLE);
    r->archive = archive_read_new();
    if (r->archive == NULL)
        abort();
    int result = is_tar ? archive_read_support_filter_gzip(r->archive)
                        : archive_read_support_format_zip_seekable(r->archive);
    if (is_tar && result == ARCHIVE_OK)
        result = archive_read_support_format_tar(r->archive);
    if (result != ARCHIVE_OK || archive_read_open_fd(r->archive, fd, BLOCK_BYTES) != ARCHIVE_OK)
        return problem_set(r, ARCHIVE_PROBLEM_BROKEN);
    return ERR_OK;
}

static enum err folder_enter(struct archive_reader *r, int at, const char *name, struct sv path)
{
    if (r->depth == FOLDERS_DEEP_MAX)
        return problem_set(r, ARCHIVE_PROBLEM_DEPTH);
    int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    if (dir == NULL) {
        if (fd >= 0)
            (void)close(fd);
        return problem_set(r, ARCHIVE_PROBLEM_UNREADABLE);
    }
    r->folder_paths[r->depth] = sv_copy(&r->folder_arena, path);
    r->folders[r->depth++] = dir;
    return ERR_OK;
}

enum err archive_reader_new(int fd, const struct archive_limits *limits,
                            struct archive_reader **out)
{
    struct archive_reader *r = heap_new(sizeof *r);
    *out = r;
    r->limits = limits;
    r->file = -1;
    arena_init(&r->name_arena, NAME_ARENA_BYTES);
    arena_init(&r->folder_arena, (size_t)256 << 20);
    struct stat st;
    if (fstat(fd, &st) != 0)
        return problem_set(r, ARCHIVE_PROBLEM_UNREADABLE);
    if (S_ISDIR(st.st_mode))
        return folder_enter(r, fd, ".", SV(""));
    if (!S_ISREG(st.st_mode))
        return problem_set(r, ARCHIVE_PROBLEM_UNKNOWN);
    r->file_bytes = st.st_size;
    return library_open(r, fd);
}

void archive_reader_free(struct archive_reader *r)
{
    if (r == NULL)
        return;
    if (r->archive != NULL)
        (void)archive_read_free(r->archive);
    while (r->depth > 0)
        (void)closedir(r->folders[--r->depth]);
    if (r->file >= 0)
        (void)close(r->file);
    map_done(&r->names);
    arena_done(&r->name_arena);
    arena_done(&r->folder_arena);
    heap_free(r);
}

enum archive_problem archive_reader_problem(const struct archive_reader *r)
{
    return r->problem;
}

static enum err entry_count_add(struct archive_reader *r)
{
    r->entry_bytes = 0;
    return ++r->entry_count > r->limits->entries_max ? problem_set(r, ARCHIVE_PROBLEM_ENTRIES)
                                                     : ERR_OK;
}

/* A name seen for the first time, made plain; in the name arena. */
static enum err name_take(struct archive_reader *r, struct sv name, struct sv *out)
{
    if (name.ptr == NULL || !archive_path_clean(&r->name_arena, name, out))
        return problem_set(r, ARCHIVE_PROBLEM_PATH);
    uint64_t hash = sv_hash(*out, 0x61726368);
    if (map_find(&r->names, hash, NULL))
        return problem_set(r, ARCHIVE_PROBLEM_DUPLICATE);
    map_put(&r->names, hash, 1);
    return ERR_OK;
}

/* UTF-8 where the entry says what its bytes are, else the bytes. */
static struct sv library_name(struct archive_entry *entry)
{
    const char *name = archive_entry_pathname_utf8(entry);
    return sv_from(name != NULL ? name : archive_entry_pathname(entry));
}

/* Unpacked bytes, read or only said, against the size of the archive. */
static enum err total_check(struct archive_reader *r, int64_t bytes)
{
    if (bytes > r->limits->total_bytes_max)
        return problem_set(r, ARCHIVE_PROBLEM_SIZE);
    bool is_bomb = r->archive != NULL && bytes > r->limits->ratio_free_bytes &&
                   bytes / r->limits->ratio_max > r->file_bytes;
    return is_bomb ? problem_set(r, ARCHIVE_PROBLEM_BOMB) : ERR_OK;
}

static enum err library_check(struct archive_reader *r, struct archive_entry *entry)
{
    if (archive_entry_is_encrypted(entry))
        return problem_set(r, ARCHIVE_PROBLEM_ENCRYPTED);
    bool is_usual =
        archive_entry_filetype(entry) == AE_IFREG || archive_entry_filetype(entry) == AE_IFDIR;
    if (!is_usual || archive_entry_hardlink(entry) != NULL || archive_entry_symlink(entry) != NULL)
        return problem_set(r, ARCHIVE_PROBLEM_LINK);
    if (archive_entry_size_is_set(entry) == 0)
        return ERR_OK;
    int64_t size = archive_entry_size(entry);
    if (size < 0 || size > r->limits->entry_bytes_max ||
        !num_add(r->said_bytes, size, &r->said_bytes))
        return problem_set(r, ARCHIVE_PROBLEM_SIZE);
    return total_check(r, r->said_bytes);
}

/* One entry of the library's; *out_is_file false for a folder. */
static enum err library_step(struct archive_reader *r, struct archive_file *out, bool *out_has,
                             bool *out_is_file)
{
    struct archive_entry *entry = NULL;
    int result = archive_read_next_header(r->archive, &entry);
    *out_has = result != ARCHIVE_EOF;
    if (result == ARCHIVE_EOF)
        return ERR_OK;
    if (result != ARCHIVE_OK && result != ARCHIVE_WARN)
        return problem_set(r, ARCHIVE_PROBLEM_BROKEN);
    TRY(entry_count_add(r));
    TRY(library_check(r, entry));
    arena_reset(&r->name_arena);
    struct sv path;
    struct sv name = library_name(entry);
    *out_is_file = archive_entry_filetype(entry) == AE_IFREG;
    if (!*out_is_file)
        return name.ptr != NULL && archive_path_clean(&r->name_arena, name, &path)
                   ? ERR_OK
                   : problem_set(r, ARCHIVE_PROBLEM_PATH);
    TRY(name_take(r, name, &path));
    if (path.len == 0)
        return problem_set(r, ARCHIVE_PROBLEM_PATH);
    *out = (struct archive_file){
        .path = path,
        .size = archive_entry_size_is_set(entry) ? archive_entry_size(entry) : -1,
    };
    return ERR_OK;
}

static enum err library_next(struct archive_reader *r, struct archive_file *out, bool *out_has)
{
    bool is_file = false;
    do {
        TRY(library_step(r, out, out_has, &is_file));
    } while (*out_has && !is_file);
    return ERR_OK;
}

static struct sv folder_join(struct arena *a, struct sv folder, const char *name)
{
    return folder.len == 0 ? sv_copy(a, sv_from(name))
                           : sv_printf(a, "%" SV_FMT "/%s", SV_ARG(folder), name);
}

static enum err folder_file(struct archive_reader *r, int at, const char *name, struct sv path,
                            const struct stat *st, struct archive_file *out)
{
    if (!S_ISREG(st->st_mode))
        return problem_set(r, ARCHIVE_PROBLEM_LINK);
    r->file = openat(at, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (r->file < 0)
        return problem_set(r, ARCHIVE_PROBLEM_UNREADABLE);
    TRY(name_take(r, path, &out->path));
    out->size = st->st_size;
    return ERR_OK;
}

/* One entry of the innermost folder. */
static enum err folder_step(struct archive_reader *r, struct archive_file *out, bool *out_is_file)
{
    DIR *dir = r->folders[r->depth - 1];
    struct dirent *entry = readdir(dir);
    if (entry == NULL) {
        (void)closedir(dir);
        r->depth--;
        return ERR_OK;
    }
    if (sv_eq(sv_from(entry->d_name), SV(".")) || sv_eq(sv_from(entry->d_name), SV("..")))
        return ERR_OK;
    TRY(entry_count_add(r));
    struct stat st;
    if (fstatat(dirfd(dir), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0)
        return problem_set(r, ARCHIVE_PROBLEM_UNREADABLE);
    arena_reset(&r->name_arena);
    struct sv path = folder_join(&r->name_arena, r->folder_paths[r->depth - 1], entry->d_name);
    if (path.len > ARCHIVE_PATH_BYTES_MAX)
        return problem_set(r, ARCHIVE_PROBLEM_PATH);
    if (S_ISDIR(st.st_mode))
        return folder_enter(r, dirfd(dir), entry->d_name, path);
    *out_is_file = true;
    return folder_file(r, dirfd(dir), entry->d_name, path, &st, out);
}

static enum err folder_next(struct archive_reader *r, struct archive_file *out, bool *out_has)
{
    if (r->file >= 0)
        (void)close(r->file);
    r->file = -1;
    bool is_file = false;
    while (r->depth > 0 && !is_file)
        TRY(folder_step(r, out, &is_file));
    *out_has = is_file;
    return ERR_OK;
}

enum err archive_reader_next(struct archive_reader *r, struct archive_file *out, bool *out_has)
{
    if (r->problem != ARCHIVE_PROBLEM_NONE)
        return ERR_VALIDATION;
    *out_has = false;
    return r->archive != NULL ? library_next(r, out, out_has) : folder_next(r, out, out_has);
}

static ssize_t file_read(int fd, void *out, size_t max)
{
    ssize_t n = 0;
    do {
        n = read(fd, out, max);
    } while (n < 0 && errno == EINTR);
    return n;
}

/* What has been read is held against the limits, whatever sizes the entries said. */
static enum err bytes_count(struct archive_reader *r, size_t len)
{
    r->entry_bytes += (int64_t)len;
    r->total_bytes += (int64_t)len;
    if (r->entry_bytes > r->limits->entry_bytes_max)
        return problem_set(r, ARCHIVE_PROBLEM_SIZE);
    return total_check(r, r->total_bytes);
}

enum err archive_reader_read(struct archive_reader *r, void *out, size_t max, size_t *out_len)
{
    if (r->problem != ARCHIVE_PROBLEM_NONE)
        return ERR_VALIDATION;
    ssize_t n =
        r->archive != NULL ? archive_read_data(r->archive, out, max) : file_read(r->file, out, max);
    if (n == ARCHIVE_FAILED || (n == ARCHIVE_WARN && r->archive != NULL))
        return ERR_CORRUPT;
    if (n < 0)
        return problem_set(r, r->archive != NULL ? ARCHIVE_PROBLEM_BROKEN
                                                 : ARCHIVE_PROBLEM_UNREADABLE);
    TRY(bytes_count(r, (size_t)n));
    *out_len = (size_t)n;
    return ERR_OK;
}

enum err archive_reader_check(struct archive_reader *r)
{
    char piece[PIECE_BYTES];
    size_t len = r->archive != NULL ? 1 : 0;
    enum err err = ERR_OK;
    while (len > 0 && err == ERR_OK)
        err = archive_reader_read(r, piece, sizeof piece, &len);
    return err == ERR_CORRUPT ? ERR_OK : err;
}

int64_t archive_reader_packed(const struct archive_reader *r)
{
    return r->archive != NULL ? archive_filter_bytes(r->archive, -1) : 0;
}
