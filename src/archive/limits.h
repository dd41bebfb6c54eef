/* What is wrong with an archive, in words for its owner, and how much of one is taken. */
#pragma once

#include <stdint.h>

#include "base/sv.h"

enum archive_problem {
    ARCHIVE_PROBLEM_NONE,
    ARCHIVE_PROBLEM_UNKNOWN,   /* none of the forms we read */
    ARCHIVE_PROBLEM_BROKEN,    /* cut off or damaged */
    ARCHIVE_PROBLEM_ENTRIES,   /* more entries than we take */
    ARCHIVE_PROBLEM_SIZE,      /* more bytes than we take */
    ARCHIVE_PROBLEM_BOMB,      /* unpacks to far more than it is */
    ARCHIVE_PROBLEM_PATH,      /* a name that leads out of the archive, or is none */
    ARCHIVE_PROBLEM_LINK,      /* a link, device, pipe or socket */
    ARCHIVE_PROBLEM_DUPLICATE, /* two entries of one name */
    ARCHIVE_PROBLEM_ENCRYPTED,
    ARCHIVE_PROBLEM_DEPTH,      /* folders too deep in each other */
    ARCHIVE_PROBLEM_UNREADABLE, /* the system refused to read a file */
    ARCHIVE_PROBLEM_MANIFEST,   /* nothing to import in it */
    ARCHIVE_PROBLEM_ACTORS,     /* of several accounts */
    ARCHIVE_PROBLEM_OUTBOX,     /* its outbox is not what it should be */
    ARCHIVE_PROBLEM_COUNT
};

/** A sentence in English without a full stop: "The archive has an entry that is a link"; static. */
struct sv archive_problem_text(enum archive_problem problem);

struct archive_limits {
    int64_t entries_max;
    int64_t entry_bytes_max; /* unpacked */
    int64_t total_bytes_max; /* unpacked, all entries together */
    int64_t ratio_max;       /* unpacked bytes for each byte of the file, beyond ratio_free_bytes */
    int64_t ratio_free_bytes;
};

extern const struct archive_limits archive_limits_default;
