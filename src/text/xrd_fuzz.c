/* Fuzzer of host-meta documents: what is found is text of the document. */
#include <assert.h>
#include <stdint.h>

#include "base/arena.h"
#include "text/xrd.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    arena_init(&a, 1 << 20);
    struct sv out = { NULL, 0 };
    if (size <= 1 << 16 && xrd_find_template(&a, sv_make(data, size), SV("lrdd"), &out) == ERR_OK)
        assert(out.ptr != NULL && out.len <= size);
    arena_done(&a);
    return 0;
}
