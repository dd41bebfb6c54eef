/* Send a status to other servers: its recipients and its fan-out, as rows of the same transaction. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/activity.h"
#include "model/status.h"

/**
 * Inside db_write: note who gets a local status besides the followers, and fan an activity about it out.
 *
 * status   local; who is mentioned, answered or reblogged elsewhere becomes a recipient
 * kind     CREATE, UPDATE, ANNOUNCE …, whose object is the status
 * reach    FANOUT_… or a number of before (store/outbound.h); a direct status goes to its recipients only, whatever this is
 * out_seq  the number it took, 0 when there was nobody to send to
 *
 * The delivery is woken after the commit.
 */
MUST_USE enum err service_send_status(struct ctx *ctx, const struct status *status,
                                      enum activity_kind kind, int64_t reach, int64_t *out_seq);
