/* Fuzzer of http/control_frame.h: what is accepted is rendered to the same bytes again. */
#include "http/control_frame.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    arena_init(&a, (size_t)8 << 20);
    struct sv rest = sv_make(data, size);
    struct control_frame frame;
    size_t used = 0;
    while (control_frame_parse(rest, &frame, &used) == ERR_OK && used > 0) {
        struct sv again;
        enum err err = control_frame_render(&a, frame.kind, frame.json, &again);
        assert(err == ERR_OK && sv_eq(again, sv_sub(rest, 0, used)));
        rest = sv_from_offset(rest, used);
    }
    arena_done(&a);
    return 0;
}
