/* Fuzzer of model/scope.h: scopes printed and read again are the same. */
#include "model/scope.h"

#include "base/arena.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    uint64_t scopes = 0;
    uint64_t again = 0;
    arena_init(&a, 1 << 20);
    if (scope_parse(sv_make(data, size), &scopes)) {
        assert(scopes != 0);
        assert(scope_parse(scope_print(&a, scopes), &again) && again == scopes);
    }
    arena_done(&a);
    return 0;
}
