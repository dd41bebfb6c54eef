/* Character references of HTML: `&amp;`, `&#38;`, `&eacute`.
 *
 * Spec: HTML Living Standard, 13.2.5.72 and 13.5
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"
#include "base/sv.h"

enum {
    HTML_ENTITY_NAME_MAX = 32
};

struct html_entity {
    size_t len;      /* bytes of the reference, from '&' on */
    size_t text_len; /* bytes of `text` */
    char text[4];    /* the character, UTF-8, never NUL and never CR */
};

/**
 * Decode the reference that `s` begins with.
 *
 * s             begins with '&'; untrusted, any length
 * is_attribute  inside an attribute value, where a name without semicolon may be an address's
 * parameter out           untouched on failure
 *
 * Returns       false when it is no reference, or none of the names known here: then the '&' is
 * text
 */
MUST_USE bool html_entity_decode(struct sv s, bool is_attribute, struct html_entity *out);

/** Length of a well-formed `&name;` at the beginning of `s` (which begins with '&'), known or not;
 * 0 when there is none. */
size_t html_entity_name_len(struct sv s);
