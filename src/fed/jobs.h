/* Jobs of federation: what app joins to the kinds of model/job_kind.h. JOB_INGEST_ACTIVITY is in fed/inbox.h. */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "store/job.h"

/** JOB_DEREFERENCE_PARENT: fetch what a status answers, and link the two. */
enum err fed_dereference_parent(struct ctx *ctx, const struct job *job);

/** JOB_REFRESH_ACTOR: read another server's actor again, unless that was done today. */
enum err fed_refresh_actor(struct ctx *ctx, const struct job *job);
