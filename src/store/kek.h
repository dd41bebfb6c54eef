/* KEK: the key-encryption key and its generation, in a file only its owner may read. */
#pragma once

#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "crypto/secret.h"

struct kek {
    int64_t generation;
    struct crypto_key key;
};

/**
 * Write a new KEK of generation 1; durable when it returns.
 *
 * path     must not exist
 *
 * Returns  ERR_CONFLICT  exists
 *          ERR_IO        cannot be written
 */
MUST_USE enum err kek_create(struct ctx *ctx, const char *path);

/**
 * Read it.
 *
 * out      wipe out->key after use
 *
 * Returns  ERR_IO        missing, or readable by others than its owner (detail says which)
 *          ERR_CORRUPT   not a KEK file
 */
MUST_USE enum err kek_load(struct ctx *ctx, const char *path, struct kek *out);
