/* model/visibility: the whole truth table against the rule in words. */
#include "harness/harness.h"

#include "model/visibility.h"

static bool expected(const struct visibility_facts *f)
{
    if (f->author_is_gone)
        return false;
    bool is_wide = f->visibility <= VISIBILITY_UNLISTED;
    bool is_addressed =
        f->is_mentioned || (f->visibility == VISIBILITY_PRIVATE && f->follows_author);
    return f->is_author || (!f->author_blocks && (is_wide || is_addressed));
}

static void every_combination(void **state)
{
    UNUSED(state);
    for (unsigned bits = 0; bits < 128; bits++) {
        struct visibility_facts f = {
            .visibility = (enum visibility)(bits & 3),
            .is_author = bits & 4,
            .is_mentioned = bits & 8,
            .follows_author = bits & 16,
            .author_blocks = bits & 32,
            .author_is_gone = bits & 64,
        };
        assert_int_equal(visibility_allows(&f), expected(&f));
    }
}

static void names_both_ways(void **state)
{
    UNUSED(state);
    for (int v = 0; v < 4; v++) {
        enum visibility parsed = VISIBILITY_PUBLIC;
        assert_true(visibility_parse(visibility_name((enum visibility)v), &parsed));
        assert_int_equal(parsed, v);
    }
    enum visibility untouched = VISIBILITY_DIRECT;
    assert_false(visibility_parse(SV("Public"), &untouched));
    assert_int_equal(untouched, VISIBILITY_DIRECT);
}

static void reblogs(void **state)
{
    UNUSED(state);
    assert_true(visibility_allows_reblog(VISIBILITY_UNLISTED, false));
    assert_false(visibility_allows_reblog(VISIBILITY_PRIVATE, false));
    assert_true(visibility_allows_reblog(VISIBILITY_PRIVATE, true));
    assert_false(visibility_allows_reblog(VISIBILITY_DIRECT, true));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_combination),
        cmocka_unit_test(names_both_ways),
        cmocka_unit_test(reblogs),
    };
    return cmocka_run_group_tests_name("model/visibility", tests, NULL, NULL);
}
