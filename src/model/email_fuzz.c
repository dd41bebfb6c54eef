/* Fuzzer: what is taken as an e-mail address stays what it is when read again. */
#include "model/email.h"

#include "base/arena.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    arena_init(&a, 1 << 20);
    struct sv once;
    if (email_parse(&a, sv_make(data, size), &once)) {
        struct sv twice;
        assert(email_parse(&a, once, &twice));
        assert(sv_eq(once, twice));
        assert(once.len <= EMAIL_BYTES_MAX);
    }
    arena_done(&a);
    return 0;
}
