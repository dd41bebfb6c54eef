/* Vote in a poll. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "service/view_status.h"

/* Why a vote does not count. */
enum vote_fault {
    VOTE_FAULT_NONE,
    VOTE_FAULT_OVER,    /* the poll is */
    VOTE_FAULT_OWN,     /* one does not answer oneself */
    VOTE_FAULT_OPTION,  /* none, no such option, or several where one is to be chosen */
    VOTE_FAULT_ALREADY, /* a vote is for good */
};

/**
 * Load a poll by its status's id, as ctx->viewer sees it.
 *
 * Returns  ERR_NOT_FOUND  no such status, the viewer may not see it, or it asks nothing
 */
MUST_USE enum err service_view_poll(struct ctx *ctx, struct status_id id, struct status_view *out);

/**
 * Vote as ctx->viewer. A poll of another server learns of it by a message to its author.
 *
 * choices    positions of options, from 0; without repetitions
 * out_fault  set with ERR_VALIDATION
 *
 * Returns  ERR_NOT_FOUND       as above
 *          ERR_LOGIN_REQUIRED, ERR_FORBIDDEN  as for posting, or one of viewer and author blocks the other
 *          ERR_VALIDATION      it does not count
 *          ERR_DB …
 * Spec     Mastodon API, polls#vote
 */
MUST_USE enum err service_vote_poll(struct ctx *ctx, struct status_id id, const int64_t *choices,
                                    size_t count, enum vote_fault *out_fault);
