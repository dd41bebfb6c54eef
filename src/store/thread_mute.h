/* Muted conversations in the store. A status's flags say whether its conversation is (store/status_flag.h). */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"

/** Inside db_write: muting twice is muting once. thread: the status the conversation began with */
MUST_USE enum err store_thread_mute_insert(struct ctx *ctx, struct account_id owner,
                                           struct status_id thread);

/** Inside db_write: harmless when it is not muted. */
MUST_USE enum err store_thread_mute_delete(struct ctx *ctx, struct account_id owner,
                                           struct status_id thread);
