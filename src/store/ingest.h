/* Ingest: activities received and verified, waiting to be worked; and which ones were received before.
 *
 * The bytes are kept as they came, sealed under the instance's key: they may hold somebody's direct message.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"

struct ingest {
    int64_t id;
    struct account_id signer;    /* whose signature the request bore */
    struct account_id recipient; /* whose own inbox it came to; none: the shared one */
    struct sv body;              /* as received */
    int64_t received_ms;
};

/**
 * Seal a body for its row. Before db_write.
 *
 * Returns  ERR_KEY_GONE …  as keyring_account_key
 */
MUST_USE enum err store_ingest_seal(struct ctx *ctx, const struct ingest *ingest, struct sv *out);

/** Inside db_write. body_box from store_ingest_seal. */
MUST_USE enum err store_ingest_insert(struct ctx *ctx, const struct ingest *ingest,
                                      struct sv body_box);

/**
 * Returns  ERR_NOT_FOUND  worked already
 */
MUST_USE enum err store_ingest_get(struct ctx *ctx, int64_t id, struct ingest *out);

/** Was an activity received before? hash: 32 bytes of a keyed hash. */
MUST_USE enum err store_seen_has(struct ctx *ctx, struct sv hash, bool *out);

/** Inside db_write: remember it; out_is_new tells whether nobody did before. */
MUST_USE enum err store_seen_insert(struct ctx *ctx, struct sv hash, bool *out_is_new);

/** Inside db_write: forget at most `count` of those received before a time. */
MUST_USE enum err store_seen_sweep(struct ctx *ctx, int64_t before_ms, int64_t count,
                                   int64_t *out_swept);
