/* A double as ECMAScript writes it: the shortest digits that read back as the same number.
 *
 * Spec: ECMA-262, Number::toString; RFC 8785 section 3.2.2.3
 */
#pragma once

#include <stddef.h>

/* Longest result: sign, 21 digits or 17 with point and exponent. */
#define JSON_NUMBER_BYTES 32

/**
 * Render a number.
 *
 * value    finite (asserted); -0 gives "0"
 * out      receives at most JSON_NUMBER_BYTES bytes, no NUL
 *
 * Returns  number of bytes
 * Cost     whole numbers below 2^53 are fast; others take up to a few microseconds
 */
size_t json_number_render(double value, char out[JSON_NUMBER_BYTES]);
