/* Hexadecimal.
 *
 * Spec: RFC 4648 section 8
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"

/** Value of a hexadecimal digit of either case, or -1. */
int hex_digit(char c);

/** Two lower-case digits a byte, in the arena. */
struct sv hex_encode(struct arena *a, struct sv bytes);

/**
 * Decode digits of either case.
 *
 * text     an even number of digits, nothing else; may be empty
 * out      lives in the arena; any bytes
 *
 * Returns  ERR_PARSE  anything else
 */
MUST_USE enum err hex_decode(struct arena *a, struct sv text, struct sv *out);
