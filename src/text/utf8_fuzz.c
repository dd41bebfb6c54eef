/* Fuzzer of UTF-8: what is repaired is valid, what is cut stays within bounds, normal forms are
 * stable. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/arena.h"
#include "text/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_forms(struct arena *a, struct sv s)
{
    struct sv normal;
    struct sv again;
    struct sv folded;
    enum err err = utf8_nfc(a, s, &normal);
    assert(err == ERR_OK && utf8_is_valid(normal));
    err = utf8_nfc(a, normal, &again);
    assert(err == ERR_OK && sv_eq(normal, again));
    err = utf8_fold(a, s, &folded);
    assert(err == ERR_OK && utf8_is_valid(folded));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    arena_init(&a, (size_t)64 << 20);
    struct sv s = sv_make(data, size);
    bool is_valid = utf8_is_valid(s);
    struct sv repaired = utf8_repair(&a, s);
    assert(utf8_is_valid(repaired) && is_valid == sv_eq(s, repaired));
    assert(utf8_count_chars(s) == utf8_count_chars(repaired));
    assert(utf8_count_graphemes(s) <= utf8_count_chars(s));
    for (size_t max = 0; max <= size && max < 64; max++) {
        struct sv cut = utf8_cut_bytes(s, max);
        assert(cut.len <= max && max - cut.len <= 3);
        assert(!is_valid || utf8_is_valid(cut));
        assert(utf8_count_chars(utf8_cut_chars(s, max)) <= max);
    }
    struct sv out;
    if (is_valid)
        check_forms(&a, s);
    else
        assert(utf8_nfc(&a, s, &out) == ERR_PARSE);
    arena_done(&a);
    return 0;
}
