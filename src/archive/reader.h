/* Reader: a zip, tar.gz or folder as a bounded stream of files, one after the other.
 *
 * Nothing of it is written anywhere. Everything that could lead out of the archive (names, links, devices) or blow up
 * (entries, bytes, ratio) ends the stream with a problem. A stream is read once; several passes open it several times.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "archive/limits.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"

struct archive_reader;

/* One file in it. */
struct archive_file {
    struct sv path; /* plain (archive/path.h); lives until the next one */
    int64_t size;   /* as it says; -1 when it does not say */
};

/**
 * Open from the beginning.
 *
 * fd       a regular file or a folder, borrowed; its position is changed. One reader at a time
 * limits   borrowed
 * out      to be freed with archive_reader_free, also on failure: it says what is wrong
 *
 * Returns  ERR_VALIDATION  see archive_reader_problem
 */
MUST_USE enum err archive_reader_new(int fd, const struct archive_limits *limits,
                                     struct archive_reader **out);

/** NULL is accepted. */
void archive_reader_free(struct archive_reader *r);

/** Why it ended. */
enum archive_problem archive_reader_problem(const struct archive_reader *r);

/**
 * Go to the next file; folders are passed over.
 *
 * out_has  false at the end
 *
 * Returns  ERR_VALIDATION  see archive_reader_problem
 */
MUST_USE enum err archive_reader_next(struct archive_reader *r, struct archive_file *out,
                                      bool *out_has);

/**
 * Bytes of the present file, from where the last call stopped.
 *
 * out_len  0 at its end
 *
 * Returns  ERR_CORRUPT  this file alone is damaged or packed in a way that is not known; the next one can be gone to
 *          else as archive_reader_next
 */
MUST_USE enum err archive_reader_read(struct archive_reader *r, void *out, size_t max,
                                      size_t *out_len);

/** Bytes of the archive's file gone through so far, packed as they are; 0 of a folder. */
int64_t archive_reader_packed(const struct archive_reader *r);

/**
 * Read what is left of the present file, so that what is wrong with the archive shows before any of it is used. A file
 * that is damaged alone is passed over; a folder's has no more to show than that it opened.
 *
 * Returns  as archive_reader_next
 * Cost     the file unpacked
 */
MUST_USE enum err archive_reader_check(struct archive_reader *r);
