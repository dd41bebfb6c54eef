/* Fuzzer of base64 and hex: what is decoded has exactly one text, and any bytes survive. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/arena.h"
#include "text/base64.h"
#include "text/hex.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_form(struct arena *a, struct sv input, enum base64_form form)
{
    struct sv bytes;
    if (base64_decode(a, input, form, &bytes) == ERR_OK)
        assert(sv_eq(base64_encode(a, bytes, form), input));
    enum err err = base64_decode(a, base64_encode(a, input, form), form, &bytes);
    assert(err == ERR_OK && sv_eq(bytes, input));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    arena_init(&a, (size_t)64 << 20);
    struct sv input = sv_make(data, size);
    check_form(&a, input, BASE64_STANDARD);
    check_form(&a, input, BASE64_URL);
    struct sv bytes;
    if (hex_decode(&a, input, &bytes) == ERR_OK)
        assert(sv_eq_nocase(hex_encode(&a, bytes), input));
    enum err err = hex_decode(&a, hex_encode(&a, input), &bytes);
    assert(err == ERR_OK && sv_eq(bytes, input));
    arena_done(&a);
    return 0;
}
