/* Media files: a picture's bytes, sealed in chunks, one file a version.
 *
 * DIR/media/aa/bb/FILE, FILE.small, FILE.static and FILE.source, where FILE is 32 random hexadecimal digits that begin with aabb:
 * never a hash of the content, since two owners must not share bytes. Each version is sealed under a key derived from the
 * media's own object key and the version's number, so that one cannot be put in another's place.
 *
 * A file is durable under its name before the row that names it commits; a crash between leaves a file that no row
 * names, which the sweep removes an hour later.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"
#include "crypto/secret.h"
#include "model/media.h"

#define MEDIA_FILE_NAME_BYTES 32
#define MEDIA_FILE_SWEEP_PARTS 256

/* A sealed file open for reading. */
struct media_file;

/** A new random name of 32 hexadecimal digits, in the arena. */
struct sv media_file_new_name(struct arena *a);

/** Is this the form of a name? Everything else is refused by the functions below with ERR_NOT_FOUND. */
bool media_file_name_is_valid(struct sv file);

/** DIR/media/aa/bb/FILE[.small|.static|.source], NUL-ended, in the arena; file is a valid name. */
const char *media_file_path(struct arena *a, const char *data_dir, struct sv file,
                            enum media_version version);

/**
 * Seal bytes into a new file and make it durable, with its name.
 *
 * data_dir  the data folder, without slash at the end; media/ in it is made when missing
 * file      a name nobody has used with this version
 * key       the media's object key
 *
 * Returns  ERR_DISK_FULL, ERR_IO   nothing stays under the name (detail says why)
 * Cost     one pass over the bytes, two syncs, more when a folder is new
 */
MUST_USE enum err store_media_file_write(struct ctx *ctx, const char *data_dir, struct sv file,
                                         enum media_version version, const struct crypto_key *key,
                                         struct sv bytes);

/**
 * Give a version that is there a second name, durably: the bytes stay where they are.
 *
 * to       a name nobody has used with this version
 *
 * Returns  ERR_NOT_FOUND        there is no such version
 *          ERR_DISK_FULL, ERR_IO
 */
MUST_USE enum err store_media_file_link(struct ctx *ctx, const char *data_dir, struct sv from,
                                        struct sv to, enum media_version version);

/**
 * Open for reading.
 *
 * key      copied
 * out      to be closed with store_media_file_close, whoever has it then; about 64 KiB on the heap
 *
 * Returns  ERR_NOT_FOUND  no such file
 *          ERR_CORRUPT    of a size that no sealed file has
 *          ERR_IO         it cannot be read
 */
MUST_USE enum err store_media_file_open(struct ctx *ctx, const char *data_dir, struct sv file,
                                        enum media_version version, const struct crypto_key *key,
                                        struct media_file **out);

/** Wipe the key and what was opened, and close. NULL is accepted. */
void store_media_file_close(struct media_file *file);

/** Bytes of what is in it. */
int64_t store_media_file_size(const struct media_file *file);

/**
 * Read from anywhere; a reader that goes on where it stopped opens each chunk once.
 *
 * offset   0 … size-1
 * out      room for max bytes, at least 1
 *
 * Returns  bytes written to out, at most to the end of a chunk; -1 when the file was changed or cannot be read
 * Thread   one at a time; local reads only
 */
ssize_t store_media_file_read(struct media_file *file, int64_t offset, char *out, size_t max);

/** Remove one version, durably; ERR_NOT_FOUND for no name, ERR_IO. */
MUST_USE enum err store_media_file_forget(struct ctx *ctx, const char *data_dir, struct sv file,
                                          enum media_version version);

/**
 * Remove all versions of a file, durably; those that are not there are passed over.
 *
 * out_removed  how many there were
 *
 * Returns  ERR_NOT_FOUND  not a name
 *          ERR_IO         one could not be removed
 */
MUST_USE enum err store_media_file_delete(struct ctx *ctx, const char *data_dir, struct sv file,
                                          int64_t *out_removed);

/**
 * Remove files that no row names, of one part of the folder.
 *
 * part        0 … MEDIA_FILE_SWEEP_PARTS-1
 * before_ms   only files last changed before; an hour ago, so that none is taken whose row is about to commit
 * out_removed added to
 *
 * Returns  ERR_IO, ERR_DB …; ends its read transaction (db_release)
 * Cost     a walk over at most 256 folders; a query for 40 files
 */
MUST_USE enum err store_media_file_sweep(struct ctx *ctx, const char *data_dir, unsigned part,
                                         int64_t before_ms, int64_t *out_removed);
