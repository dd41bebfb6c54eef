/* Names of entries: made plain, or refused. Pure. */
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "base/macros.h"
#include "base/sv.h"

#define ARCHIVE_PATH_BYTES_MAX 1024

/**
 * The plain form of an entry's name: '\' read as '/', without "./" and doubled or last slashes.
 *
 * name     untrusted
 * out      relative, segments joined by '/'; empty for the root folder itself
 *
 * Returns  false: absolute, with a drive letter, "..", a control byte, or longer than ARCHIVE_PATH_BYTES_MAX
 */
MUST_USE bool archive_path_clean(struct arena *a, struct sv name, struct sv *out);

/** Is one path the end of the other, segment by segment? Both plain and not empty. */
bool archive_path_is_tail(struct sv one, struct sv other);

/** The last segment. */
struct sv archive_path_base(struct sv path);
