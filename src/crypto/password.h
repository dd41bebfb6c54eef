/* Password hashes: Argon2id as text, parameters in one place (password.c).
 *
 * A hash takes 64 MiB and some tens of milliseconds of one core on purpose. Callers run it on a
 * worker and bound how many run at once.
 *
 * Spec: RFC 9106; encoded form of the reference implementation ($argon2id$v=19$…)
 */
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"
#include "crypto/secret.h"

/* Longer ones are refused, so that nobody makes us hash megabytes. */
#define CRYPTO_PASSWORD_BYTES_MAX 1024

/**
 * Hash a password with a new salt.
 *
 * password  1 … CRYPTO_PASSWORD_BYTES_MAX bytes
 * out       text of at most 127 characters, in the arena
 *
 * Returns  ERR_VALIDATION  empty or too long
 *          ERR_BUSY        64 MiB of memory could not be had now
 * Cost     64 MiB, tens of milliseconds
 */
MUST_USE enum err crypto_password_hash(struct arena *a, struct secret password, struct sv *out);

/**
 * Does the password belong to the hash?
 *
 * hash     from crypto_password_hash; empty when there is no such user: then the same work is done
 * for nothing, so that the time of the answer does not say who exists
 *
 * Returns  ERR_FORBIDDEN   it does not
 *          ERR_BUSY        64 MiB of memory could not be had now
 * Cost     64 MiB, tens of milliseconds
 */
MUST_USE enum err crypto_password_verify(struct sv hash, struct secret password);

/** Was the hash made with other parameters than today's? Then hash again at the next login. */
bool crypto_password_needs_rehash(struct sv hash);
