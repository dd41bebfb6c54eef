/* text/wrap: lines for a terminal. */
#include "harness/harness.h"

#include "text/wrap.h"

static void check(const char *text, size_t indent, size_t width, const char *expected)
{
    struct arena a;
    struct buf b;
    arena_init(&a, 1 << 16);
    buf_init(&b, &a, 4096);
    text_wrap(&b, sv_from(text), indent, width);
    assert_sv(buf_view(&b), sv_from(expected));
    arena_done(&a);
}

static void breaks_between_words(void **state)
{
    UNUSED(state);
    check("", 2, 10, "");
    check("one", 2, 10, "  one\n");
    check("one two  three", 2, 10, "  one two\n  three\n");
    check("one two", 0, 7, "one two\n");
    check("one two", 0, 6, "one\ntwo\n");
    check("incomprehensibilities a", 4, 10, "    incomprehensibilities\n    a\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(breaks_between_words) };
    return cmocka_run_group_tests_name("text/wrap", tests, NULL, NULL);
}
