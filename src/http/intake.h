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
 *          ERR_MEDIA_TYPE  a type that the route does not read, or compressed
 *          ERR_PARSE, ERR_BAD_REQUEST  a multipart form without a readable boundary
 */
MUST_USE enum err intake_check(struct exchange *ex);

/**
 * Take the next bytes.
 *
 * Returns  ERR_TOO_LARGE, ERR_BUSY (the server's budget), what multipart_feed returns, or the
 *          sink's error: refuse the request
 */
MUST_USE enum err intake_take(struct exchange *ex, struct sv bytes);

/**
 * The body is complete: fill params and body of the request. Runs where the handler runs.
 *
 * Returns  ERR_PARSE, ERR_BAD_REQUEST                     not well formed
 *          ERR_TOO_LARGE, ERR_LIMIT, ERR_TARGET_TOO_LONG  beyond the limits of text/form.h
 */
MUST_USE enum err intake_finish(struct exchange *ex);

/** Give everything back. Accepts an exchange without body. */
void intake_done(struct exchange *ex);
