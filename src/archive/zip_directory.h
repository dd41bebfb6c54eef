/* The directory at the end of a zip file, judged before the library reads it: it would load all of it.
 *
 * Records are counted as they lie there, not as the end record says; entries that together are packed into more bytes
 * than the file has overlap each other, as in a bomb, and are refused.
 *
 * Spec: PKWARE APPNOTE 6.3, sections 4.3.12 to 4.3.16
 */
#pragma once

#include "archive/limits.h"

/**
 * Check a zip file's directory.
 *
 * fd       a regular file; its position is not used
 * limits   entries_max, ratio_max and ratio_free_bytes count
 *
 * Returns  ARCHIVE_PROBLEM_NONE, or what is wrong; without an end record _BROKEN when it begins like a zip, else _UNKNOWN
 * Cost     one pass over the directory, in pieces of 64 KiB
 */
enum archive_problem archive_zip_check(int fd, const struct archive_limits *limits);
