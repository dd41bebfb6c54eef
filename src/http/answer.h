/* Answer: from our response to the library's. Private to http. */
#pragma once

#include <stdbool.h>

#include "http/exchange.h"

/**
 * Queue the answer of an exchange on its connection.
 *
 * Returns  false when the library refused it: the connection is to be cut
 * Thread   the loop's
 */
MUST_USE bool answer_queue(struct exchange *ex);
