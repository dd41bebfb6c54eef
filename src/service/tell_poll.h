/* Tell of a poll: its results to other servers while it runs, its end to its author and who voted. */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/status.h"
#include "store/job.h"

/** Inside db_write: a status with a poll came to be; JOB_END_POLL waits for its end. Nothing for one that is over, never ends, or is none. */
MUST_USE enum err service_await_poll_end(struct ctx *ctx, const struct status *status);

/** Inside db_write: its poll is another now, or ends at another time, or is gone: its end is awaited, and told, anew. */
MUST_USE enum err service_restart_poll(struct ctx *ctx, const struct status *status);

/**
 * Inside db_write: somebody voted in a poll.
 *
 * Its results go to other servers some minutes later, and with them those of the votes until then; where they are hidden,
 * at the end.
 */
MUST_USE enum err service_poll_voted(struct ctx *ctx, const struct status *status);

/** Handler of JOB_UPDATE_POLL. Returns ERR_DB …. */
MUST_USE enum err service_update_poll(struct ctx *ctx, const struct job *job);

/** Handler of JOB_END_POLL. Returns ERR_DB …. Cost: a commit for each fifty voters of this server. */
MUST_USE enum err service_end_poll(struct ctx *ctx, const struct job *job);
