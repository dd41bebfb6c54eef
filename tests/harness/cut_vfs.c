/* A file layer for SQLite that loses power. */
#include "harness.h"

#include "cut_vfs.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define SECTOR 512

enum survival {
    SURVIVE_NOTHING,
    SURVIVE_FIRST_PART,
    SURVIVE_SECTORS,
    SURVIVE_ALL,
    SURVIVAL_COUNT
};

/* A change that waits for a sync. */
struct change {
    struct change *next;
    sqlite3_int64 offset;
    size_t len;       /* of a write */
    bool is_truncate; /* to `offset` bytes */
    unsigned char bytes[];
};

/* A file by its name, open or not. */
struct entry {
    struct entry *next;
    char *path;
    unsigned char *durable;
    size_t durable_len;
    struct change *changes;
    struct change **changes_end;
    bool is_there;         /* the name, as running programs see it */
    bool is_there_durably; /* the name, as it would be found after a cut */
    bool syncs_folder;     /* a new journal or log whose first sync syncs the folder */
};

struct cut_file {
    sqlite3_file base;
    struct entry *entry;
    sqlite3_file *real; /* behind this struct */
};

/* The layer's state; tests have one. */
static struct {
    pthread_mutex_t lock;
    sqlite3_vfs vfs;
    sqlite3_vfs *real;
    struct entry *entries;
    uint64_t random;
    uint64_t calls_left;
    bool is_dead;
    bool is_lying;
} cut = { .lock = PTHREAD_MUTEX_INITIALIZER };

static uint64_t next_random(void)
{
    cut.random ^= cut.random << 13;
    cut.random ^= cut.random >> 7;
    cut.random ^= cut.random << 17;
    return cut.random;
}

/* Count a call that changes something; false when the power is gone. Holds the lock. */
static bool call_passes(void)
{
    if (!cut.is_dead && cut.calls_left > 0 && --cut.calls_left == 0)
        cut.is_dead = true;
    return !cut.is_dead;
}

static bool power_is_on(void)
{
    (void)pthread_mutex_lock(&cut.lock);
    bool is_on = !cut.is_dead;
    (void)pthread_mutex_unlock(&cut.lock);
    return is_on;
}

static void durable_resize(struct entry *e, size_t len)
{
    e->durable = realloc(e->durable, len + 1);
    if (len > e->durable_len)
        memset(e->durable + e->durable_len, 0, len - e->durable_len);
    e->durable_len = len;
}

static void durable_write(struct entry *e, size_t offset, const unsigned char *bytes, size_t len)
{
    if (offset + len > e->durable_len)
        durable_resize(e, offset + len);
    memcpy(e->durable + offset, bytes, len);
}

static void change_apply(struct entry *e, const struct change *c)
{
    if (c->is_truncate)
        durable_resize(e, (size_t)c->offset);
    else
        durable_write(e, (size_t)c->offset, c->bytes, c->len);
}

/* Some sectors of a write. */
static void change_tear(struct entry *e, const struct change *c)
{
    if (c->is_truncate) {
        if (next_random() % 2 == 0)
            change_apply(e, c);
        return;
    }
    for (size_t at = 0; at < c->len; at += SECTOR) {
        size_t len = c->len - at < SECTOR ? c->len - at : SECTOR;
        if (next_random() % 2 == 0)
            durable_write(e, (size_t)c->offset + at, c->bytes + at, len);
    }
}

static size_t changes_free(struct entry *e)
{
    size_t count = 0;
    while (e->changes != NULL) {
        struct change *next = e->changes->next;
        free(e->changes);
        e->changes = next;
        count++;
    }
    e->changes_end = &e->changes;
    return count;
}

static void change_add(struct entry *e, bool is_truncate, sqlite3_int64 offset, const void *bytes,
                       size_t len)
{
    struct change *c = malloc(sizeof *c + len);
    *c = (struct change){ .offset = offset, .len = len, .is_truncate = is_truncate };
    if (len > 0)
        memcpy(c->bytes, bytes, len);
    *e->changes_end = c;
    e->changes_end = &c->next;
}

static struct entry *entry_find(const char *path)
{
    for (struct entry *e = cut.entries; e != NULL; e = e->next) {
        if (strcmp(e->path, path) == 0)
            return e;
    }
    return NULL;
}

static struct entry *entry_get(const char *path)
{
    struct entry *e = entry_find(path);
    if (e != NULL)
        return e;
    e = calloc(1, sizeof *e);
    e->path = strdup(path);
    e->changes_end = &e->changes;
    e->next = cut.entries;
    cut.entries = e;
    return e;
}

static sqlite3_file *real_of(sqlite3_file *file)
{
    return ((struct cut_file *)file)->real;
}

static int file_close(sqlite3_file *file)
{
    return real_of(file)->pMethods->xClose(real_of(file));
}

static int file_read(sqlite3_file *file, void *bytes, int len, sqlite3_int64 offset)
{
    if (!power_is_on())
        return SQLITE_IOERR_READ;
    return real_of(file)->pMethods->xRead(real_of(file), bytes, len, offset);
}

static int file_write(sqlite3_file *file, const void *bytes, int len, sqlite3_int64 offset)
{
    struct entry *e = ((struct cut_file *)file)->entry;
    (void)pthread_mutex_lock(&cut.lock);
    bool passes = call_passes();
    change_add(e, false, offset, bytes, (size_t)len); /* the last write may be torn as well */
    (void)pthread_mutex_unlock(&cut.lock);
    if (!passes)
        return SQLITE_IOERR_WRITE;
    return real_of(file)->pMethods->xWrite(real_of(file), bytes, len, offset);
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    struct entry *e = ((struct cut_file *)file)->entry;
    (void)pthread_mutex_lock(&cut.lock);
    bool passes = call_passes();
    if (passes)
        change_add(e, true, size, NULL, 0);
    (void)pthread_mutex_unlock(&cut.lock);
    if (!passes)
        return SQLITE_IOERR_TRUNCATE;
    return real_of(file)->pMethods->xTruncate(real_of(file), size);
}

/* The names of the folder in which this one lies. */
static void names_sync(const struct entry *in)
{
    size_t folder = (size_t)(strrchr(in->path, '/') - in->path) + 1;
    for (struct entry *e = cut.entries; e != NULL; e = e->next)
        if (strncmp(e->path, in->path, folder) == 0 && strchr(e->path + folder, '/') == NULL)
            e->is_there_durably = e->is_there;
}

static int file_sync(sqlite3_file *file, int flags)
{
    struct entry *e = ((struct cut_file *)file)->entry;
    UNUSED(flags);
    (void)pthread_mutex_lock(&cut.lock);
    bool passes = call_passes();
    if (passes && !cut.is_lying) {
        for (const struct change *c = e->changes; c != NULL; c = c->next)
            change_apply(e, c);
        (void)changes_free(e);
        if (e->syncs_folder)
            names_sync(e);
        e->syncs_folder = false;
    }
    (void)pthread_mutex_unlock(&cut.lock);
    return passes ? SQLITE_OK : SQLITE_IOERR_FSYNC;
}

static int file_size(sqlite3_file *file, sqlite3_int64 *out)
{
    return real_of(file)->pMethods->xFileSize(real_of(file), out);
}

static int file_lock(sqlite3_file *file, int level)
{
    return real_of(file)->pMethods->xLock(real_of(file), level);
}

static int file_unlock(sqlite3_file *file, int level)
{
    return real_of(file)->pMethods->xUnlock(real_of(file), level);
}

static int file_check_reserved(sqlite3_file *file, int *out)
{
    return real_of(file)->pMethods->xCheckReservedLock(real_of(file), out);
}

static int file_control(sqlite3_file *file, int op, void *arg)
{
    if (op == SQLITE_FCNTL_MMAP_SIZE)
        return SQLITE_NOTFOUND; /* everything shall pass through here */
    return real_of(file)->pMethods->xFileControl(real_of(file), op, arg);
}

static int file_sector_size(sqlite3_file *file)
{
    return real_of(file)->pMethods->xSectorSize(real_of(file));
}

static int file_characteristics(sqlite3_file *file)
{
    return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}

static int file_shm_map(sqlite3_file *file, int page, int size, int extend, void volatile **out)
{
    return real_of(file)->pMethods->xShmMap(real_of(file), page, size, extend, out);
}

static int file_shm_lock(sqlite3_file *file, int offset, int count, int flags)
{
    return real_of(file)->pMethods->xShmLock(real_of(file), offset, count, flags);
}

static void file_shm_barrier(sqlite3_file *file)
{
    real_of(file)->pMethods->xShmBarrier(real_of(file));
}

static int file_shm_unmap(sqlite3_file *file, int removes)
{
    return real_of(file)->pMethods->xShmUnmap(real_of(file), removes);
}

static const sqlite3_io_methods METHODS = {
    .iVersion = 2, /* without xFetch: no memory map goes past us */
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_check_reserved,
    .xFileControl = file_control,
    .xSectorSize = file_sector_size,
    .xDeviceCharacteristics = file_characteristics,
    .xShmMap = file_shm_map,
    .xShmLock = file_shm_lock,
    .xShmBarrier = file_shm_barrier,
    .xShmUnmap = file_shm_unmap,
};

static int vfs_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags,
                    int *out_flags)
{
    struct cut_file *f = (struct cut_file *)file;
    UNUSED(vfs);
    assert_non_null(name); /* temporary files stay in memory */
    f->base.pMethods = NULL;
    f->real = (sqlite3_file *)(f + 1);
    if (!power_is_on())
        return SQLITE_CANTOPEN;
    int rc = cut.real->xOpen(cut.real, name, f->real, flags, out_flags);
    if (rc != SQLITE_OK)
        return rc;
    (void)pthread_mutex_lock(&cut.lock);
    f->entry = entry_get(name);
    if (!f->entry->is_there && f->entry->durable_len > 0)
        change_add(f->entry, true, 0, NULL, 0); /* a new file under the name of a removed one */
    if (!f->entry->is_there && (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)) != 0)
        f->entry->syncs_folder = true;
    f->entry->is_there = true;
    (void)pthread_mutex_unlock(&cut.lock);
    f->base.pMethods = &METHODS;
    return SQLITE_OK;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *name, int syncs_folder)
{
    UNUSED(vfs);
    (void)pthread_mutex_lock(&cut.lock);
    bool passes = call_passes();
    struct entry *e = entry_find(name);
    if (passes && e != NULL) {
        e->is_there = false;
        (void)changes_free(e);
        if (syncs_folder && !cut.is_lying)
            names_sync(e);
        if (!e->is_there_durably)
            durable_resize(e, 0);
    }
    (void)pthread_mutex_unlock(&cut.lock);
    return passes ? cut.real->xDelete(cut.real, name, 0) : SQLITE_IOERR_DELETE;
}

void cut_vfs_register(uint64_t seed)
{
    cut.real = sqlite3_vfs_find(NULL);
    cut.random = seed | 1;
    cut.vfs = *cut.real;
    cut.vfs.zName = CUT_VFS_NAME;
    cut.vfs.pNext = NULL;
    cut.vfs.szOsFile = (int)sizeof(struct cut_file) + cut.real->szOsFile;
    cut.vfs.xOpen = vfs_open;
    cut.vfs.xDelete = vfs_delete;
    assert_int_equal(sqlite3_vfs_register(&cut.vfs, 1), SQLITE_OK);
}

void cut_vfs_forget(void)
{
    while (cut.entries != NULL) {
        struct entry *e = cut.entries;
        cut.entries = e->next;
        (void)changes_free(e);
        free(e->durable);
        free(e->path);
        free(e);
    }
    cut.is_dead = false;
    cut.calls_left = 0;
}

void cut_vfs_arm(uint64_t calls)
{
    (void)pthread_mutex_lock(&cut.lock);
    cut.calls_left = calls;
    (void)pthread_mutex_unlock(&cut.lock);
}

void cut_vfs_now(void)
{
    (void)pthread_mutex_lock(&cut.lock);
    cut.is_dead = true;
    (void)pthread_mutex_unlock(&cut.lock);
}

void cut_vfs_lie(bool is_lying)
{
    cut.is_lying = is_lying;
}

enum cut_call cut_vfs_call(void)
{
    (void)pthread_mutex_lock(&cut.lock);
    bool passes = call_passes();
    (void)pthread_mutex_unlock(&cut.lock);
    if (!passes)
        return CUT_CALL_FAILS;
    return cut.is_lying ? CUT_CALL_LIES : CUT_CALL_PASSES;
}

bool cut_vfs_is_dead(void)
{
    return !power_is_on();
}

/* What the disk gives back of the changes that waited. */
static void entry_survive(struct entry *e, enum survival survival)
{
    uint64_t left = 0;
    for (const struct change *c = e->changes; c != NULL; c = c->next)
        left++;
    if (survival == SURVIVE_NOTHING)
        left = 0;
    else if (survival == SURVIVE_FIRST_PART)
        left = next_random() % (left + 1);
    for (const struct change *c = e->changes; c != NULL && left > 0; c = c->next, left--) {
        if (survival == SURVIVE_SECTORS)
            change_tear(e, c);
        else
            change_apply(e, c);
    }
    (void)changes_free(e);
}

/* A name that was not made durable, or whose removal was not, is there or not. */
static void entry_restore(struct entry *e, enum survival survival)
{
    entry_survive(e, survival);
    if (e->is_there != e->is_there_durably && survival != SURVIVE_NOTHING)
        e->is_there_durably = survival == SURVIVE_ALL ? e->is_there : next_random() % 2 == 0;
    e->is_there = e->is_there_durably;
    e->syncs_folder = false;
    (void)unlink(e->path);
    if (!e->is_there) {
        durable_resize(e, 0);
        return;
    }
    FILE *file = fopen(e->path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(e->durable, 1, e->durable_len, file), e->durable_len);
    assert_int_equal(fclose(file), 0);
}

void cut_vfs_power_on(void)
{
    enum survival survival = (enum survival)(next_random() % SURVIVAL_COUNT);
    for (struct entry *e = cut.entries; e != NULL; e = e->next) {
        char shm[4096];
        (void)snprintf(shm, sizeof shm, "%s-shm", e->path);
        (void)unlink(shm);
        entry_restore(e, survival);
    }
    cut.is_dead = false;
    cut.calls_left = 0;
}
