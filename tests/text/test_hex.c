/* text/hex. */
#include "text/hex.h"

#include "harness/harness.h"

static void there_and_back(void **state)
{
    UNUSED(state);
    struct arena a;
    arena_init(&a, 1 << 16);
    char bytes[256];
    for (int i = 0; i < 256; i++)
        bytes[i] = (char)i;
    struct sv all = sv_make(bytes, sizeof bytes);
    struct sv back;
    assert_ok(hex_decode(&a, hex_encode(&a, all), &back));
    assert_sv(back, all);
    assert_sv_lit(hex_encode(&a, SV("\x00\xAB")), "00ab");
    assert_ok(hex_decode(&a, SV("aBFf"), &back));
    assert_sv_lit(back, "\xAB\xFF");
    assert_err(hex_decode(&a, SV("abc"), &back), ERR_PARSE);
    assert_err(hex_decode(&a, SV("0g"), &back), ERR_PARSE);
    assert_err(hex_decode(&a, SV("0x"), &back), ERR_PARSE);
    assert_err(hex_decode(&a, SV("@@"), &back), ERR_PARSE);
    arena_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(there_and_back) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
