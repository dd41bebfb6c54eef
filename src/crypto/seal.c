/* Sealed boxes: XChaCha20-Poly1305 with associated data. */
#include "crypto/seal.h"

#include <assert.h>
#include <sodium.h>

#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_BYTES crypto_aead_xchacha20poly1305_ietf_ABYTES

static_assert(NONCE_BYTES + TAG_BYTES == CRYPTO_SEAL_OVERHEAD_BYTES, "layout of a box");
static_assert(CRYPTO_KEY_BYTES == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "size of a key");

void crypto_seal(struct arena *a, const struct crypto_key *key, struct sv aad, struct sv plain,
                 struct sv *out)
{
    unsigned char *box = arena_alloc(a, plain.len + CRYPTO_SEAL_OVERHEAD_BYTES);
    randombytes_buf(box, NONCE_BYTES);
    (void)crypto_aead_xchacha20poly1305_ietf_encrypt(
        box + NONCE_BYTES, NULL, (const unsigned char *)plain.ptr, plain.len,
        (const unsigned char *)aad.ptr, aad.len, NULL, box, key->bytes);
    *out = sv_make(box, plain.len + CRYPTO_SEAL_OVERHEAD_BYTES);
}

enum err crypto_open(struct arena *a, const struct crypto_key *key, struct sv aad, struct sv sealed,
                     struct sv *out)
{
    if (sealed.len < CRYPTO_SEAL_OVERHEAD_BYTES)
        return ERR_CORRUPT;
    size_t len = sealed.len - CRYPTO_SEAL_OVERHEAD_BYTES;
    unsigned char *plain = arena_alloc(a, len);
    const unsigned char *box = (const unsigned char *)sealed.ptr;
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(
            plain, NULL, NULL, box + NONCE_BYTES, sealed.len - NONCE_BYTES,
            (const unsigned char *)aad.ptr, aad.len, box, key->bytes) != 0)
        return ERR_CORRUPT;
    *out = sv_make(plain, len);
    return ERR_OK;
}
