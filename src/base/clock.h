/* Time: 64-bit milliseconds since the epoch, UTC; and a clock that never jumps, for measuring. */
#pragma once

#include <stdint.h>

#define MS_PER_SECOND INT64_C(1000)
#define MS_PER_MINUTE (60 * MS_PER_SECOND)
#define MS_PER_HOUR (60 * MS_PER_MINUTE)
#define MS_PER_DAY (24 * MS_PER_HOUR)

/** Wall clock, milliseconds since 1970-01-01T00:00:00Z. */
int64_t clock_now_ms(void);

/** Microseconds since some fixed point; never goes back. */
int64_t clock_monotonic_us(void);

static inline int64_t clock_monotonic_ms(void)
{
    return clock_monotonic_us() / 1000;
}
