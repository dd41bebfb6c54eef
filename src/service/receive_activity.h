/* Receive an activity: keep what another server sent until a job works it.
 *
 * Its signature was verified by fed. The sender gets its 202 once the row is durable, so nothing it was told we have is lost.
 */
#pragma once

#include <stdbool.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"

struct received_activity {
    struct account_id signer;
    struct account_id recipient; /* whose own inbox it came to; none: the shared one */
    struct sv host;              /* of the signer */
    struct sv body;              /* as received */
    struct sv key;               /* what makes it the same as one received before */
};

/**
 * What stands for a status that its author deleted before it came, among the activities received before (store/ingest.h): a Create
 * that was late must not bring it back. In the arena.
 */
struct sv service_deleted_hash(struct ctx *ctx, struct sv author, struct sv uri);

/** Was it received before? Cheap, before anything is verified. */
MUST_USE enum err service_activity_is_known(struct ctx *ctx, struct sv key, bool *out);

/**
 * Keep it and enqueue its job; its host is alive again. One received before is passed over.
 *
 * Returns  ERR_DB …
 * Cost     one commit
 */
MUST_USE enum err service_receive_activity(struct ctx *ctx,
                                           const struct received_activity *activity);
