/* Runner: threads that work the job table.
 *
 * One thread claims what is due in batches and deals the jobs out: those of one owner always to the same worker, so that an
 * actor's Create, Update and Delete run in the order they came. A job is deleted when its handler succeeded or can never
 * succeed, and tried again with back-off otherwise. Periodic kinds run on the claiming thread's clock, without rows.
 */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "store/job.h"

/* Work one job. An error's retry class decides whether it is tried again. */
typedef enum err job_handler(struct ctx *ctx, const struct job *job);

struct job_runner;

struct job_runner_options {
    int thread_count;                           /* workers, 1 … 64 */
    size_t arena_bytes;                         /* of one job */
    job_handler *handlers[JOB_KIND_COUNT];      /* every kind has one */
    void (*setup)(void *arg, struct ctx *ctx);  /* put the parts into the ctx */
    void (*finish)(void *arg, struct ctx *ctx); /* give leases back */
    void *arg;
};

/**
 * Give back what a dead process claimed, and start.
 *
 * ctx      with the store
 * out      to be stopped with job_runner_stop
 *
 * Returns  ERR_INTERNAL  a kind without handler (detail says which), or no thread
 *          ERR_DB …
 */
MUST_USE enum err job_runner_start(struct ctx *ctx, const struct job_runner_options *options,
                                   struct job_runner **out);

/** There is new work: look now. Thread: any. */
void job_runner_wake(struct job_runner *r);

/** Finish the jobs under way, leave the others claimed for the next start, end the threads, free. Accepts NULL. */
void job_runner_stop(struct job_runner *r);

/**
 * Work everything that is due on the calling thread, until nothing is: for commands and tests without a runner.
 *
 * out_run  how many ran, periodic kinds not among them
 *
 * Returns  ERR_DB …; a job's own failure is retried or logged, not returned
 */
MUST_USE enum err job_run_due(struct ctx *ctx, const struct job_runner_options *options,
                              int64_t *out_run);
