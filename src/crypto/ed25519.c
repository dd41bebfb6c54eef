/* Ed25519 signatures. */
#include "crypto/ed25519.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

static_assert(crypto_sign_ed25519_SEEDBYTES == ED25519_SEED_BYTES, "size of a seed");

void ed25519_generate(struct ed25519_private *out)
{
    unsigned char seed[ED25519_SEED_BYTES];
    randombytes_buf(seed, sizeof seed);
    ed25519_from_seed(seed, out);
    sodium_memzero(seed, sizeof seed);
}

void ed25519_from_seed(const unsigned char seed[ED25519_SEED_BYTES], struct ed25519_private *out)
{
    struct ed25519_public unused;
    memcpy(out->seed, seed, ED25519_SEED_BYTES);
    (void)crypto_sign_ed25519_seed_keypair(unused.bytes, out->expanded, seed);
}

struct ed25519_public ed25519_public_of(const struct ed25519_private *key)
{
    struct ed25519_public out;
    (void)crypto_sign_ed25519_sk_to_pk(out.bytes, key->expanded);
    return out;
}

void ed25519_private_wipe(struct ed25519_private *key)
{
    sodium_memzero(key, sizeof *key);
}

struct ed25519_signature ed25519_sign(const struct ed25519_private *key, struct sv message)
{
    struct ed25519_signature out;
    (void)crypto_sign_ed25519_detached(out.bytes, NULL, (const unsigned char *)message.ptr,
                                       message.len, key->expanded);
    return out;
}

bool ed25519_verify(const struct ed25519_public *key, struct sv message, struct sv signature)
{
    if (signature.len != crypto_sign_ed25519_BYTES)
        return false;
    return crypto_sign_ed25519_verify_detached((const unsigned char *)signature.ptr,
                                               (const unsigned char *)message.ptr, message.len,
                                               key->bytes) == 0;
}
