/* text/date: the calendar against a walk over every day, the three forms, and what they refuse. */
#include "text/date.h"

#include "harness/harness.h"

static struct arena arena;

static int setup(void **state)
{
    UNUSED(state);
    arena_init(&arena, 8 << 20);
    return 0;
}

static int teardown(void **state)
{
    UNUSED(state);
    arena_done(&arena);
    return 0;
}

static int month_length(int year, int month)
{
    static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return lengths[month - 1] + (month == 2 && is_leap ? 1 : 0);
}

static void every_day_from_year_1_to_9999(void **state)
{
    UNUSED(state);
    int64_t days = DATE_MIN_MS / DATE_DAY_MS;
    int weekday = 1; /* the first day of year 1 was a Monday */
    for (int year = 1; year <= 9999; year++) {
        for (int month = 1; month <= 12; month++) {
            for (int day = 1; day <= month_length(year, month); day++, days++) {
                struct date_civil c = date_civil(days * DATE_DAY_MS + 1);
                if (c.year != year || c.month != month || c.day != day || c.weekday != weekday ||
                    date_days(year, month, day) != days)
                    fail_msg("%04d-%02d-%02d", year, month, day);
                weekday = (weekday + 1) % 7;
            }
        }
    }
    assert_int_equal(days * DATE_DAY_MS, DATE_MAX_MS + 1);
}

static void reads_what_servers_write(void **state)
{
    UNUSED(state);

    static const struct {
        const char *text;
        int64_t time_ms;
    } cases[] = {
        { "2025-11-01T10:00:00.000Z", 1761991200000 },
        { "2025-11-01T10:00:00Z", 1761991200000 },
        { "2025-11-01t10:00:00z", 1761991200000 },
        { "2025-11-01 10:00:00", 1761991200000 },
        { "2025-11-01T10:00", 1761991200000 },
        { "2025-11-01T12:00:00+02:00", 1761991200000 },
        { "2025-11-01T12:00:00+02", 1761991200000 },
        { "2025-11-01T00:30:00-0930", 1761991200000 },
        { "2025-11-01T10:00:00.123456789Z", 1761991200123 },
        { "2025-11-01T10:00:00,5Z", 1761991200500 },
        { "2025-11-01", 1761955200000 },
        { "1969-12-31T23:59:59.999Z", -1 },
        { "2016-12-31T23:59:60Z", 1483228800000 },
        { "0001-01-01T00:00:00Z", DATE_MIN_MS },
        { "9999-12-31T23:59:59.999Z", DATE_MAX_MS },
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        int64_t time_ms = 0;
        assert_true(date_parse_iso(sv_from(cases[i].text), &time_ms));
        assert_int_equal(time_ms, cases[i].time_ms);
    }
}

static void refuses_what_is_no_time(void **state)
{
    UNUSED(state);
    static const char *const bad[] = {
        "",
        "2025",
        "2025-11",
        "2025-13-01",
        "2025-00-01",
        "2025-02-29",
        "2025-11-31",
        "2025-11-00",
        "2025-11-01T",
        "2025-11-01T24:00:00Z",
        "2025-11-01T10",
        "2025-11-01T10:60:00Z",
        "2025-11-01T10:00:61Z",
        "2025-11-01T10:00:00.Z",
        "2025-11-01T10:00:00Zx",
        "2025-11-01T10:00:00+2",
        "2025-11-01T10:00:00+02:",
        "2025-11-01T10:00:00+24:00",
        "2025-11-01Z",
        "0000-01-01",
        "0001-01-01T00:00:00+01:00",
        "9999-12-31T23:59:60Z",
        "+2025-11-01",
        "2025-11-01T10:00:00 Z",
        " 2025-11-01",
        "2025-11-01T10:00:00.0000000000000000000000000000000000000000000000000000000Z",
    };
    int64_t time_ms = 77;
    for (size_t i = 0; i < ARRAY_COUNT(bad); i++)
        assert_false(date_parse_iso(sv_from(bad[i]), &time_ms));
    assert_false(date_parse_day(SV("2025-11-01T10:00:00Z"), &time_ms));
    assert_false(date_parse_day(SV("2025-11-1"), &time_ms));
    assert_int_equal(time_ms, 77);
}

static void renders_in_utc(void **state)
{
    UNUSED(state);
    assert_sv_lit(date_render_iso(&arena, 1761991200007), "2025-11-01T10:00:00.007Z");
    assert_sv_lit(date_render_iso(&arena, -1), "1969-12-31T23:59:59.999Z");
    assert_sv_lit(date_render_iso(&arena, INT64_MIN), "0001-01-01T00:00:00.000Z");
    assert_sv_lit(date_render_iso(&arena, INT64_MAX), "9999-12-31T23:59:59.999Z");
    assert_sv_lit(date_render_day(&arena, 1761991200007), "2025-11-01");
    assert_sv_lit(date_render_http(&arena, 1761991200007), "Sat, 01 Nov 2025 10:00:00 GMT");
    assert_sv_lit(date_render_http(&arena, 784111777000), "Sun, 06 Nov 1994 08:49:37 GMT");
}

static void reads_http_dates(void **state)
{
    UNUSED(state);
    int64_t time_ms = 0;
    assert_true(date_parse_http(SV("Sun, 06 Nov 1994 08:49:37 GMT"), &time_ms));
    assert_int_equal(time_ms, 784111777000);
    static const char *const bad[] = {
        "",
        "Mon, 06 Nov 1994 08:49:37 GMT",
        "Sun, 6 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 06 Nov 1994 08:49 GMT",
        "Sun, 06 Nov 1994 08:49:37",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
        "Sun, 31 Feb 1994 08:49:37 GMT",
        "Sun, 06 nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 GMT ",
        "Sun, 06 Nov 1994 08:49.37 GMT",
    };
    for (size_t i = 0; i < ARRAY_COUNT(bad); i++)
        assert_false(date_parse_http(sv_from(bad[i]), &time_ms));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_from_year_1_to_9999),
        cmocka_unit_test(reads_what_servers_write),
        cmocka_unit_test(refuses_what_is_no_time),
        cmocka_unit_test(renders_in_utc),
        cmocka_unit_test(reads_http_dates),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
