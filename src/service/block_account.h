/* Block and mute accounts. On a page both need the role moderator. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/relationship.h"

/**
 * Block: ends follows and requests both ways, forgets what either was told of the other, tells the other server.
 *
 * out      as it stands now
 *
 * Returns  ERR_LOGIN_REQUIRED  anonymous
 *          ERR_NOT_FOUND       no such account
 *          ERR_FORBIDDEN       oneself, or too small a role on the page
 *          ERR_DB …
 * Cost     one commit
 */
MUST_USE enum err service_block_account(struct ctx *ctx, struct account_id target,
                                        struct relationship *out);

/** Block no more; nothing that was ended comes back. Errors as service_block_account. */
MUST_USE enum err service_unblock_account(struct ctx *ctx, struct account_id target,
                                          struct relationship *out);

/**
 * Mute: not shown in the viewer's lists; the other never learns.
 *
 * hides_notifications  nothing is told of it either
 * duration_ms          how long; 0 for ever
 *
 * Returns  as service_block_account
 */
MUST_USE enum err service_mute_account(struct ctx *ctx, struct account_id target,
                                       bool hides_notifications, int64_t duration_ms,
                                       struct relationship *out);

MUST_USE enum err service_unmute_account(struct ctx *ctx, struct account_id target,
                                         struct relationship *out);

/** A remote account blocks a local one: follows and requests end both ways in silence. ERR_NOT_FOUND. */
MUST_USE enum err service_receive_block(struct ctx *ctx, struct account_id actor,
                                        struct account_id target, struct sv uri);

/** It blocks no more. */
MUST_USE enum err service_receive_unblock(struct ctx *ctx, struct account_id actor,
                                          struct account_id target);
