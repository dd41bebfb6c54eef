/* Copy files: folders and files for backups, durable when a call returns. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"

struct copy_progress {
    void (*run)(void *arg, int64_t done, int64_t total); /* may be NULL */
    void *arg;
    int64_t done;
    int64_t total;
};

/** Make a folder that is not there, or is empty; ERR_CONFLICT when it is not, ERR_IO. */
MUST_USE enum err copy_make_folder(struct ctx *ctx, const char *path, unsigned mode);

/** Is `inner` the folder itself, or below it? Follows links. */
bool copy_is_inside(struct ctx *ctx, const char *outer, const char *inner);

/** Copy a file; one that is not there is passed over. The new one has this mode and must not exist. */
MUST_USE enum err copy_file(struct ctx *ctx, const char *from, const char *to, unsigned mode,
                            struct copy_progress *progress);

/**
 * Copy a folder's regular files and folders, as deep as they go.
 *
 * skipped  name of a folder directly in it that is left out; may be empty
 */
MUST_USE enum err copy_folder(struct ctx *ctx, const char *from, const char *to, struct sv skipped,
                              struct copy_progress *progress);

/** Bytes of the files below a folder; 0 when it is not there. */
int64_t copy_folder_bytes(struct ctx *ctx, const char *path);

/** Write a new small file durably. */
MUST_USE enum err copy_write(struct ctx *ctx, const char *path, struct sv bytes);

/** Read a small file, at most 64 KiB; ERR_NOT_FOUND, ERR_IO. */
MUST_USE enum err copy_read(struct ctx *ctx, const char *path, struct sv *out);

/** Make a folder's entries durable. */
MUST_USE enum err copy_sync_folder(struct ctx *ctx, const char *path);
