/* Key wrapping: a key sealed under another key, 72 bytes.
 *
 * Fixed size, so that a wrapped key has a fixed slot in a file and can be overwritten in place.
 */
#pragma once

#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"
#include "crypto/secret.h"

#define CRYPTO_WRAPPED_BYTES 72

/* nonce(24) ‖ sealed key(32) ‖ tag(16) */
struct crypto_wrapped {
    unsigned char bytes[CRYPTO_WRAPPED_BYTES];
};

/**
 * Wrap `key` under `wrapping`.
 *
 * aad      what the wrapped key is tied to, such as its slot and owner
 */
void crypto_wrap(const struct crypto_key *wrapping, struct sv aad, const struct crypto_key *key,
                 struct crypto_wrapped *out);

/**
 * Unwrap a key.
 *
 * out      untouched on failure; wipe it after use
 *
 * Returns  ERR_CORRUPT    another wrapping key, other associated data, or changed bytes
 */
MUST_USE enum err crypto_unwrap(const struct crypto_key *wrapping, struct sv aad,
                                const struct crypto_wrapped *wrapped, struct crypto_key *out);
