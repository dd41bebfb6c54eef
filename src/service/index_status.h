/* Index statuses for search: handlers of its jobs, and what enqueues them.
 *
 * The jobs make the index agree with the store, whatever was before: what may be searched is put in, everything else is taken
 * out. They read the store under the shard's lock (store/search_index.h).
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "job/runner.h"
#include "model/account.h"
#include "model/status.h"
#include "store/erasure.h"

/**
 * Inside db_write: a status is new or was changed.
 *
 * author   as it was read before the write; nothing happens unless it lets itself be searched
 *
 * Returns  ERR_DB …
 */
MUST_USE enum err service_index_later(struct ctx *ctx, const struct account *author,
                                      const struct status *status);

/** Inside db_write: an account began, or ceased, to let itself be searched, or many statuses came at once. */
MUST_USE enum err service_index_account_later(struct ctx *ctx, struct account_id account);

/** Enqueue the filling of an index that was never filled: a new one, or one that was thrown away. */
MUST_USE enum err service_begin_search_fill(struct ctx *ctx);

/* Job handlers; ERR_DB, ERR_CORRUPT, ERR_DISK_FULL … */
MUST_USE enum err service_index_status(struct ctx *ctx, const struct job *job);
MUST_USE enum err service_index_account(struct ctx *ctx, const struct job *job);
MUST_USE enum err service_fill_search(struct ctx *ctx, const struct job *job);
MUST_USE enum err service_clean_search(struct ctx *ctx, const struct job *job);

/** Take out what an erasure is about; after the commit that hides it. */
MUST_USE enum err service_unindex(struct ctx *ctx, const struct erasure *erasure);

/**
 * Leave no byte of what was taken out of an erasure's shard.
 *
 * is_forced, out_due_ms  as search_index_clean
 */
MUST_USE enum err service_unindex_finish(struct ctx *ctx, const struct erasure *erasure,
                                         bool is_forced, int64_t *out_due_ms);
