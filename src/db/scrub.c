/* Scrub: clean tree pages on their way into the main file. */
#include "db/scrub.h"

#include <sqlite3.h>

#include <pthread.h>
#include <stdint.h>

#define FILE_HEADER_BYTES 100
#define INTERIOR_INDEX 2
#define INTERIOR_TABLE 5
#define LEAF_INDEX 10
#define LEAF_TABLE 13

/* What the header of a tree page says. */
struct tree_page {
    unsigned char *bytes;
    size_t cells_from; /* of the array of cell pointers */
    size_t cell_count;
    size_t first_free; /* offset of the first free block, 0 = none */
    size_t content;    /* where cells begin */
};

/* A main file; what SQLite gave us room for continues with the file of the layer below. */
struct scrub_file {
    sqlite3_file base;
    sqlite3_file *below;
    sqlite3_int64 mapped_bytes; /* size of the file when its map was last let go */
};

/* The registered layer; SQLite's list of layers is global, so is this. */
static struct {
    pthread_once_t once;
    sqlite3_vfs vfs;
    sqlite3_vfs *below;
    const char *name;
} layer = { .once = PTHREAD_ONCE_INIT };

static size_t be16(const unsigned char *at)
{
    return (size_t)at[0] << 8 | at[1];
}

/* Free blocks lie in order, inside the cells' area, without overlap. */
static bool free_blocks_are_whole(const struct tree_page *p)
{
    size_t least = p->content;
    for (size_t at = p->first_free; at != 0; at = be16(p->bytes + at)) {
        if (at < least || at + 4 > SCRUB_PAGE_BYTES)
            return false;
        size_t len = be16(p->bytes + at + 2);
        if (len < 4 || at + len > SCRUB_PAGE_BYTES)
            return false;
        least = at + len;
    }
    return true;
}

/* An empty page's cells begin at its end; otherwise every pointer leads into the cells' area. */
static bool cells_are_whole(const struct tree_page *p)
{
    if (p->cell_count == 0)
        return p->content == SCRUB_PAGE_BYTES && p->first_free == 0;
    for (size_t i = 0; i < p->cell_count; i++) {
        size_t cell = be16(p->bytes + p->cells_from + 2 * i);
        if (cell < p->content || cell + 4 > SCRUB_PAGE_BYTES)
            return false;
    }
    return true;
}

/* False unless every part of it holds together: an overflow page must never be taken for a tree page. */
static bool tree_page_read(unsigned char *bytes, size_t header, struct tree_page *out)
{
    unsigned char kind = bytes[header];
    bool is_leaf = kind == LEAF_INDEX || kind == LEAF_TABLE;
    if (!is_leaf && kind != INTERIOR_INDEX && kind != INTERIOR_TABLE)
        return false;
    struct tree_page p = {
        .bytes = bytes,
        .cells_from = header + (is_leaf ? 8 : 12),
        .cell_count = be16(bytes + header + 3),
        .first_free = be16(bytes + header + 1),
        .content = be16(bytes + header + 5),
    };
    if (p.content > SCRUB_PAGE_BYTES || p.cells_from + 2 * p.cell_count > p.content)
        return false;
    *out = p;
    return cells_are_whole(&p) && free_blocks_are_whole(&p);
}

bool scrub_page(unsigned char *page, bool is_first)
{
    struct tree_page p;
    if (!tree_page_read(page, is_first ? FILE_HEADER_BYTES : 0, &p))
        return false;
    size_t gap = p.cells_from + 2 * p.cell_count;
    memset(page + gap, 0, p.content - gap);
    for (size_t at = p.first_free; at != 0; at = be16(page + at))
        memset(page + at + 4, 0, be16(page + at + 2) - 4);
    return true;
}

static sqlite3_file *below(sqlite3_file *file)
{
    return ((struct scrub_file *)file)->below;
}

static int scrub_write(sqlite3_file *file, const void *bytes, int len, sqlite3_int64 offset)
{
#ifndef EFFACE_MUTANT_SCRUB_OFF
    if (len == SCRUB_PAGE_BYTES && offset % SCRUB_PAGE_BYTES == 0) {
        unsigned char page[SCRUB_PAGE_BYTES];
        memcpy(page, bytes, SCRUB_PAGE_BYTES);
        (void)scrub_page(page, offset == 0);
        return below(file)->pMethods->xWrite(below(file), page, len, offset);
    }
#endif
    return below(file)->pMethods->xWrite(below(file), bytes, len, offset);
}

static int scrub_close(sqlite3_file *file)
{
    return below(file)->pMethods->xClose(below(file));
}

static int scrub_read(sqlite3_file *file, void *bytes, int len, sqlite3_int64 offset)
{
    return below(file)->pMethods->xRead(below(file), bytes, len, offset);
}

static int scrub_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    return below(file)->pMethods->xTruncate(below(file), size);
}

static int scrub_sync(sqlite3_file *file, int flags)
{
    return below(file)->pMethods->xSync(below(file), flags);
}

static int scrub_file_size(sqlite3_file *file, sqlite3_int64 *out)
{
    return below(file)->pMethods->xFileSize(below(file), out);
}

static int scrub_lock(sqlite3_file *file, int level)
{
    return below(file)->pMethods->xLock(below(file), level);
}

static int scrub_unlock(sqlite3_file *file, int level)
{
    return below(file)->pMethods->xUnlock(below(file), level);
}

static int scrub_check_reserved(sqlite3_file *file, int *out)
{
    return below(file)->pMethods->xCheckReservedLock(below(file), out);
}

static int scrub_file_control(sqlite3_file *file, int op, void *arg)
{
    return below(file)->pMethods->xFileControl(below(file), op, arg);
}

static int scrub_sector_size(sqlite3_file *file)
{
    return below(file)->pMethods->xSectorSize(below(file));
}

static int scrub_characteristics(sqlite3_file *file)
{
    return below(file)->pMethods->xDeviceCharacteristics(below(file));
}

static int scrub_shm_map(sqlite3_file *file, int page, int size, int extend, void volatile **out)
{
    return below(file)->pMethods->xShmMap(below(file), page, size, extend, out);
}

static int scrub_shm_lock(sqlite3_file *file, int offset, int count, int flags)
{
    return below(file)->pMethods->xShmLock(below(file), offset, count, flags);
}

static void scrub_shm_barrier(sqlite3_file *file)
{
    below(file)->pMethods->xShmBarrier(below(file));
}

static int scrub_shm_unmap(sqlite3_file *file, int removes)
{
    return below(file)->pMethods->xShmUnmap(below(file), removes);
}

/* A layer below without memory maps answers as if none could be made. */
static int scrub_fetch(sqlite3_file *file, sqlite3_int64 offset, int len, void **out)
{
    *out = NULL;
    if (below(file)->pMethods->iVersion < 3)
        return SQLITE_OK;
    return below(file)->pMethods->xFetch(below(file), offset, len, out);
}

/* Has the file another size than the map was made for? */
static bool map_is_stale(struct scrub_file *f)
{
    sqlite3_int64 bytes = -1;
    (void)f->below->pMethods->xFileSize(f->below, &bytes);
    bool is_stale = bytes != f->mapped_bytes;
    f->mapped_bytes = bytes;
    return is_stale;
}

/* Without a page the whole map is meant: SQLite lets it go whenever another connection has written, for systems whose
 * maps do not follow the file. Ours do, and making it anew costs every reader a page fault for each page it reads. */
static int scrub_unfetch(sqlite3_file *file, sqlite3_int64 offset, void *page)
{
    if (below(file)->pMethods->iVersion < 3)
        return SQLITE_OK;
    if (page == NULL && !map_is_stale((struct scrub_file *)file))
        return SQLITE_OK;
    return below(file)->pMethods->xUnfetch(below(file), offset, page);
}

static const sqlite3_io_methods METHODS = {
    .iVersion = 3,
    .xClose = scrub_close,
    .xRead = scrub_read,
    .xWrite = scrub_write,
    .xTruncate = scrub_truncate,
    .xSync = scrub_sync,
    .xFileSize = scrub_file_size,
    .xLock = scrub_lock,
    .xUnlock = scrub_unlock,
    .xCheckReservedLock = scrub_check_reserved,
    .xFileControl = scrub_file_control,
    .xSectorSize = scrub_sector_size,
    .xDeviceCharacteristics = scrub_characteristics,
    .xShmMap = scrub_shm_map,
    .xShmLock = scrub_shm_lock,
    .xShmBarrier = scrub_shm_barrier,
    .xShmUnmap = scrub_shm_unmap,
    .xFetch = scrub_fetch,
    .xUnfetch = scrub_unfetch,
};

/* Only main files are ours; logs and journals go straight to the layer below. */
static int scrub_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags,
                      int *out_flags)
{
    UNUSED(vfs);
    if ((flags & SQLITE_OPEN_MAIN_DB) == 0)
        return layer.below->xOpen(layer.below, name, file, flags, out_flags);
    struct scrub_file *f = (struct scrub_file *)file;
    f->base.pMethods = NULL;
    f->mapped_bytes = 0;
    f->below = (sqlite3_file *)(f + 1);
    int rc = layer.below->xOpen(layer.below, name, f->below, flags, out_flags);
    if (rc == SQLITE_OK)
        f->base.pMethods = &METHODS;
    return rc;
}

static int scrub_delete(sqlite3_vfs *vfs, const char *name, int syncs_folder)
{
    UNUSED(vfs);
    return layer.below->xDelete(layer.below, name, syncs_folder);
}

/* What is not overridden asks the copied struct, which the layer below accepts as its own. */
static void layer_register(void)
{
    layer.below = sqlite3_vfs_find(NULL);
    if (layer.below == NULL)
        return;
    layer.vfs = *layer.below;
    layer.vfs.zName = "efface";
    layer.vfs.pNext = NULL;
    layer.vfs.szOsFile = (int)sizeof(struct scrub_file) + layer.below->szOsFile;
    layer.vfs.xOpen = scrub_open;
    layer.vfs.xDelete = scrub_delete;
    if (sqlite3_vfs_register(&layer.vfs, 0) == SQLITE_OK)
        layer.name = layer.vfs.zName;
}

const char *scrub_vfs_name(void)
{
    (void)pthread_once(&layer.once, layer_register);
    return layer.name;
}
