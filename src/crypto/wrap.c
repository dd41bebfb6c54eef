/* Key wrapping: a key sealed under another key. */
#include "crypto/wrap.h"

#include <assert.h>
#include <sodium.h>

#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES

static_assert(NONCE_BYTES + CRYPTO_KEY_BYTES + crypto_aead_xchacha20poly1305_ietf_ABYTES ==
                  CRYPTO_WRAPPED_BYTES,
              "layout of a wrapped key");

void crypto_wrap(const struct crypto_key *wrapping, struct sv aad, const struct crypto_key *key,
                 struct crypto_wrapped *out)
{
    randombytes_buf(out->bytes, NONCE_BYTES);
    (void)crypto_aead_xchacha20poly1305_ietf_encrypt(
        out->bytes + NONCE_BYTES, NULL, key->bytes, sizeof key->bytes,
        (const unsigned char *)aad.ptr, aad.len, NULL, out->bytes, wrapping->bytes);
}

enum err crypto_unwrap(const struct crypto_key *wrapping, struct sv aad,
                       const struct crypto_wrapped *wrapped, struct crypto_key *out)
{
    CLEANUP(crypto_key_wipe) struct crypto_key key;
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(
            key.bytes, NULL, NULL, wrapped->bytes + NONCE_BYTES, CRYPTO_WRAPPED_BYTES - NONCE_BYTES,
            (const unsigned char *)aad.ptr, aad.len, wrapped->bytes, wrapping->bytes) != 0)
        return ERR_CORRUPT;
    *out = key;
    return ERR_OK;
}
