/* Secrets: bytes that nothing can print by accident.
 *
 * A secret is not a string view, so no printing or rendering function of this codebase takes it;
 * secret_reveal() is the one way out and is easy to search for. Fixed-size keys are structs of
 * their own with a wipe that fits CLEANUP.
 */
#pragma once

#include <stddef.h>

#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"

#define CRYPTO_KEY_BYTES 32

/* View of secret bytes; owns nothing. */
struct secret {
    unsigned char *secret_ptr;
    size_t secret_len;
};

/* A symmetric key: CLEANUP(crypto_key_wipe) struct crypto_key key; */
struct crypto_key {
    unsigned char bytes[CRYPTO_KEY_BYTES];
};

/**
 * Start the libraries below; once, before anything else of this room.
 *
 * Returns  ERR_INTERNAL   the library found no safe source of randomness
 * Thread   any; calling again is harmless
 */
MUST_USE enum err crypto_init(void);

/** View of `len` secret bytes at `ptr`, borrowed. */
static inline struct secret secret_make(void *ptr, size_t len)
{
    return (struct secret){ ptr, len };
}

/** The bytes, for the one place that needs them; borrowed from the secret. */
static inline struct sv secret_reveal(struct secret s)
{
    return sv_make(s.secret_ptr, s.secret_len);
}

/** Overwrite the bytes, in a way that the compiler keeps. */
void secret_wipe(struct secret s);

/** A new random key. */
void crypto_key_init(struct crypto_key *out);

/** Overwrite a key; fits CLEANUP. */
void crypto_key_wipe(struct crypto_key *key);
