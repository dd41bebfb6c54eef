/* Import's pictures: which files of the archive belong to which post, and taking them in.
 *
 * Posts are written before their pictures, since an archive streams and its files lie in an order of their own.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "archive/mastodon.h"
#include "archive/reader.h"
#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "crypto/hash.h"

struct import_media;

/** On the heap, paths and alt texts of all that wait among it; freed with import_media_free. */
struct import_media *import_media_new(struct account_id owner);
/** NULL is accepted. */
void import_media_free(struct import_media *m);

/**
 * A post's attachment that waits for its file.
 *
 * hash     of the item: post and position
 *
 * Returns  ERR_LIMIT  their paths and texts pass 256 MiB
 */
MUST_USE enum err import_media_add(struct import_media *m, struct status_id status,
                                   int64_t position, const struct hash16 *hash,
                                   const struct archive_attachment *attachment);

/** Strike out those that are here already; once, when all are added. ERR_DB … */
MUST_USE enum err import_media_resolve(struct ctx *ctx, struct import_media *m);

/** Does some waiting attachment name this file? */
bool import_media_wants(const struct import_media *m, struct sv path);

/* What became of the attachments that a file belongs to. */
struct import_media_counts {
    int64_t taken;
    int64_t refused;
};

/**
 * Take a file in for every waiting attachment that names it.
 *
 * bytes    untrusted
 * counts   added to
 *
 * Returns  ERR_BUSY, ERR_DISK_FULL, ERR_IO, ERR_KEY_GONE, ERR_DB …
 */
MUST_USE enum err import_media_take(struct ctx *ctx, struct import_media *m, struct sv path,
                                    struct sv bytes, struct import_media_counts *counts);

/** A file that is too large to be read: its attachments are struck out; how many. */
int64_t import_media_refuse(struct import_media *m, struct sv path);

/** All that were added, those struck out by resolve, and those still waiting. */
size_t import_media_count(const struct import_media *m);
size_t import_media_count_known(const struct import_media *m);
size_t import_media_count_waiting(const struct import_media *m);
