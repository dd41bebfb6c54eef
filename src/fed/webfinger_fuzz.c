/* Fuzzer of a WebFinger answer: what is taken is a handle and an address. */
#include "fed/webfinger.h"

#include "base/ctx.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    arena_init(&a, (size_t)16 << 20);
    struct ctx ctx = { .arena = &a };
    struct fed_finger finger;
    if (fed_webfinger_parse(&ctx, sv_make(data, size), &finger) == ERR_OK) {
        assert(finger.username.len > 0 && finger.host.len > 0);
        assert(sv_eq_nocase(sv_sub(finger.self, 0, 4), SV("http")));
    }
    arena_done(&a);
    return 0;
}
