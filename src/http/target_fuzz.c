/* Fuzzer of http/target.h: what is accepted holds the promises of the header. */
#include "http/target.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    arena_init(&a, 1 << 20);
    struct http_target t;
    if (http_target_parse(&a, sv_make(data, size), &t) == ERR_OK) {
        assert(t.path.len > 0 && t.path.ptr[0] == '/');
        assert(t.segment_count <= HTTP_SEGMENTS_MAX);
        for (size_t i = 0; i < t.segment_count; i++) {
            assert(t.segments[i].len > 0);
            assert(sv_find_char(t.segments[i], '\0', 0) == SIZE_MAX);
        }
    }
    arena_done(&a);
    return 0;
}
