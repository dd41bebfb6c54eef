/* base/sv: searching, cutting, splitting. */
#include "harness/harness.h"

static void finds_and_cuts(void **state)
{
    UNUSED(state);
    struct sv s = SV("abcabc");
    assert_int_equal(sv_find(s, SV("ca"), 0), 2);
    assert_int_equal(sv_find(s, SV("abc"), 1), 3);
    assert_true(sv_find(s, SV("abcd"), 0) == SIZE_MAX);
    assert_true(sv_find(s, SV("cc"), 0) == SIZE_MAX);
    assert_int_equal(sv_find(s, SV(""), 6), 6);
    assert_sv_lit(sv_sub(s, 2, 100), "cabc");
    assert_sv_lit(sv_sub(s, 100, 1), "");
    assert_true(sv_starts_with(s, SV("abc")));
    assert_false(sv_starts_with(s, SV("abcabcd")));
    assert_true(sv_ends_with(s, SV("bc")));
    assert_true(sv_eq_nocase(SV("AbC-É"), SV("aBc-É")));
    assert_sv_lit(sv_trim(SV(" \t x y \n")), "x y");
}

static void splits_with_empty_parts(void **state)
{
    UNUSED(state);
    struct sv rest = SV(",a,,b,");
    struct sv part;
    const char *expected[] = { "", "a", "", "b", "" };
    size_t count = 0;
    while (sv_split(&rest, ',', &part)) {
        assert_sv(part, sv_from(expected[count]));
        count++;
    }
    assert_int_equal(count, 5);
}

static void prints_into_the_arena(void **state)
{
    UNUSED(state);
    struct arena a;
    arena_init(&a, 1 << 16);
    assert_sv_lit(sv_printf(&a, "%" SV_FMT "/%d", SV_ARG(SV("x")), 3), "x/3");
    struct sv parts[] = { SV("a"), { NULL, 0 }, SV("bc") };
    assert_sv_lit(sv_concat(&a, parts, 3), "abc");
    assert_null(sv_copy(&a, (struct sv){ NULL, 0 }).ptr);
    assert_non_null(sv_copy(&a, SV("")).ptr);
    arena_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_and_cuts),
        cmocka_unit_test(splits_with_empty_parts),
        cmocka_unit_test(prints_into_the_arena),
    };
    return cmocka_run_group_tests_name("base/sv", tests, NULL, NULL);
}
