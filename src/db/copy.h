/* Copy: a clean copy of an SQLite file that others write to.
 *
 * Never the bytes of the file: freed pages and the log would come along. VACUUM INTO writes what lives, and nothing else
 * (measured: a page-wise copy of a file without secure_delete held deleted rows, this one did not).
 */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"

/**
 * Copy what lives in one file into a new one and make it durable.
 *
 * source   SQLite file, may be in use
 * target   must not exist
 *
 * Returns  ERR_CONFLICT   target exists
 *          ERR_IO, ERR_DB, ERR_DISK_FULL, ERR_CORRUPT
 * Cost     reads and writes everything in one read transaction of its own: erasures become physical only after it
 */
MUST_USE enum err db_copy_into(struct ctx *ctx, const char *source, const char *target);
