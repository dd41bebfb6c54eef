/* feed/range: the paging parameters. */
#include "harness/harness.h"

#include "feed/range.h"

static void nothing_given_is_everything(void **state)
{
    UNUSED(state);
    struct feed_range r = feed_range_of(-1, -1, -1);
    assert_int_equal(r.after, 0);
    assert_true(r.before == INT64_MAX);
    assert_false(r.is_from_oldest);
}

static void min_id_goes_before_since_id(void **state)
{
    UNUSED(state);
    struct feed_range r = feed_range_of(50, 10, 20);
    assert_int_equal(r.after, 20);
    assert_int_equal(r.before, 50);
    assert_true(r.is_from_oldest);
    r = feed_range_of(50, 10, -1);
    assert_int_equal(r.after, 10);
    assert_false(r.is_from_oldest);
    r = feed_range_of(-1, -1, 0);
    assert_true(r.is_from_oldest);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_given_is_everything),
        cmocka_unit_test(min_id_goes_before_since_id),
    };
    return cmocka_run_group_tests_name("feed/range", tests, NULL, NULL);
}
