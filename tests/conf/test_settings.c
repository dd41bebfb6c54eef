/* conf/settings: the table is whole, and a mistyped name finds its neighbour. */
#include "harness/harness.h"

#include "conf/settings.h"
#include "conf/value.h"

static bool has_section(struct sv name)
{
    return sv_find_char(name, '.', 0) != SIZE_MAX;
}

static void is_sorted_and_documented(void **state)
{
    UNUSED(state);
    for (enum conf_key key = 0; key < CONF_COUNT; key++) {
        const struct conf_row *row = conf_row(key);
        struct sv name = sv_from(row->name);
        assert_true(sv_from(row->help).len > 20 && sv_ends_with(sv_from(row->help), SV(".")));
        assert_int_equal(conf_key_find(name), key);
        assert_int_equal(row->type == CONF_TYPE_ENUM, row->choices[0] != '\0');
        if (key == 0)
            continue;
        struct sv before = sv_from(conf_row(key - 1)->name);
        assert_true(has_section(before) <= has_section(name));
        assert_true(has_section(before) != has_section(name) || sv_cmp(before, name) < 0);
    }
}

/* An environment variable must not be able to mean two settings. */
static void no_two_share_a_variable(void **state)
{
    UNUSED(state);
    struct arena a;
    arena_init(&a, 1 << 16);
    for (enum conf_key key = 0; key < CONF_COUNT; key++) {
        for (enum conf_key other = key + 1; other < CONF_COUNT; other++) {
            char *left = sv_cstr(&a, sv_from(conf_row(key)->name));
            char *right = sv_cstr(&a, sv_from(conf_row(other)->name));
            for (char *c = left; *c != '\0'; c++)
                *c = *c == '.' ? '_' : *c;
            for (char *c = right; *c != '\0'; c++)
                *c = *c == '.' ? '_' : *c;
            assert_string_not_equal(left, right);
        }
    }
    arena_done(&a);
}

static void defaults_are_legal(void **state)
{
    UNUSED(state);
    struct arena a;
    arena_init(&a, 1 << 16);
    for (enum conf_key key = 0; key < CONF_COUNT; key++) {
        const struct conf_row *row = conf_row(key);
        struct conf_value value = { 0 };
        if ((row->flags & CONF_REQUIRED) == 0)
            assert_ok(conf_value_parse(&a, row, sv_from(row->default_text), &value));
    }
    arena_done(&a);
}

static void suggests_the_neighbour(void **state)
{
    UNUSED(state);
    assert_sv_lit(conf_key_suggest(SV("server.worker")), "server.workers");
    assert_sv_lit(conf_key_suggest(SV("sever.workers")), "server.workers");
    assert_sv_lit(conf_key_suggest(SV("peer")), "peers");
    assert_null(conf_key_suggest(SV("completely.different")).ptr);
    assert_int_equal(conf_edit_distance(SV("kitten"), SV("sitting")), 3);
    assert_int_equal(conf_edit_distance(SV(""), SV("abc")), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_sorted_and_documented),
        cmocka_unit_test(no_two_share_a_variable),
        cmocka_unit_test(defaults_are_legal),
        cmocka_unit_test(suggests_the_neighbour),
    };
    return cmocka_run_group_tests_name("conf/settings", tests, NULL, NULL);
}
