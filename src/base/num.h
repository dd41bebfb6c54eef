/* Checked numbers: the only readers of digits. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/sv.h"

/**
 * Decimal integer: optional '-', digits, nothing else; at most 19 digits.
 *
 * out      untouched on failure
 *
 * Returns  false on anything else, also on overflow
 */
MUST_USE bool sv_to_i64(struct sv s, int64_t *out);

/** The same, refused outside [min, max]. */
MUST_USE bool sv_to_i64_in(struct sv s, int64_t min, int64_t max, int64_t *out);

/** Sum; false on overflow. */
static inline bool num_add(int64_t a, int64_t b, int64_t *out)
{
    return !__builtin_add_overflow(a, b, out);
}

/** Product; false on overflow. */
static inline bool num_mul(int64_t a, int64_t b, int64_t *out)
{
    return !__builtin_mul_overflow(a, b, out);
}

static inline int64_t num_clamp(int64_t value, int64_t min, int64_t max)
{
    return value < min ? min : value > max ? max : value;
}
