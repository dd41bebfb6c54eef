/* Idempotency keys: a status posted twice with the same key is posted once. */
#pragma once

#include <stdbool.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"

/* How long a key holds. */
#define IDEMPOTENCY_MS INT64_C(3600000)

/** The status that was posted with this key within the last hour. hash: of the key, keyed. */
MUST_USE enum err store_idempotency_find(struct ctx *ctx, struct account_id owner, struct sv hash,
                                         bool *out_found, struct status_id *out);

/**
 * Inside db_write.
 *
 * Returns  ERR_DUPLICATE  the key was used within the last hour
 */
MUST_USE enum err store_idempotency_insert(struct ctx *ctx, struct account_id owner, struct sv hash,
                                           struct status_id status);
