/* Fuzzer: a legal redirect address holds no byte that could end a header line or begin a script. */
#include "model/redirect.h"

#include "base/arena.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sv uri = sv_make(data, size);
    if (redirect_is_legal(uri)) {
        struct arena a;
        arena_init(&a, 1 << 20);
        assert(redirect_is_registered(uri, uri));
        struct sv longer = redirect_add(&a, uri, SV("state"), uri);
        for (size_t i = 0; i < longer.len; i++)
            assert(longer.ptr[i] > ' ' && longer.ptr[i] <= '~');
        assert(size < 11 || !sv_eq_nocase(sv_sub(uri, 0, 11), SV("javascript:")));
        arena_done(&a);
    }
    return 0;
}
