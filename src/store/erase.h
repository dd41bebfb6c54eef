/* Erase: the rows of a status, a picture or an account, and every row that points at them.
 *
 * What goes is not written here: the worker walks the edges of the manifest. By hand are the rows themselves with the
 * counters they stood in, both directions of a follow, and shared rows that nobody points at any more. A step deletes at
 * most its budget; calling again goes on with what is left, so that no transaction is long and a crash forgets nothing.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "store/manifest.h"

/* One step's limits and what it did. */
struct erase_step {
    struct erasure_id erasure;       /* files and keys to go are noted under it */
    struct account_id whole_account; /* erased as a whole: its keys go all at once; or none */
    int64_t rows_left;               /* of the budget */
    int64_t end_us;                  /* monotonic; the step stops soon after */
    int64_t rows_erased;             /* added to */
};

/**
 * Inside db_write: erase a status: the row first, so that it is gone at once, then what points at it.
 *
 * out_done   false: the budget was used up; call again in another write
 *
 * Returns  ERR_DB …; a status that is not there is done when nothing points at it
 */
MUST_USE enum err store_erase_status(struct ctx *ctx, struct erase_step *step, struct status_id id,
                                     bool *out_done);

/** The same for a picture. */
MUST_USE enum err store_erase_media(struct ctx *ctx, struct erase_step *step, struct media_id id,
                                    bool *out_done);

/**
 * Inside db_write: a scheduled status, posted or deleted. Its key is noted, its pictures wait no more, its job goes.
 * Harmless when it is gone.
 */
MUST_USE enum err store_erase_scheduled(struct ctx *ctx, struct erase_step *step,
                                        struct scheduled_status_id id, bool *out_done);

/** The same for an account from anywhere; its row goes last. Without a row, what others wrote meanwhile goes. */
MUST_USE enum err store_erase_account(struct ctx *ctx, struct erase_step *step,
                                      struct account_id id, bool *out_done);

/** Inside db_write: delete an inbox that nobody points at, and then its host likewise. */
MUST_USE enum err store_erase_orphan_inbox(struct ctx *ctx, struct inbox_id inbox,
                                           struct host_id host);

/**
 * Does the worker know how to erase along this edge? False for a hand-written step it does not have, or rows to erase each
 * in a table whose erasure it does not know: the tests refuse a manifest with such an edge.
 */
bool store_erase_handles(const struct manifest_table *table,
                         const struct manifest_column_row *column);
