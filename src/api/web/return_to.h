/* Return addresses: where a form leads when it is done; only to pages of this server. Pure. */
#pragma once

#include <stdbool.h>

#include "base/macros.h"
#include "base/sv.h"

#define RETURN_TO_BYTES_MAX 8192

/**
 * May a browser be sent to this address of our own? A path with perhaps a query, that no browser reads as another host.
 *
 * untrusted  as sent, decoded once
 */
MUST_USE bool web_return_to_is_own(struct sv untrusted);

/** The address when it may be used, else the fallback. */
struct sv web_return_to(struct sv untrusted, struct sv fallback);
