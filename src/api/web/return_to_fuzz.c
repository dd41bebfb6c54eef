/* Fuzzer of api/web/return_to.h: an address of our own names no host and holds nothing that ends a header line. */
#include "api/web/return_to.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sv address = sv_make(data, size);
    if (web_return_to_is_own(address)) {
        assert(sv_starts_with(address, SV("/")) && !sv_starts_with(address, SV("//")));
        assert(sv_find_char(address, '\\', 0) == SIZE_MAX);
        assert(sv_find_char(address, '\n', 0) == SIZE_MAX);
        assert(sv_find_char(address, '\r', 0) == SIZE_MAX);
    }
    return 0;
}
