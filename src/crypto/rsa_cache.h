/* Cache of opened public keys, so that a busy peer's key is opened once.
 *
 * Least recently used goes first. The number of entries is bounded; an opened key of 2048 bits with
 * its contexts takes about 6 KiB, the largest legal one about 12 KiB. Keys are found by their
 * bytes, never by a name that may change hands.
 */
#pragma once

#include <stddef.h>

#include "base/err.h"
#include "base/macros.h"
#include "crypto/rsa.h"

struct rsa_key_cache;

/** A cache of at most `count` keys, 1 … 1,000,000. The caller ends with rsa_key_cache_free. */
struct rsa_key_cache *rsa_key_cache_new(size_t count);

/** Free the cache; keys that are still held live on with their holders. Accepts NULL. */
void rsa_key_cache_free(struct rsa_key_cache *cache);

/**
 * The opened key of these numbers.
 *
 * key      untrusted, as for rsa_public_open
 * out      held for the caller, who ends with rsa_key_free
 *
 * Returns  ERR_PARSE      as rsa_public_open
 * Thread   any
 */
MUST_USE enum err rsa_key_cache_get(struct rsa_key_cache *cache, struct rsa_public key,
                                    struct rsa_key **out);

/** How many keys are in the cache now. Thread: any. */
size_t rsa_key_cache_count(struct rsa_key_cache *cache);
