/* text/base64 and its strictness. */
#include "text/base64.h"

#include "harness/harness.h"

static struct arena arena;

static int setup(void **state)
{
    UNUSED(state);
    arena_init(&arena, 1 << 20);
    return 0;
}

static int teardown(void **state)
{
    UNUSED(state);
    arena_done(&arena);
    return 0;
}

static void encodes_both_forms(void **state)
{
    UNUSED(state);

    static const struct {
        struct sv bytes;
        const char *standard;
        const char *url;
    } cases[] = {
        { SV_INIT(""), "", "" },
        { SV_INIT("f"), "Zg==", "Zg" },
        { SV_INIT("fo"), "Zm8=", "Zm8" },
        { SV_INIT("foo"), "Zm9v", "Zm9v" },
        { SV_INIT("foob"), "Zm9vYg==", "Zm9vYg" },
        { SV_INIT("\xFF\xEF\xFE\0"), "/+/+AA==", "_-_-AA" },
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct sv back;
        assert_sv(base64_encode(&arena, cases[i].bytes, BASE64_STANDARD),
                  sv_from(cases[i].standard));
        assert_sv(base64_encode(&arena, cases[i].bytes, BASE64_URL), sv_from(cases[i].url));
        assert_ok(base64_decode(&arena, sv_from(cases[i].standard), BASE64_STANDARD, &back));
        assert_sv(back, cases[i].bytes);
        assert_ok(base64_decode(&arena, sv_from(cases[i].url), BASE64_URL, &back));
        assert_sv(back, cases[i].bytes);
    }
}

static void refuses_a_second_spelling(void **state)
{
    UNUSED(state);
    static const char *const standard[] = { "Zg",   "Zg=",  "Zh==", "Zm9=",     "Zg==\n", " Zg==",
                                            "Z===", "====", "=",    "Zg==Zg==", "_-8=",   "Z=g=" };
    static const char *const url[] = { "Zg==", "Zh", "Z", "+/8", "Zm9v\n", "Zm9vY", "Zm9=" };
    struct sv out;
    for (size_t i = 0; i < ARRAY_COUNT(standard); i++)
        assert_err(base64_decode(&arena, sv_from(standard[i]), BASE64_STANDARD, &out), ERR_PARSE);
    for (size_t i = 0; i < ARRAY_COUNT(url); i++)
        assert_err(base64_decode(&arena, sv_from(url[i]), BASE64_URL, &out), ERR_PARSE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(encodes_both_forms),
        cmocka_unit_test(refuses_a_second_spelling),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
