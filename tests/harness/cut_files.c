/* Plain files that lose power. */
#include "harness.h"

#include "cut_files.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cut_vfs.h"

#define PATH_BYTES 4096

int __real_fsync(int fd);
int __wrap_fsync(int fd);
int __real_rename(const char *from, const char *to);
int __wrap_rename(const char *from, const char *to);
int __real_unlink(const char *path);
int __wrap_unlink(const char *path);

/* A file by its number, as it was when it was synced. */
struct synced {
    struct synced *next;
    ino_t inode;
    size_t len;
    unsigned char *bytes;
};

/* A name as it will be found after a cut. */
struct name {
    struct name *next;
    bool is_folder;
    size_t len;
    unsigned char *bytes; /* of a file */
    char path[];
};

/* Names that are there. */
struct found {
    struct found *next;
    char path[];
};

static struct {
    pthread_mutex_t lock;
    char root[PATH_BYTES];
    size_t root_len; /* 0 = nothing is watched */
    uint64_t random;
    struct synced *synced;
    struct name *names;
    struct found *found;
} files = { .lock = PTHREAD_MUTEX_INITIALIZER };

static bool chance(void)
{
    files.random ^= files.random << 13;
    files.random ^= files.random >> 7;
    files.random ^= files.random << 17;
    return files.random % 2 == 0;
}

static bool is_watched(const char *path)
{
    return files.root_len > 0 && strncmp(path, files.root, files.root_len) == 0;
}

static unsigned char *bytes_copy(const unsigned char *bytes, size_t len)
{
    unsigned char *copy = malloc(len + 1);
    if (len > 0)
        memcpy(copy, bytes, len);
    return copy;
}

static unsigned char *file_read(const char *path, size_t *out_len)
{
    struct arena arena;
    arena_init(&arena, (size_t)64 << 20);
    struct sv text = harness_read_file(&arena, path);
    unsigned char *copy = bytes_copy((const unsigned char *)text.ptr, text.len);
    *out_len = text.len;
    arena_done(&arena);
    return copy;
}

static void file_write(const char *path, const unsigned char *bytes, size_t len)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    if (len > 0)
        assert_int_equal(fwrite(bytes, 1, len, file), len);
    assert_int_equal(fclose(file), 0);
}

static struct synced **synced_find(ino_t inode)
{
    struct synced **at = &files.synced;
    while (*at != NULL && (*at)->inode != inode)
        at = &(*at)->next;
    return at;
}

static void synced_drop(ino_t inode)
{
    struct synced **at = synced_find(inode);
    struct synced *gone = *at;
    if (gone == NULL)
        return;
    *at = gone->next;
    free(gone->bytes);
    free(gone);
}

static void file_sync(ino_t inode, const char *path)
{
    synced_drop(inode);
    struct synced *s = calloc(1, sizeof *s);
    s->inode = inode;
    s->bytes = file_read(path, &s->len);
    s->next = files.synced;
    files.synced = s;
}

static struct name *name_find(const char *path)
{
    struct name *n = files.names;
    while (n != NULL && strcmp(n->path, path) != 0)
        n = n->next;
    return n;
}

static void names_drop_in(const char *folder)
{
    size_t len = strlen(folder);
    for (struct name **at = &files.names; *at != NULL;) {
        struct name *n = *at;
        if (strncmp(n->path, folder, len) != 0 || n->path[len] != '/' ||
            strchr(n->path + len + 1, '/') != NULL) {
            at = &n->next;
            continue;
        }
        *at = n->next;
        free(n->bytes);
        free(n);
    }
}

static void name_add(const char *path)
{
    struct stat st;
    assert_int_equal(lstat(path, &st), 0);
    struct name *n = calloc(1, sizeof *n + strlen(path) + 1);
    memcpy(n->path, path, strlen(path) + 1);
    n->is_folder = S_ISDIR(st.st_mode);
    const struct synced *s = n->is_folder ? NULL : *synced_find(st.st_ino);
    if (s != NULL) {
        n->bytes = bytes_copy(s->bytes, s->len);
        n->len = s->len;
    }
    n->next = files.names;
    files.names = n;
}

static void folder_sync(const char *folder)
{
    char path[PATH_BYTES + 256];
    names_drop_in(folder);
    DIR *dir = opendir(folder);
    assert_non_null(dir);
    for (struct dirent *e = readdir(dir); e != NULL; e = readdir(dir)) {
        if (e->d_name[0] == '.')
            continue;
        (void)snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
        name_add(path);
    }
    (void)closedir(dir);
}

static int power_error(void)
{
    errno = EIO;
    return -1;
}

int __wrap_fsync(int fd)
{
    char link[64];
    char path[PATH_BYTES] = "";
    struct stat st;
    (void)snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t len = readlink(link, path, sizeof path - 1);
    if (len < 0 || !is_watched(path))
        return __real_fsync(fd);
    (void)pthread_mutex_lock(&files.lock);
    enum cut_call call = cut_vfs_call();
    if (call == CUT_CALL_PASSES && fstat(fd, &st) == 0) {
        if (S_ISDIR(st.st_mode))
            folder_sync(path);
        else
            file_sync(st.st_ino, path);
    }
    (void)pthread_mutex_unlock(&files.lock);
    return call == CUT_CALL_FAILS ? power_error() : 0;
}

int __wrap_rename(const char *from, const char *to)
{
    if (is_watched(from) && cut_vfs_call() == CUT_CALL_FAILS)
        return power_error();
    return __real_rename(from, to);
}

int __wrap_unlink(const char *path)
{
    struct stat st;
    if (!is_watched(path))
        return __real_unlink(path);
    (void)pthread_mutex_lock(&files.lock);
    bool fails = cut_vfs_call() == CUT_CALL_FAILS;
    if (!fails && lstat(path, &st) == 0)
        synced_drop(st.st_ino); /* a later file may get its number */
    int rc = fails ? power_error() : __real_unlink(path);
    (void)pthread_mutex_unlock(&files.lock);
    return rc;
}

static int found_add(const char *path, const struct stat *info, int kind, struct FTW *ftw)
{
    UNUSED(info);
    UNUSED(kind);
    if (ftw->level == 0)
        return 0;
    struct found *f = malloc(sizeof *f + strlen(path) + 1);
    memcpy(f->path, path, strlen(path) + 1);
    f->next = files.found;
    files.found = f;
    return 0;
}

/* What is there, deepest first. */
static void found_list(void)
{
    while (files.found != NULL) {
        struct found *next = files.found->next;
        free(files.found);
        files.found = next;
    }
    (void)nftw(files.root, found_add, 16, FTW_PHYS);
}

/* A name that was not synced is there or not; a file that was never synced is empty. */
static void unsynced_settle(const char *path)
{
    struct stat st;
    if (lstat(path, &st) != 0)
        return;
    if (name_find(path) == NULL && chance())
        harness_remove_tree(path);
    else if (S_ISREG(st.st_mode) && *synced_find(st.st_ino) == NULL)
        file_write(path, NULL, 0);
}

/* A removal that was not synced did not happen. */
static void removed_settle(const struct name *n)
{
    struct stat st;
    if (n->is_folder || lstat(n->path, &st) == 0 || chance())
        return;
    file_write(n->path, n->bytes, n->len);
}

static void everything_forget(void)
{
    while (files.names != NULL) {
        struct name *n = files.names;
        files.names = n->next;
        free(n->bytes);
        free(n);
    }
    while (files.synced != NULL)
        synced_drop(files.synced->inode);
}

static void everything_sync(void)
{
    struct stat st;
    everything_forget();
    found_list();
    for (const struct found *f = files.found; f != NULL; f = f->next) {
        if (lstat(f->path, &st) == 0 && S_ISREG(st.st_mode))
            file_sync(st.st_ino, f->path);
        name_add(f->path);
    }
}

void cut_files_watch(const char *root, uint64_t seed)
{
    assert_true(strlen(root) < sizeof files.root);
    memcpy(files.root, root, strlen(root) + 1);
    files.root_len = strlen(root);
    files.random = seed | 1;
    everything_sync();
}

void cut_files_power_on(void)
{
    found_list();
    for (const struct found *f = files.found; f != NULL; f = f->next)
        unsynced_settle(f->path);
    for (const struct name *n = files.names; n != NULL; n = n->next)
        removed_settle(n);
    everything_sync();
}

void cut_files_forget(void)
{
    files.root_len = 0;
    everything_forget();
    while (files.found != NULL) {
        struct found *next = files.found->next;
        free(files.found);
        files.found = next;
    }
}
