/* Suggestions in the store: whom the followed follow, and whom nobody wants suggested again. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/id.h"
#include "base/macros.h"

/** Whom an account followed last, newest first. count: 1 … 1,000 */
MUST_USE enum err store_suggestion_circle(struct ctx *ctx, struct account_id owner, int64_t count,
                                          struct account_id **out, size_t *out_count);

/** The same of an account whose following others may be told; none when it hides its collections, or is gone. */
MUST_USE enum err store_suggestion_following(struct ctx *ctx, struct account_id owner,
                                             int64_t count, struct account_id **out,
                                             size_t *out_count);

/** Which of some accounts `owner` refused. ids: at most STORE_LIST_MAX; out: as many, in their order */
MUST_USE enum err store_suggestion_refused(struct ctx *ctx, struct account_id owner,
                                           const struct account_id *ids, size_t count, bool **out);

/** Inside db_write: do not suggest it again; twice is once. */
MUST_USE enum err store_suggestion_refuse(struct ctx *ctx, struct account_id owner,
                                          struct account_id target);
