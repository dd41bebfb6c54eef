/* HKDF. */
#include "crypto/hkdf.h"

#include <assert.h>
#include <string.h>

#include "crypto/hash.h"

#define INFO_BYTES_MAX 256

void hkdf_sha256(struct sv salt, struct secret secret, struct sv info, unsigned char *out,
                 size_t len)
{
    assert(len <= HKDF_BYTES_MAX && info.len <= INFO_BYTES_MAX);
    /* The key of the MAC is only read. */
    unsigned char salt_copy[INFO_BYTES_MAX];
    assert(salt.len <= sizeof salt_copy);
    if (salt.len > 0)
        memcpy(salt_copy, salt.ptr, salt.len);
    struct sha256 extracted =
        crypto_hmac_sha256(secret_make(salt_copy, salt.len), secret_reveal(secret));
    unsigned char block[INFO_BYTES_MAX + 1];
    if (info.len > 0)
        memcpy(block, info.ptr, info.len);
    block[info.len] = 1;
    struct sha256 expanded = crypto_hmac_sha256(
        secret_make(extracted.bytes, sizeof extracted.bytes), sv_make(block, info.len + 1));
    memcpy(out, expanded.bytes, len);
    secret_wipe(secret_make(extracted.bytes, sizeof extracted.bytes));
    secret_wipe(secret_make(expanded.bytes, sizeof expanded.bytes));
}
