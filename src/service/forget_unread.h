/* Forget the unread: what came from other servers for followers or for somebody named goes with the last person here who may read
 * it.
 */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "store/job.h"

/**
 * Inside db_write: look for such statuses once this is committed.
 *
 * author   of another server, whom somebody here follows no more; none: of everybody, when an account goes
 */
MUST_USE enum err service_forget_unread_of(struct ctx *ctx, struct account_id author);

/** Handler of JOB_FORGET_UNREAD: erases them. Returns ERR_DB …. Cost: a commit for each status. */
enum err service_forget_unread(struct ctx *ctx, const struct job *job);
