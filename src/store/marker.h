/* Markers in the store. */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/marker.h"

/** A marker; all zero when it was never set. */
MUST_USE enum err store_marker_get(struct ctx *ctx, struct account_id owner,
                                   enum marker_timeline timeline, struct marker *out);

/** Inside db_write: move it, also back; its version grows. */
MUST_USE enum err store_marker_set(struct ctx *ctx, struct account_id owner,
                                   enum marker_timeline timeline, int64_t last_read);
