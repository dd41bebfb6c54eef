/* Tell of a post: followers who asked to be told of each. */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/status.h"
#include "store/job.h"

/**
 * Inside db_write: a status came to be; JOB_TELL_POST tells of it, when anybody asked to be told.
 *
 * Nothing for reblogs, for answers to others, and for what was published hours ago.
 *
 * Cost     1 indexed query
 */
MUST_USE enum err service_tell_post_later(struct ctx *ctx, const struct status *status);

/**
 * Handler of JOB_TELL_POST: a notification for each follower who asked and in whose home the status stands, so that language,
 * mute and block count here as they do there.
 *
 * Returns  ERR_DB …
 * Cost     for each of them what one status of a home costs; a commit for each fifty
 */
MUST_USE enum err service_tell_post(struct ctx *ctx, const struct job *job);
