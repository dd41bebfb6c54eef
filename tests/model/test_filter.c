/* model/filter: which words stand in a text, whole or not, in which filters. */
#include "harness/harness.h"

#include "model/filter.h"

static bool matches(struct arena *a, const char *keyword, bool is_whole_word, const char *text)
{
    struct filter_keyword word = { .keyword = sv_from(keyword), .is_whole_word = is_whole_word };
    struct filter filter = { .keywords = &word, .keyword_count = 1 };
    struct filter_match *out = NULL;
    return filters_match(a, &filter, 1, status_id(7), sv_from(text), 1000, &out) == 1;
}

static void words_stand_in_texts(void **state)
{
    UNUSED(state);

    static const struct {
        const char *keyword;
        bool is_whole_word;
        const char *text;
        bool expected;
    } cases[] = {
        { "cat", true, "A cat.", true },
        { "cat", true, "CAT", true },
        { "cat", true, "concatenate", false },
        { "cat", false, "concatenate", true },
        { "cat", true, "concat cat", true },
        { "cat", true, "cats", false },
        { "#cat", true, "a #cat!", true },
        { "#cat", true, "x#cat", true },
        { "stra\xc3\x9f"
          "e",
          true, "STRASSE", true },
        { "\xc3\xa9t\xc3\xa9", true, "l'\xc3\x89T\xc3\x89", true },
        { "\xc3\xa9t\xc3\xa9", true, "\xc3\xa9t\xc3\xa9s", false },
        { "a b", true, "a b", true },
        { "\xff", false, "x", false },
        { "cat", true, "", false },
    };
    struct arena a;
    arena_init(&a, (size_t)1 << 20);
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
        assert_int_equal(matches(&a, cases[i].keyword, cases[i].is_whole_word, cases[i].text),
                         cases[i].expected);
    arena_done(&a);
}

static void statuses_are_named_and_filters_end(void **state)
{
    UNUSED(state);
    struct arena a;
    arena_init(&a, (size_t)1 << 20);
    struct filter_status named = { .status = status_id(7) };
    struct filter filters[] = {
        { .id = filter_id(1), .statuses = &named, .status_count = 1 },
        { .id = filter_id(2), .statuses = &named, .status_count = 1, .expires_ms = 1000 },
        { .id = filter_id(3), .statuses = &named, .status_count = 1, .expires_ms = 1001 },
        { .id = filter_id(4) },
    };
    struct filter_match *out = NULL;
    assert_int_equal(filters_match(&a, filters, 4, status_id(7), SV("x"), 1000, &out), 2);
    assert_int_equal(out[0].filter->id.v, 1);
    assert_int_equal(out[1].filter->id.v, 3);
    assert_true(out[1].is_named);
    assert_int_equal(filters_match(&a, filters, 4, status_id(8), SV("x"), 1000, &out), 0);
    arena_done(&a);
}

static void names_are_the_apis(void **state)
{
    UNUSED(state);
    for (size_t i = 0; i < FILTER_CONTEXT_COUNT; i++) {
        unsigned bit = 0;
        assert_true(filter_context_parse(filter_context_name(i), &bit));
        assert_int_equal(bit, 1U << i);
    }
    unsigned bit = 0;
    assert_false(filter_context_parse(SV("everywhere"), &bit));
    enum filter_action action = FILTER_WARN;
    assert_true(filter_action_parse(SV("blur"), &action));
    assert_int_equal(action, FILTER_BLUR);
    assert_false(filter_action_parse(SV("burn"), &action));
}

static void the_strictest_of_a_place_holds(void **state)
{
    UNUSED(state);
    const struct filter blur = { .contexts = FILTER_HOME, .action = FILTER_BLUR };
    const struct filter warn = { .contexts = FILTER_HOME | FILTER_PUBLIC, .action = FILTER_WARN };
    const struct filter hide = { .contexts = FILTER_THREAD | FILTER_PUBLIC, .action = FILTER_HIDE };
    const struct filter_match matches[] = { { .filter = &blur },
                                            { .filter = &warn },
                                            { .filter = &hide } };
    enum filter_action action = FILTER_ACTION_COUNT;
    assert_false(filter_matches_in(matches, 3, FILTER_ACCOUNT, &action));
    assert_false(filter_matches_in(matches, 3, 0, &action));
    assert_int_equal(action, FILTER_ACTION_COUNT);
    assert_true(filter_matches_in(matches, 1, FILTER_HOME, &action));
    assert_int_equal(action, FILTER_BLUR);
    assert_true(filter_matches_in(matches, 3, FILTER_HOME, &action));
    assert_int_equal(action, FILTER_WARN);
    assert_true(filter_matches_in(matches, 3, FILTER_PUBLIC, &action));
    assert_int_equal(action, FILTER_HIDE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_stand_in_texts),
        cmocka_unit_test(statuses_are_named_and_filters_end),
        cmocka_unit_test(names_are_the_apis),
        cmocka_unit_test(the_strictest_of_a_place_holds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
