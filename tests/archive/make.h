/* Archives made for tests, also such as nobody sends in good faith; in memory files. */
#pragma once

#include "harness/harness.h"

#include <archive.h>
#include <archive_entry.h>
#include <sys/mman.h>
#include <unistd.h>

enum made_kind {
    MADE_ZIP,
    MADE_TAR_GZ,
};

struct made {
    struct archive *archive;
    int fd;
};

static inline struct made made_begin(enum made_kind kind)
{
    struct made m = { archive_write_new(), memfd_create("archive", MFD_CLOEXEC) };
    assert_true(m.fd >= 0);
    if (kind == MADE_ZIP) {
        assert_int_equal(archive_write_set_format_zip(m.archive), ARCHIVE_OK);
    } else {
        assert_int_equal(archive_write_set_format_pax_restricted(m.archive), ARCHIVE_OK);
        assert_int_equal(archive_write_add_filter_gzip(m.archive), ARCHIVE_OK);
    }
    assert_int_equal(archive_write_open_fd(m.archive, m.fd), ARCHIVE_OK);
    return m;
}

/* An entry of any type; link is the target of a symbolic (AE_IFLNK) or hard (AE_IFREG) one, or NULL. */
static inline void made_entry(struct made *m, const char *path, unsigned type, const char *link,
                              struct sv bytes)
{
    struct archive_entry *entry = archive_entry_new();
    archive_entry_set_pathname(entry, path);
    archive_entry_set_filetype(entry, type);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, (la_int64_t)bytes.len);
    if (link != NULL && type == AE_IFLNK)
        archive_entry_set_symlink(entry, link);
    if (link != NULL && type == AE_IFREG)
        archive_entry_set_hardlink(entry, link);
    assert_true(archive_write_header(m->archive, entry) >= ARCHIVE_WARN);
    if (bytes.len > 0)
        assert_int_equal(archive_write_data(m->archive, bytes.ptr, bytes.len), bytes.len);
    archive_entry_free(entry);
}

static inline void made_file(struct made *m, const char *path, struct sv bytes)
{
    made_entry(m, path, AE_IFREG, NULL, bytes);
}

/* The finished archive; to be closed. */
static inline int made_end(struct made *m)
{
    assert_int_equal(archive_write_free(m->archive), ARCHIVE_OK);
    return m->fd;
}

/* A memory file of some bytes; to be closed. */
static inline int made_bytes(struct sv bytes)
{
    int fd = memfd_create("archive", MFD_CLOEXEC);
    assert_int_equal(write(fd, bytes.ptr, bytes.len), (ssize_t)bytes.len);
    return fd;
}

/* All bytes of a memory file. */
static inline struct sv made_view(struct arena *a, int fd)
{
    off_t len = lseek(fd, 0, SEEK_END);
    char *bytes = arena_alloc(a, (size_t)len);
    assert_int_equal(pread(fd, bytes, (size_t)len, 0), len);
    return sv_make(bytes, (size_t)len);
}

/* A zip that has nothing but a directory, of `count` entries. */
static inline int made_directory_only(size_t count)
{
    static const char record[47] =
        "PK\x01\x02\x14\0\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01";
    size_t bytes = count * sizeof record;
    char end[22] = "PK\x05\x06";
    for (size_t i = 0; i < 4; i++)
        end[12 + i] = (char)(bytes >> (8 * i));
    int fd = memfd_create("archive", MFD_CLOEXEC);
    assert_int_equal(ftruncate(fd, (off_t)(bytes + sizeof end)), 0);
    char *map = mmap(NULL, bytes + sizeof end, PROT_WRITE, MAP_SHARED, fd, 0);
    assert_true(map != MAP_FAILED);
    for (size_t i = 0; i < count; i++)
        memcpy(map + i * sizeof record, record, sizeof record);
    memcpy(map + bytes, end, sizeof end);
    munmap(map, bytes + sizeof end);
    return fd;
}
