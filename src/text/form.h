/* Query strings and application/x-www-form-urlencoded bodies, and JSON bodies, into parameters.
 *
 * Spec: URL Living Standard, 5 (application/x-www-form-urlencoded)
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"
#include "text/json.h"
#include "text/params.h"

enum {
    FORM_QUERY_MAX_BYTES = 8192,
    FORM_QUERY_MAX_COUNT = 100,
    FORM_BODY_MAX_BYTES = 1 << 20,
    FORM_BODY_MAX_COUNT = 1000,
    FORM_JSON_DEPTH_MAX = 6,
};

/**
 * Parameters of a query string, without its '?'.
 *
 * untrusted  as in the request line
 * out        replaced; values live in the arena
 *
 * Returns    ERR_TARGET_TOO_LONG  more than 8 KiB or 100 parameters
 *            ERR_BAD_REQUEST      not UTF-8 once decoded, or a NUL
 */
MUST_USE enum err form_parse_query(struct arena *a, struct sv untrusted, struct params *out);

/**
 * Parameters of a form body, added to those there are.
 *
 * p          initialized by params_init, or by form_parse_query
 *
 * Returns    ERR_TOO_LARGE    more than 1 MiB
 *            ERR_LIMIT        more than 1,000 parameters, or a name over 256 bytes
 *            ERR_BAD_REQUEST  not UTF-8 once decoded, or a NUL
 */
MUST_USE enum err form_parse_body(struct sv untrusted, struct params *p);

/**
 * Parameters of a JSON object, added under the names a form would use: {"a":{"b":[1,true]}} is
 * a[b][]=1 and a[b][]=true; objects in arrays are a[0][b]; null is left out; [] is left out, and so
 * is {}.
 *
 * json       an object; borrowed, must outlive p
 *
 * Returns    ERR_BAD_REQUEST  not an object, or a NUL in a text
 *            ERR_LIMIT        more than 1,000 values, a name too long, or deeper than 6
 */
MUST_USE enum err form_add_json(struct json json, struct params *p);

/** Decode %XX once, and '+' to a space when `is_form`; in the arena. A '%' without two digits
 * stays. */
struct sv form_decode(struct arena *a, struct sv s, bool is_form);

/** Append a value to a query: everything but letters, digits and `-._~` as %XX. */
void form_encode_to(struct buf *b, struct sv s);
