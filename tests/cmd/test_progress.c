/* cmd/progress: the line fits any terminal. */
#include "harness/harness.h"

#include "cmd/progress.h"

static const char *line(size_t columns, int64_t done, int64_t total)
{
    static char out[PROGRESS_LINE_BYTES];
    size_t len = progress_line(columns, done, total, out);
    assert_int_equal(len, strlen(out));
    return out;
}

static void says_how_far(void **state)
{
    UNUSED(state);
    assert_string_equal(line(80, 0, 10),
                        "[........................................]   0%  0 of 10");
    assert_string_equal(line(80, 5, 10),
                        "[####################....................]  50%  5 of 10");
    assert_string_equal(line(80, 10, 10),
                        "[########################################] 100%  10 of 10");
    /* More than was expected, and more than a product of them could hold. */
    assert_string_equal(line(30, 11, 10), "[############] 100%  11 of 10");
    assert_non_null(strstr(line(80, INT64_MAX / 2, INT64_MAX), " 50%  "));
}

static void fits_narrow_terminals(void **state)
{
    UNUSED(state);
    for (size_t columns = 1; columns < 200; columns++) {
        assert_true(strlen(line(columns, 0, 10)) < columns);
        assert_true(strlen(line(columns, 123456, 999999)) < columns);
        assert_true(strlen(line(columns, INT64_MAX, INT64_MAX)) < columns);
    }
    assert_string_equal(line(60, 1059, 2410),
                        "[################......................]  43%  1059 of 2410");
    assert_string_equal(line(20, 1059, 2410), " 43%  1059 of 2410");
    assert_string_equal(line(10, 1059, 2410), " 43%");
    assert_string_equal(line(0, 1, 2), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_how_far),
        cmocka_unit_test(fits_narrow_terminals),
    };
    return cmocka_run_group_tests_name("cmd/progress", tests, NULL, NULL);
}
