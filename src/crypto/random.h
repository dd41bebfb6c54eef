/* Randomness from the system, and random text for tokens. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/sv.h"

/** Fill `size` bytes. Never fails: without randomness the process aborts. Thread: any. */
void crypto_random_bytes(void *out, size_t size);

/** A number in [0, below), without bias; `below` is at least 1. Thread: any. */
uint32_t crypto_random_below(uint32_t below);

/**
 * A random token for URLs, headers and cookies.
 *
 * bytes    of randomness, 16 … 64; 32 gives 43 characters
 *
 * Returns  base64url without padding, in the arena
 */
struct sv crypto_random_token(struct arena *a, size_t bytes);

/** base64url (RFC 4648, section 5) without padding, in the arena. */
struct sv crypto_base64url(struct arena *a, struct sv bytes);
