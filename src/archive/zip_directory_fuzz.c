/* A zip file's directory: any bytes. */
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "archive/reader.h"
#include "archive/zip_directory.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The library behind the check is read through as well, in small bounds. */
static void read_through(int fd, const struct archive_limits *limits)
{
    struct archive_reader *r = NULL;
    enum err err = archive_reader_new(fd, limits, &r);
    bool has = err == ERR_OK;
    while (has && err == ERR_OK) {
        struct archive_file file;
        err = archive_reader_next(r, &file, &has);
        char bytes[512];
        size_t len = 1;
        while (err == ERR_OK && has && len > 0)
            err = archive_reader_read(r, bytes, sizeof bytes, &len);
        err = err == ERR_CORRUPT ? ERR_OK : err;
    }
    if ((err == ERR_OK) != (archive_reader_problem(r) == ARCHIVE_PROBLEM_NONE))
        abort();
    archive_reader_free(r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct archive_limits limits = { .entries_max = 8,
                                                  .entry_bytes_max = 1 << 16,
                                                  .total_bytes_max = 1 << 18,
                                                  .ratio_max = 100,
                                                  .ratio_free_bytes = 1 << 16 };
    int fd = memfd_create("zip", MFD_CLOEXEC);
    if (fd < 0 || write(fd, data, size) != (ssize_t)size)
        abort();
    (void)archive_zip_check(fd, &limits);
    read_through(fd, &limits);
    (void)close(fd);
    return 0;
}
