/* Remember a recipient: a server that was shown a status hears of its edits and its deletion. */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/status.h"

/**
 * Remember that an account's server has a local status, or is about to get it.
 *
 * account  of another server; passed over when it has no inbox
 *
 * Returns  ERR_NOT_FOUND  the status is gone meanwhile: do not show it
 *          ERR_DB …
 * Cost     one commit
 */
MUST_USE enum err service_remember_recipient(struct ctx *ctx, const struct status *status,
                                             struct account_id account);
