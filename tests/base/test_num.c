/* base/num: what is a number and what is not. */
#include "harness/harness.h"

#include "base/num.h"

static void reads_the_whole_range(void **state)
{
    UNUSED(state);
    int64_t value = 0;
    assert_true(sv_to_i64(SV("9223372036854775807"), &value));
    assert_int_equal(value, INT64_MAX);
    assert_true(sv_to_i64(SV("-9223372036854775808"), &value));
    assert_int_equal(value, INT64_MIN);
    assert_true(sv_to_i64(SV("007"), &value));
    assert_int_equal(value, 7);
}

static void refuses_everything_else(void **state)
{
    UNUSED(state);
    static const char *const bad[] = { "",
                                       "-",
                                       "+1",
                                       " 1",
                                       "1 ",
                                       "1.0",
                                       "0x1",
                                       "9223372036854775808",
                                       "-9223372036854775809",
                                       "99999999999999999999",
                                       "1e3",
                                       "--1" };
    for (size_t i = 0; i < ARRAY_COUNT(bad); i++) {
        int64_t value = 42;
        assert_false(sv_to_i64(sv_from(bad[i]), &value));
        assert_int_equal(value, 42);
    }
    int64_t value = 42;
    assert_false(sv_to_i64_in(SV("11"), 0, 10, &value));
    assert_int_equal(value, 42);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_the_whole_range),
        cmocka_unit_test(refuses_everything_else),
    };
    return cmocka_run_group_tests_name("base/num", tests, NULL, NULL);
}
