/* P-256: key agreement (ECDH) and signatures (ES256) as Web Push uses them.
 *
 * Keys are bytes: a point is 65 of them, uncompressed, a secret 32. They are opened for each use, which costs a tenth of a
 * millisecond and leaves nothing to be freed.
 *
 * Spec: SEC 1; FIPS 186-4; RFC 7518 section 3.4 (ES256)
 */
#pragma once

#include <stdbool.h>

#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"
#include "crypto/secret.h"

#define P256_PUBLIC_BYTES 65
#define P256_PRIVATE_BYTES 32
#define P256_SIGNATURE_BYTES 64

struct p256_public {
    unsigned char bytes[P256_PUBLIC_BYTES]; /* 4 ‖ x ‖ y */
};

/* Secret half: CLEANUP(p256_private_wipe) struct p256_private key; */
struct p256_private {
    unsigned char scalar[P256_PRIVATE_BYTES]; /* big-endian, 1 … n-1 */
    struct p256_public public;
};

struct p256_signature {
    unsigned char bytes[P256_SIGNATURE_BYTES]; /* r ‖ s */
};

/** A new random key pair. */
void p256_generate(struct p256_private *out);

/**
 * The key pair of a given secret.
 *
 * Returns  ERR_PARSE  zero, or not below the group's order: a random one is with odds of one in four billion
 */
MUST_USE enum err p256_from_scalar(const unsigned char scalar[P256_PRIVATE_BYTES],
                                   struct p256_private *out);

/** Overwrite a key; fits CLEANUP. */
void p256_private_wipe(struct p256_private *key);

/**
 * Take a public key from outside.
 *
 * bytes    untrusted
 *
 * Returns  ERR_PARSE  not 65 bytes of an uncompressed point on the curve
 */
MUST_USE enum err p256_public_parse(struct sv bytes, struct p256_public *out);

/**
 * The secret that two keys have in common.
 *
 * other    parsed, or our own
 * out      x of the common point; wipe after use
 *
 * Returns  ERR_PARSE  not on the curve
 */
MUST_USE enum err p256_agree(const struct p256_private *key, const struct p256_public *other,
                             struct crypto_key *out);

/** Sign SHA-256 of a message. */
struct p256_signature p256_sign(const struct p256_private *key, struct sv message);

/** Does the signature belong to message and key? signature: untrusted; any length but 64 is refused */
MUST_USE bool p256_verify(const struct p256_public *key, struct sv message, struct sv signature);
