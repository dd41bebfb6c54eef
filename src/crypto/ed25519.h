/* Ed25519 signatures.
 *
 * Spec: RFC 8032
 */
#pragma once

#include <stdbool.h>

#include "base/macros.h"
#include "base/sv.h"

#define ED25519_SEED_BYTES 32

struct ed25519_public {
    unsigned char bytes[32];
};

struct ed25519_signature {
    unsigned char bytes[64];
};

/* Secret half: CLEANUP(ed25519_private_wipe) struct ed25519_private key; */
struct ed25519_private {
    unsigned char seed[ED25519_SEED_BYTES]; /* all there is to store */
    unsigned char expanded[64];             /* seed ‖ public key, as the library wants it */
};

/** A new random key pair. */
void ed25519_generate(struct ed25519_private *out);

/** The key pair of a stored seed of 32 bytes. */
void ed25519_from_seed(const unsigned char seed[ED25519_SEED_BYTES], struct ed25519_private *out);

struct ed25519_public ed25519_public_of(const struct ed25519_private *key);

/** Overwrite a key; fits CLEANUP. */
void ed25519_private_wipe(struct ed25519_private *key);

struct ed25519_signature ed25519_sign(const struct ed25519_private *key, struct sv message);

/**
 * Does the signature belong to message and key?
 *
 * signature  untrusted; any length but 64 is refused, so are keys of small order and malleable
 * encodings
 */
MUST_USE bool ed25519_verify(const struct ed25519_public *key, struct sv message,
                             struct sv signature);
