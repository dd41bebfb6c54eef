/* Sealed files: chunks of 64 KiB that open alone, for media with random access.
 *
 * A sealed file is a random prefix of 16 bytes, then its chunks; every chunk holds 64 KiB of the
 * file but the last, which holds the rest (an empty file has one empty chunk). A chunk's nonce is
 * prefix(16) ‖ number(7, big-endian) ‖ last(1): the number refuses reordering, the prefix swapping
 * between files, the flag truncation and growth (the STREAM construction). A reader takes the
 * number of chunks from the size of the file.
 *
 * Spec: Hoang, Reyhanitabar, Rogaway, Vizár: Online Authenticated-Encryption and its Nonce-Reuse
 * Misuse-Resistance
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"
#include "crypto/secret.h"

#define CRYPTO_CHUNK_BYTES 65536
#define CRYPTO_CHUNK_TAG_BYTES 16
#define CRYPTO_CHUNK_SEALED_BYTES (CRYPTO_CHUNK_BYTES + CRYPTO_CHUNK_TAG_BYTES)
#define CRYPTO_CHUNK_PREFIX_BYTES 16
/* Files are smaller than this, so that no sum of sizes overflows. */
#define CRYPTO_FILE_BYTES_MAX (INT64_C(1) << 48)

/* First bytes of a sealed file; not secret. */
struct crypto_prefix {
    unsigned char bytes[CRYPTO_CHUNK_PREFIX_BYTES];
};

/** A new random prefix, for one file written once. */
void crypto_prefix_init(struct crypto_prefix *out);

/**
 * Seal one chunk.
 *
 * prefix   of the file; sealing two contents under the same key, prefix and number gives both away
 * index    number of the chunk, from 0
 * plain    CRYPTO_CHUNK_BYTES, or fewer when is_last
 * out      room for plain.len + CRYPTO_CHUNK_TAG_BYTES
 */
void crypto_chunk_seal(const struct crypto_key *key, const struct crypto_prefix *prefix,
                       int64_t index, bool is_last, struct sv plain, unsigned char *out);

/**
 * Open one chunk.
 *
 * sealed   bytes of the chunk with its tag
 * is_last  what the size of the file says
 * out      room for sealed.len - CRYPTO_CHUNK_TAG_BYTES, at most CRYPTO_CHUNK_BYTES; undefined on
 * failure
 *
 * Returns  ERR_CORRUPT    changed, moved, cut or foreign bytes, or of no legal length
 */
MUST_USE enum err crypto_chunk_open(const struct crypto_key *key,
                                    const struct crypto_prefix *prefix, int64_t index, bool is_last,
                                    struct sv sealed, unsigned char *out);

/** How many chunks hold a file of plain_bytes; at least 1. */
int64_t crypto_chunk_count(int64_t plain_bytes);

/** Where chunk `index` starts in the sealed file. */
int64_t crypto_chunk_offset(int64_t index);

/** Size of the sealed file, prefix and tags among it. plain_bytes is 0 … CRYPTO_FILE_BYTES_MAX. */
int64_t crypto_file_sealed_bytes(int64_t plain_bytes);

/**
 * Size of what is in a sealed file.
 *
 * sealed_bytes  size of the file, any number
 *
 * Returns  ERR_CORRUPT    no sealed file has this size
 */
MUST_USE enum err crypto_file_plain_bytes(int64_t sealed_bytes, int64_t *out);
