/* The instance's own key pair: signs fetches and reports, for nobody in particular. */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"

/**
 * Make the pair when there is none yet.
 *
 * Returns  ERR_DB …, ERR_INTERNAL
 * Cost     1 query; the first time a key generation and one commit
 */
MUST_USE enum err service_ensure_instance_key(struct ctx *ctx);
