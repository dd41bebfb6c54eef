/* Run erasures: what is invisible already goes physically.
 *
 * Rows go in short transactions, then files, then keys; then the keyring's log and the store's are emptied, and only when
 * both said that nothing is left the erasure counts as physical. Every part deletes what is still there, so that a crash
 * anywhere is made good by running again.
 */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "job/runner.h"

/**
 * Handler of JOB_RUN_ERASURE.
 *
 * Returns  ERR_BUSY  somebody reads the old state for too long: tried again later
 *          ERR_IO    a file could not be removed
 *          ERR_DB …
 * Cost     seconds for a large account; no transaction is over 150 ms
 */
MUST_USE enum err service_run_erasure(struct ctx *ctx, const struct job *job);

/**
 * Run one erasure to its physical end now, on the calling thread: for commands and the restore.
 *
 * progress  called between batches; may be NULL
 */
MUST_USE enum err
service_finish_erasure(struct ctx *ctx, struct erasure_id id,
                       void (*progress)(void *arg, int64_t done, int64_t expected), void *arg);

/** Run all erasures that are not physical yet to that end; as service_finish_erasure. */
MUST_USE enum err service_finish_open_erasures(struct ctx *ctx);

/**
 * Close the erasures whose recipients were all told: what was kept for telling them goes. Call when deliveries ended, and
 * from time to time.
 */
MUST_USE enum err service_finish_told_erasures(struct ctx *ctx);
