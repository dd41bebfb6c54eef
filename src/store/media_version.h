/* Which media a status had before it was edited, and how they were described: words of its history, under the status's key. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "crypto/secret.h"
#include "model/media.h"
#include "model/status.h"

/** Box what a status shows, for its history. key: NULL leaves it plain. In the arena; never absent. */
struct sv store_media_seal_version(struct arena *a, const struct status *status,
                                   const struct crypto_key *key);

/**
 * Open that.
 *
 * out        id and alt alone; in the arena
 * out_knows  false for an absent box: it was written before media were remembered
 *
 * Returns  ERR_CORRUPT  …
 */
MUST_USE enum err store_media_open_version(struct ctx *ctx, const struct status *status,
                                           const struct crypto_key *key, struct sv box,
                                           bool *out_knows, struct media **out, size_t *out_count);
