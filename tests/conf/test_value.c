/* conf/value: how each type is written, and its bounds. */
#include "harness/harness.h"

#include "conf/value.h"

struct value_case {
    enum conf_key key;
    const char *text;
    int64_t number; /* -1: refused */
};

static void reads_numbers_within_bounds(void **state)
{
    UNUSED(state);
    static const struct value_case cases[] = {
        { CONF_SERVER_WORKERS, "32", 32 },
        { CONF_SERVER_WORKERS, " 1024 ", 1024 },
        { CONF_SERVER_WORKERS, "0", -1 },
        { CONF_SERVER_WORKERS, "1025", -1 },
        { CONF_SERVER_WORKERS, "many", -1 },
        { CONF_SERVER_WORKERS, "", -1 },
        { CONF_MEDIA_MAX_BYTES, "16MiB", 16 << 20 },
        { CONF_MEDIA_MAX_BYTES, "64 KiB", 64 << 10 },
        { CONF_MEDIA_MAX_BYTES, "65536", 65536 },
        { CONF_MEDIA_MAX_BYTES, "1GiB", 1 << 30 },
        { CONF_MEDIA_MAX_BYTES, "2GiB", -1 },
        { CONF_MEDIA_MAX_BYTES, "16MB", -1 },
        { CONF_MEDIA_MAX_BYTES, "-1MiB", -1 },
        { CONF_MEDIA_MAX_BYTES, "9223372036854775807GiB", -1 },
        { CONF_SERVER_IDLE_TIMEOUT, "90s", 90000 },
        { CONF_SERVER_IDLE_TIMEOUT, "2 min", 120000 },
        { CONF_SERVER_IDLE_TIMEOUT, "1h", 3600000 },
        { CONF_SERVER_IDLE_TIMEOUT, "1500ms", 1500 },
        { CONF_SERVER_IDLE_TIMEOUT, "1500", -1 },
        { CONF_SERVER_IDLE_TIMEOUT, "1d", -1 },
        { CONF_LIMITS_RATES, "true", 1 },
        { CONF_LIMITS_RATES, "off", 0 },
        { CONF_LIMITS_RATES, "TRUE", -1 },
        { CONF_PEERS, "loopback", CONF_PEERS_LOOPBACK },
        { CONF_PEERS, "internet", CONF_PEERS_INTERNET },
        { CONF_PEERS, "internet|loopback", -1 },
        { CONF_PEERS, "", -1 },
        { CONF_REGISTRATION, "open", CONF_REGISTRATION_OPEN },
        { CONF_LOG_LEVEL, "error", 3 },
    };
    struct arena a;
    arena_init(&a, 1 << 16);
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        const struct conf_row *row = conf_row(cases[i].key);
        struct conf_value value = { .number = 42 };
        enum err expected = cases[i].number < 0 ? ERR_PARSE : ERR_OK;
        print_message("%s = %s\n", row->name, cases[i].text);
        assert_err(conf_value_parse(&a, row, sv_from(cases[i].text), &value), expected);
        assert_int_equal(value.number, expected == ERR_OK ? cases[i].number : 42);
    }
    arena_done(&a);
}

static void text_is_clean_utf8(void **state)
{
    UNUSED(state);

    static const struct {
        const char *text;
        enum err expected;
    } cases[] = {
        { "A page \xe2\x80\x94 \xf0\x9f\x8c\xb1", ERR_OK },
        { "two\nlines", ERR_OK },
        { "bell \x07", ERR_PARSE },
        { "escape \x1b[31m", ERR_PARSE },
        { "del \x7f", ERR_PARSE },
        { "latin \xe9", ERR_PARSE },
        { "overlong \xc0\xaf", ERR_PARSE },
        { "overlong \xe0\x80\xaf", ERR_PARSE },
        { "surrogate \xed\xa0\x80", ERR_PARSE },
        { "beyond \xf4\x90\x80\x80", ERR_PARSE },
        { "cut \xe2\x80", ERR_PARSE },
    };
    struct arena a;
    arena_init(&a, 1 << 16);
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct conf_value value = { 0 };
        print_message("%s\n", cases[i].text);
        assert_err(conf_value_parse(&a, conf_row(CONF_SERVER_NAME), sv_from(cases[i].text), &value),
                   cases[i].expected);
    }
    arena_done(&a);
}

static void addresses_are_all_read_or_refused(void **state)
{
    UNUSED(state);
    struct arena a;
    arena_init(&a, 1 << 16);
    struct conf_value value = { 0 };
    const struct conf_row *row = conf_row(CONF_SERVER_TRUSTED_PROXIES);
    assert_ok(conf_value_parse(&a, row, SV("10.0.0.0/8, ::1,192.0.2.7"), &value));
    assert_int_equal(value.net_count, 3);
    assert_ok(conf_value_parse(&a, row, SV(""), &value));
    assert_int_equal(value.net_count, 0);
    assert_err(conf_value_parse(&a, row, SV("::1,"), &value), ERR_PARSE);
    assert_err(conf_value_parse(&a, row, SV("localhost"), &value), ERR_PARSE);
    arena_done(&a);
}

static void formats_the_shortest_form(void **state)
{
    UNUSED(state);
    struct arena a;
    arena_init(&a, 1 << 16);
    assert_sv_lit(conf_value_format(&a, CONF_TYPE_SIZE, 16 << 20), "16MiB");
    assert_sv_lit(conf_value_format(&a, CONF_TYPE_SIZE, 1000), "1000");
    assert_sv_lit(conf_value_format(&a, CONF_TYPE_SIZE, 0), "0");
    assert_sv_lit(conf_value_format(&a, CONF_TYPE_DURATION, 75000), "75s");
    assert_sv_lit(conf_value_format(&a, CONF_TYPE_DURATION, 3600000), "1h");
    assert_sv_lit(conf_value_format(&a, CONF_TYPE_INT, 7), "7");
    arena_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_numbers_within_bounds),
        cmocka_unit_test(text_is_clean_utf8),
        cmocka_unit_test(addresses_are_all_read_or_refused),
        cmocka_unit_test(formats_the_shortest_form),
    };
    return cmocka_run_group_tests_name("conf/value", tests, NULL, NULL);
}
