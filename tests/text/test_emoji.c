/* text/emoji: one emoji, and what only looks like one. */
#include "harness/harness.h"

#include "text/emoji.h"

static void are_emoji(void **state)
{
    UNUSED(state);
    static const char *const yes[] = { "👍",
                                       "👍🏽",
                                       "❤️",
                                       "❤",
                                       "🇫🇷",
                                       "#️⃣",
                                       "1⃣",
                                       "👩‍👩‍👧",
                                       "🏳️‍🌈",
                                       "🤔",
                                       "☕",
                                       "©",
                                       "🏴󠁧󠁢󠁥󠁮󠁧󠁿" };
    for (size_t i = 0; i < ARRAY_COUNT(yes); i++) {
        if (!emoji_is_one(sv_from(yes[i])))
            print_error("%s\n", yes[i]);
        assert_true(emoji_is_one(sv_from(yes[i])));
    }
}

static void are_none(void **state)
{
    UNUSED(state);
    static const char *const no[] = { "",   "a",   "1",       "#",       "👍👍",      "👍 ",
                                      " 👍", "🇫",   "🇫🇷🇫",     "é",       "\xff",    "##",
                                      "👍a", "️", "👍\u0301", "‍👍", "👍‍", "👩‍a" };
    for (size_t i = 0; i < ARRAY_COUNT(no); i++) {
        if (emoji_is_one(sv_from(no[i])))
            print_error("%s\n", no[i]);
        assert_false(emoji_is_one(sv_from(no[i])));
    }
    assert_false(emoji_is_one(SV("👍\0")));
    assert_false(
        emoji_is_one(SV("👩‍👩‍👩‍👩‍👩‍👩‍👩‍👩‍👩‍👩")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(are_emoji),
        cmocka_unit_test(are_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
