/* A text as a JSON string, quotes and all; shared by the writer and the canonical form. */
#pragma once

#include "base/buf.h"
#include "base/sv.h"

enum json_quote_style {
    JSON_QUOTE_WIRE,      /* also escapes U+2028 and U+2029, line ends in older scripts; repairs
                             ill-formed UTF-8 */
    JSON_QUOTE_CANONICAL, /* RFC 8785: only what must be escaped; the text must be valid UTF-8 */
};

/**
 * Append a JSON string.
 *
 * b        receives it; overflow as buf_sv
 * s        text; with JSON_QUOTE_WIRE ill-formed bytes become U+FFFD each
 */
void json_quote(struct buf *b, struct sv s, enum json_quote_style style);
