/* Fuzzer of dates: what is accepted, rendered and read again is the same time. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/arena.h"
#include "text/date.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    arena_init(&a, 1 << 20);
    struct sv text = sv_make(data, size);
    int64_t time_ms = 0;
    int64_t again = 0;
    if (date_parse_iso(text, &time_ms)) {
        bool is_read = date_parse_iso(date_render_iso(&a, time_ms), &again);
        assert(is_read && again == time_ms);
    }
    if (date_parse_day(text, &time_ms))
        assert(sv_eq(date_render_day(&a, time_ms), text));
    if (date_parse_http(text, &time_ms)) {
        bool is_read = date_parse_http(date_render_http(&a, time_ms), &again);
        assert(is_read && again - again % 1000 == time_ms - time_ms % 1000);
    }
    arena_done(&a);
    return 0;
}
