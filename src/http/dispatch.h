/* Dispatch: the middleware between a request and its handler. Private to http.
 *
 * Authentication, scope and limits come first, then the body's fields, then the handler; errors
 * become answers here and nowhere else. Runs on whichever thread has the exchange.
 */
#pragma once

#include "http/exchange.h"

/** Authenticate, check scope and count under the limits; a refusal is kept in ex->refusal. */
void dispatch_admit(struct exchange *ex);

/** Everything that is left; afterwards ex->response is whole. */
void dispatch_answer(struct exchange *ex);

/**
 * Ask the recall hook, in the event loop. Returns true when ex->response is whole (the answer, or that a limit is reached);
 * false when a worker is to answer.
 */
MUST_USE bool dispatch_recall(struct exchange *ex);

/** Make the answer to an error: JSON, or a page for a browser. */
void dispatch_error(struct exchange *ex, enum err err);

/** Answer OPTIONS from the routes' columns. */
void dispatch_options(struct exchange *ex);

/** Write the request's line to the log. */
void dispatch_log(const struct exchange *ex);
