/* Canonical JSON: one text for one value, so that it can be hashed and signed.
 *
 * What the reader changed on its way in (an escaped NUL, earlier ones of equal keys) is not what a
 * signer saw; such a document does not verify, which is the safe side.
 *
 * Spec: RFC 8785 (JCS)
 */
#pragma once

#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"
#include "text/json.h"

/**
 * Render a parsed value in canonical form: no white space, keys in UTF-16 order, ECMAScript's
 * numbers.
 *
 * value      present (asserted)
 * max_bytes  of the result
 * out        lives in the arena
 *
 * Returns  ERR_PARSE      a number that is no finite double or is longer than 512 bytes
 *          ERR_TOO_LARGE  beyond max_bytes
 * Cost     n log n in the members of an object; a few microseconds for each number with a fraction
 */
MUST_USE enum err json_jcs_render(struct arena *a, struct json value, size_t max_bytes,
                                  struct sv *out);
