/* Digests: SHA-2, SHA-1 where a protocol asks for it, HMAC, keyed BLAKE2b for look-ups, comparison in constant time.
 *
 * Keyed hashes let a table be searched by something it must not hold, such as an e-mail address:
 * without the key the stored bytes say nothing about guesses.
 *
 * Spec: FIPS 180-4, RFC 2104, RFC 7693
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/sv.h"
#include "crypto/secret.h"

struct sha1 {
    unsigned char bytes[20];
};

struct sha256 {
    unsigned char bytes[32];
};

struct sha512 {
    unsigned char bytes[64];
};

struct hash16 {
    unsigned char bytes[16];
};

struct hash32 {
    unsigned char bytes[32];
};

/** For protocols that were written with it and ask no strength of it (RFC 6455). */
struct sha1 crypto_sha1(struct sv data);

struct sha256 crypto_sha256(struct sv data);
struct sha512 crypto_sha512(struct sv data);

/** SHA-256 of the parts one after the other, as if they were joined. */
struct sha256 crypto_sha256_parts(const struct sv *parts, size_t count);

/** SHA-256 as 43 characters of base64url, in the arena. */
struct sv crypto_sha256_base64url(struct arena *a, struct sv data);

/** HMAC-SHA-256. key: any length, also empty. */
struct sha256 crypto_hmac_sha256(struct secret key, struct sv data);

/** BLAKE2b of 16 bytes under a key: for look-ups where a chance collision does little harm. */
struct hash16 crypto_keyed_hash16(const struct crypto_key *key, struct sv data);

/** BLAKE2b of 32 bytes under a key. */
struct hash32 crypto_keyed_hash32(const struct crypto_key *key, struct sv data);

/** The same bytes? Takes time by the lengths only, never by the content; lengths are not secret. */
bool crypto_is_equal(struct sv a, struct sv b);
