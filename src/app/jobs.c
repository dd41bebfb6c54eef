/* Job handlers, joined to their kinds. */
#include "app/jobs.h"

#include "service/run_erasure.h"
#include "service/sever_domain.h"
#include "service/sweep.h"

static enum err sever_domain(struct ctx *ctx, const struct job *job)
{
    return service_sever_domain(ctx, job->owner, job->subject);
}

/* Kinds that nothing enqueues yet. */
static enum err not_built(struct ctx *ctx, const struct job *job)
{
    UNUSED(job);
    return fail(ctx, ERR_NOT_BUILT, "no handler for this kind yet");
}

void app_job_handlers(job_handler *out[JOB_KIND_COUNT])
{
    for (int i = 0; i < JOB_KIND_COUNT; i++)
        out[i] = not_built;
    out[JOB_RUN_ERASURE] = service_run_erasure;
    out[JOB_SWEEP_KEYS] = service_sweep_keys;
    out[JOB_SWEEP_UPLOADS] = service_sweep_uploads;
    out[JOB_SWEEP_EXPIRED] = service_sweep_expired;
    out[JOB_SEVER_DOMAIN] = sever_domain;
}
