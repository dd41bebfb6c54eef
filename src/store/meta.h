/* Facts about this instance, by name: small values that are nobody's. */
#pragma once

#include <stdbool.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"

/** Find one. */
MUST_USE enum err store_meta_find(struct ctx *ctx, struct sv name, bool *out_found, struct sv *out);

/** Inside db_write: set one. */
MUST_USE enum err store_meta_set(struct ctx *ctx, struct sv name, struct sv value);

/** Inside db_write: remove one; not being there is fine. */
MUST_USE enum err store_meta_delete(struct ctx *ctx, struct sv name);

/** The highest id this server gave to anything, 0 for a new one. */
MUST_USE enum err store_meta_last_id(struct ctx *ctx, int64_t *out);
