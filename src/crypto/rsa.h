/* RSA signatures: PKCS #1 v1.5 with SHA-256, as the fediverse signs its requests.
 *
 * A key is opened once and used many times. Public keys are stored as raw modulus and exponent,
 * because opening those costs microseconds and decoding PEM ten times a verification. Opened keys
 * count their holders, so the cache (rsa_cache.h) may drop one that is in use elsewhere.
 *
 * Spec: RFC 8017; RFC 7468 (PEM); RFC 5280 (SubjectPublicKeyInfo); RFC 5208 (PKCS #8)
 */
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"
#include "crypto/secret.h"

#define RSA_MODULUS_BITS_MIN 2048
#define RSA_MODULUS_BITS_MAX 8192
#define RSA_MODULUS_BYTES_MAX (RSA_MODULUS_BITS_MAX / 8)
#define RSA_EXPONENT_BYTES_MAX 8
#define RSA_GENERATE_BITS 2048
#define RSA_PEM_BYTES_MAX 8192

/* An opened key, public or private; on the heap. */
struct rsa_key;

/* A public key as it is stored: big-endian numbers without leading zeros. */
struct rsa_public {
    struct sv modulus;  /* 256 … 1024 bytes */
    struct sv exponent; /* 1 … 8 bytes */
};

/**
 * Make a new private key of RSA_GENERATE_BITS.
 *
 * out      the caller ends with rsa_key_free
 *
 * Returns  ERR_INTERNAL   the library failed
 * Cost     50 to 300 ms
 */
MUST_USE enum err rsa_generate(struct rsa_key **out);

/**
 * Open a public key from its numbers.
 *
 * key      untrusted; leading zeros are accepted
 * out      the caller ends with rsa_key_free
 *
 * Returns  ERR_PARSE      modulus not within RSA_MODULUS_BITS_*, or even; exponent even, 1, or too
 * long Cost     some microseconds
 */
MUST_USE enum err rsa_public_open(struct rsa_public key, struct rsa_key **out);

/**
 * Open a private key.
 *
 * der      PKCS #8 DER from rsa_private_export
 * out      the caller ends with rsa_key_free
 *
 * Returns  ERR_PARSE      not a private RSA key of a legal size
 */
MUST_USE enum err rsa_private_open(struct secret der, struct rsa_key **out);

/** One holder less; the last one frees. Accepts NULL. Thread: any. */
void rsa_key_free(struct rsa_key *key);

/** The same for CLEANUP: CLEANUP(rsa_key_done) struct rsa_key *key = NULL; */
void rsa_key_done(struct rsa_key **key);

/** One holder more, for whom rsa_key_free is called once more. Thread: any. */
struct rsa_key *rsa_key_hold(struct rsa_key *key);

/**
 * The secret half as PKCS #8 DER.
 *
 * key      private
 * out      in the arena; wipe it after use
 *
 * Returns  ERR_INTERNAL   the library failed
 */
MUST_USE enum err rsa_private_export(struct arena *a, const struct rsa_key *key,
                                     struct secret *out);

/** The public numbers of an opened key, public or private, in the arena. */
struct rsa_public rsa_public_of(struct arena *a, const struct rsa_key *key);

/** A public key as one value for the store: length of the modulus (2 bytes, big-endian) ‖ modulus ‖
 * exponent; in the arena. */
struct sv rsa_public_pack(struct arena *a, struct rsa_public key);

/**
 * The numbers of a packed key; not yet checked, as rsa_public_open does that.
 *
 * out      views into packed; untouched on failure
 *
 * Returns  ERR_PARSE      not a packed key
 */
MUST_USE enum err rsa_public_unpack(struct sv packed, struct rsa_public *out);

/**
 * Read a public key from PEM.
 *
 * pem      untrusted text: "PUBLIC KEY" (SubjectPublicKeyInfo) or "RSA PUBLIC KEY" (PKCS #1), text
 * around it is skipped out      numbers in the arena, checked as rsa_public_open does
 *
 * Returns  ERR_PARSE      anything else, longer than RSA_PEM_BYTES_MAX, another algorithm, or an
 * illegal size
 */
MUST_USE enum err rsa_public_from_pem(struct arena *a, struct sv pem, struct rsa_public *out);

/** An opened key's public half as PEM (SubjectPublicKeyInfo), with a line feed at its end, in the
 * arena. */
struct sv rsa_public_to_pem(struct arena *a, const struct rsa_key *key);

/**
 * Sign a message.
 *
 * key      private
 * out      as long as the modulus, in the arena
 *
 * Returns  ERR_INTERNAL   the library failed
 * Cost     0.3 ms for 2048 bits
 * Thread   any, also with the same key at once
 */
MUST_USE enum err rsa_sign(struct arena *a, const struct rsa_key *key, struct sv message,
                           struct sv *out);

/**
 * Does the signature belong to message and key?
 *
 * signature  untrusted, any bytes
 *
 * Cost     25 µs for 2048 bits
 * Thread   any, also with the same key at once
 */
MUST_USE bool rsa_verify(const struct rsa_key *key, struct sv message, struct sv signature);
