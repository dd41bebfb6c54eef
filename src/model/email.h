/* E-mail addresses: which we take, and the form they are compared in. Pure.
 *
 * Spec: RFC 5321 section 4.1.2, without quoted local parts and address literals, which nobody has
 */
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "base/macros.h"
#include "base/sv.h"

#define EMAIL_BYTES_MAX 254

/**
 * Read an address.
 *
 * untrusted  UTF-8; white space around it is passed over
 * out        in lower case, its domain in ASCII; in the arena; untouched on failure
 *
 * Returns    false when it is none we take
 */
MUST_USE bool email_parse(struct arena *a, struct sv untrusted, struct sv *out);
