/* base/buf: growth, the maximum, numbers. */
#include "harness/harness.h"

#include "base/buf.h"

static int setup(void **state)
{
    static struct arena a;
    arena_init(&a, 1 << 20);
    *state = &a;
    return 0;
}

static int teardown(void **state)
{
    arena_done(*state);
    return 0;
}

static void grows_and_keeps(void **state)
{
    struct buf b;
    buf_init(&b, *state, 100000);
    for (int i = 0; i < 10000; i++)
        buf_char(&b, (char)('a' + i % 26));
    assert_int_equal(b.len, 10000);
    assert_int_equal(b.ptr[27], 'b');
    assert_false(b.is_overflown);
}

static void maximum_is_sticky(void **state)
{
    struct buf b;
    buf_init(&b, *state, 8);
    buf_lit(&b, "12345");
    buf_lit(&b, "6789");
    assert_true(b.is_overflown);
    buf_lit(&b, "1");
    assert_sv_lit(buf_view(&b), "12345");
}

static void writes_numbers(void **state)
{
    struct buf b;
    buf_init(&b, *state, 200);
    buf_i64(&b, INT64_MIN);
    buf_char(&b, ' ');
    buf_i64(&b, 0);
    buf_char(&b, ' ');
    buf_u64(&b, UINT64_MAX);
    buf_printf(&b, " %s-%d", "x", 7);
    assert_sv_lit(buf_view(&b), "-9223372036854775808 0 18446744073709551615 x-7");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(grows_and_keeps, setup, teardown),
        cmocka_unit_test_setup_teardown(maximum_is_sticky, setup, teardown),
        cmocka_unit_test_setup_teardown(writes_numbers, setup, teardown),
    };
    return cmocka_run_group_tests_name("base/buf", tests, NULL, NULL);
}
