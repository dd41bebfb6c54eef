/* Sealed files: chunks of 64 KiB that open alone. */
#include "crypto/chunk.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define COUNTER_BYTES 7

static_assert(CRYPTO_CHUNK_PREFIX_BYTES + COUNTER_BYTES + 1 == NONCE_BYTES, "layout of a nonce");
static_assert(CRYPTO_CHUNK_TAG_BYTES == crypto_aead_xchacha20poly1305_ietf_ABYTES, "size of a tag");

void crypto_prefix_init(struct crypto_prefix *out)
{
    randombytes_buf(out->bytes, sizeof out->bytes);
}

static void make_nonce(const struct crypto_prefix *prefix, int64_t index, bool is_last,
                       unsigned char nonce[NONCE_BYTES])
{
    assert(index >= 0 && index <= CRYPTO_FILE_BYTES_MAX / CRYPTO_CHUNK_BYTES);
    memcpy(nonce, prefix->bytes, CRYPTO_CHUNK_PREFIX_BYTES);
    uint64_t rest = (uint64_t)index;
    for (size_t i = COUNTER_BYTES; i > 0; i--) {
        nonce[CRYPTO_CHUNK_PREFIX_BYTES + i - 1] = (unsigned char)(rest & 0xff);
        rest >>= 8;
    }
    nonce[NONCE_BYTES - 1] = is_last ? 1 : 0;
}

void crypto_chunk_seal(const struct crypto_key *key, const struct crypto_prefix *prefix,
                       int64_t index, bool is_last, struct sv plain, unsigned char *out)
{
    assert(plain.len <= CRYPTO_CHUNK_BYTES);
    assert(is_last || plain.len == CRYPTO_CHUNK_BYTES);
    unsigned char nonce[NONCE_BYTES];
    make_nonce(prefix, index, is_last, nonce);
    (void)crypto_aead_xchacha20poly1305_ietf_encrypt(out, NULL, (const unsigned char *)plain.ptr,
                                                     plain.len, NULL, 0, NULL, nonce, key->bytes);
}

enum err crypto_chunk_open(const struct crypto_key *key, const struct crypto_prefix *prefix,
                           int64_t index, bool is_last, struct sv sealed, unsigned char *out)
{
    if (sealed.len < CRYPTO_CHUNK_TAG_BYTES || sealed.len > CRYPTO_CHUNK_SEALED_BYTES)
        return ERR_CORRUPT;
    if (!is_last && sealed.len != CRYPTO_CHUNK_SEALED_BYTES)
        return ERR_CORRUPT;
    unsigned char nonce[NONCE_BYTES];
    make_nonce(prefix, index, is_last, nonce);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(out, NULL, NULL,
                                                   (const unsigned char *)sealed.ptr, sealed.len,
                                                   NULL, 0, nonce, key->bytes) != 0)
        return ERR_CORRUPT;
    return ERR_OK;
}

int64_t crypto_chunk_count(int64_t plain_bytes)
{
    assert(plain_bytes >= 0 && plain_bytes <= CRYPTO_FILE_BYTES_MAX);
    if (plain_bytes == 0)
        return 1;
    return (plain_bytes + CRYPTO_CHUNK_BYTES - 1) / CRYPTO_CHUNK_BYTES;
}

int64_t crypto_chunk_offset(int64_t index)
{
    assert(index >= 0 && index <= CRYPTO_FILE_BYTES_MAX / CRYPTO_CHUNK_BYTES);
    return CRYPTO_CHUNK_PREFIX_BYTES + index * CRYPTO_CHUNK_SEALED_BYTES;
}

int64_t crypto_file_sealed_bytes(int64_t plain_bytes)
{
    return CRYPTO_CHUNK_PREFIX_BYTES + plain_bytes +
           crypto_chunk_count(plain_bytes) * CRYPTO_CHUNK_TAG_BYTES;
}

enum err crypto_file_plain_bytes(int64_t sealed_bytes, int64_t *out)
{
    if (sealed_bytes < CRYPTO_CHUNK_PREFIX_BYTES + CRYPTO_CHUNK_TAG_BYTES ||
        sealed_bytes > crypto_file_sealed_bytes(CRYPTO_FILE_BYTES_MAX))
        return ERR_CORRUPT;
    int64_t body = sealed_bytes - CRYPTO_CHUNK_PREFIX_BYTES;
    int64_t count = (body + CRYPTO_CHUNK_SEALED_BYTES - 1) / CRYPTO_CHUNK_SEALED_BYTES;
    int64_t plain = body - count * CRYPTO_CHUNK_TAG_BYTES;
    /* A last chunk shorter than its tag, or an empty one behind others, was never written. */
    if (plain < 0 || crypto_chunk_count(plain) != count)
        return ERR_CORRUPT;
    *out = plain;
    return ERR_OK;
}
