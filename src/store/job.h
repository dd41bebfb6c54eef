/* Jobs in the store: enqueued in the transaction of the change they follow from. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/job_kind.h"

struct job {
    struct job_id id;
    enum job_kind kind;
    struct account_id
        owner; /* none, or whose work it is: jobs of one owner run one after the other */
    int64_t subject;
    int64_t other;    /* 0 = none */
    int64_t attempts; /* this one included, from 1 */
};

/**
 * Inside db_write: enqueue.
 *
 * id       a new one of the engine
 * run_ms   not before this time; ctx->now_ms for at once
 */
MUST_USE enum err store_job_insert(struct ctx *ctx, struct job_id id, enum job_kind kind,
                                   struct account_id owner, int64_t subject, int64_t other,
                                   int64_t run_ms);

/**
 * Inside db_write: take at most `count` jobs that are due.
 *
 * out      in ctx->arena, oldest first
 */
MUST_USE enum err store_job_claim(struct ctx *ctx, int64_t count, struct job **out,
                                  size_t *out_count);

/** Inside db_write: drop the jobs of a kind about a subject that nobody has begun. */
MUST_USE enum err store_job_drop(struct ctx *ctx, enum job_kind kind, int64_t subject);

/** Inside db_write: it is done, or will never be. A received activity goes with the job that works it. */
MUST_USE enum err store_job_delete(struct ctx *ctx, const struct job *job);

/** Inside db_write: try again at a time. */
MUST_USE enum err store_job_retry(struct ctx *ctx, struct job_id id, int64_t run_ms);

/** Inside db_write: it was claimed and not begun: give it back, as if it had not been. */
MUST_USE enum err store_job_give_back(struct ctx *ctx, struct job_id id);

/**
 * Inside db_write: give back every claimed job of a kind; at start, when the process that claimed them is gone.
 *
 * is_counted  that it was claimed counts as an attempt: it may be what ended the process
 */
MUST_USE enum err store_job_unclaim(struct ctx *ctx, enum job_kind kind, bool is_counted);

/** When the next waiting job is due; INT64_MAX when none waits. */
MUST_USE enum err store_job_next(struct ctx *ctx, int64_t *out_run_ms);

/** Has an account work of a kind that is not done? */
MUST_USE enum err store_job_has(struct ctx *ctx, struct account_id owner, enum job_kind kind,
                                bool *out);
