/* Intake: a body as it arrives, bounded, into the form the route asks for. Private to http.
 *
 * Small bodies grow on the heap with what came, never with what was announced. Files of a form go
 * to the route's sink chunk by chunk. All that is held at one time counts against one budget of the
 * server.
 */
#pragma once

#include "http/exchange.h"

/**
 * Check what the head says about the body.
 *
 * Returns  ERR_TOO_LARGE   announced larger than the route takes
 *          ERR_MEDIA_TYPE  a type that the route does not read
 */
MUST_USE enum err intake_check(const struct exchange *ex);

/**
 * Take the next bytes.
 *
 * Returns  ERR_TOO_LARGE, ERR_BUSY (the server's budget), ERR_PARSE, or the sink's error: refuse
 * the request
 */
MUST_USE enum err intake_take(struct exchange *ex, struct sv bytes);

/**
 * The body is complete: fill params, body and uploads of the request. Pure of the library; runs
 * where the handler runs.
 *
 * Returns  ERR_PARSE       not well formed
 *          ERR_TOO_LARGE   more fields than the limit
 */
MUST_USE enum err intake_finish(struct exchange *ex);

/** Give everything back. Accepts an exchange without body. */
void intake_done(struct exchange *ex);
