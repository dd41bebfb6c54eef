/* Domain rules: which servers this one talks to. */
#pragma once

#include <stdbool.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"

/**
 * Is another server blocked, by itself or by a name above it?
 *
 * host     lower case, perhaps with :PORT; empty (this server) is not
 *
 * Returns  ERR_DB …
 * Cost     1 query
 */
MUST_USE enum err service_domain_is_blocked(struct ctx *ctx, struct sv host, bool *out);
