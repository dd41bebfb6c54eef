/* base/id: order, clock jumps, ids of the past. */
#include "harness/harness.h"

#include "base/id.h"

static void ids_rise_within_a_millisecond(void **state)
{
    UNUSED(state);
    struct id_source *s = id_source_new(0, 7);
    int64_t last = 0;
    for (int i = 0; i < 100000; i++) {
        int64_t id = id_next(s, 1000);
        assert_true(id > last);
        last = id;
    }
    id_source_free(s);
}

static void a_clock_that_jumps_back_makes_no_older_ids(void **state)
{
    UNUSED(state);
    struct id_source *s = id_source_new(id_floor(5000) + 3, 7);
    assert_int_equal(id_next(s, 1000), id_floor(5000) + 4);
    assert_int_equal(id_next(s, 6000), id_floor(6000));
    id_source_free(s);
}

static void ids_of_the_past_carry_their_time(void **state)
{
    UNUSED(state);
    struct id_source *s = id_source_new(0, 0xFFFF);
    int64_t first = id_at(s, 1234, 99999);
    int64_t second = id_at(s, 1234, 99999);
    assert_int_equal(id_time_ms(first), 1234);
    assert_int_equal(id_time_ms(second), 1234);
    assert_int_not_equal(first, second);
    assert_int_equal(id_time_ms(id_at(s, 200000, 99999)), 99999);
    assert_int_equal(id_time_ms(id_at(s, -5, 99999)), 0);
    id_source_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_rise_within_a_millisecond),
        cmocka_unit_test(a_clock_that_jumps_back_makes_no_older_ids),
        cmocka_unit_test(ids_of_the_past_carry_their_time),
    };
    return cmocka_run_group_tests_name("base/id", tests, NULL, NULL);
}
