/* Sealed boxes: XChaCha20-Poly1305 with associated data, for columns and small values.
 *
 * A box is nonce(24) ‖ ciphertext ‖ tag(16). The nonce is random: 192 bits are enough that no
 * counter must be kept. The associated data ties a box to its place, so that a box copied to
 * another row does not open.
 *
 * Spec: draft-irtf-cfrg-xchacha-03 (libsodium's crypto_aead_xchacha20poly1305_ietf)
 */
#pragma once

#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"
#include "crypto/secret.h"

/* Bytes a box is longer than what is in it. */
#define CRYPTO_SEAL_OVERHEAD_BYTES 40

/**
 * Seal bytes.
 *
 * aad      what the box is tied to; may be empty
 * plain    any bytes, may be empty
 * out      the box, in the arena; plain.len + CRYPTO_SEAL_OVERHEAD_BYTES bytes
 */
void crypto_seal(struct arena *a, const struct crypto_key *key, struct sv aad, struct sv plain,
                 struct sv *out);

/**
 * Open a box.
 *
 * sealed   bytes from crypto_seal
 * out      the plain bytes, in the arena
 *
 * Returns  ERR_CORRUPT    another key, other associated data, or not the bytes that were sealed
 */
MUST_USE enum err crypto_open(struct arena *a, const struct crypto_key *key, struct sv aad,
                              struct sv sealed, struct sv *out);
