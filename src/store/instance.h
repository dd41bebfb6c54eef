/* The instance as a whole in the store: totals, and the servers it knows. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"

/** Statuses of all local accounts. Cost: reads the counters of all local accounts. */
MUST_USE enum err store_instance_status_count(struct ctx *ctx, int64_t *out);

/** Servers ever heard of. Cost: reads all. */
MUST_USE enum err store_instance_host_count(struct ctx *ctx, int64_t *out);

/**
 * Their names, in order.
 *
 * after    the last name of the page before; "" at first
 * count    1 … 5000
 * out      in ctx->arena
 */
MUST_USE enum err store_instance_host_page(struct ctx *ctx, struct sv after, int64_t count,
                                           struct sv **out, size_t *out_count);
