/* Find a status by its address, here or on another server. */
#pragma once

#include <stdbool.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"
#include "model/status.h"

/**
 * Find the status that an address leads to. What the viewer may see of it, service_view_status says.
 *
 * text         untrusted: an http(s) address of a status here, an object id of another server, or its page
 * may_resolve  ask the other server when it is not known here; waits for the network
 *
 * Returns  ERR_NOT_FOUND       no address, nothing there, or the other server fails
 *          ERR_LOGIN_REQUIRED  may_resolve by nobody
 *          ERR_DB …
 */
MUST_USE enum err service_find_status(struct ctx *ctx, struct sv text, bool may_resolve,
                                      struct status_id *out);
