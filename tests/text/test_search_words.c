/* text/search_words: what is written otherwise is found, and what is no word is none. */
#include "harness/harness.h"

#include "text/search_words.h"

static const struct {
    const char *text;
    const char *words;
} cases[] = {
    { "", "" },
    { "  --- !? ", "" },
    { "Cats, dogs & the 3rd bird", "cats dogs the 3rd bird" },
    { "\xc3\x89t\xc3\xa9 \xc3\xa0 Z\xc3\xbcrich", "ete a zurich" },
    { "Stra\xc3\x9f"
      "e \xef\xac\x81n",
      "strasse fin" },
    { "well-known e\xcc\x81 x_y", "well known e x y" },
    { "\xe6\x9d\xb1\xe4\xba\xac tower", "\xe6\x9d\xb1 \xe4\xba\xac tower" },
    { "\xe4\xba\xac"
      "ab",
      "\xe4\xba\xac ab" },
    { "a\xff"
      "b",
      "a b" },
    { "https://far.example/@ann", "https far example ann" },
};

static void folds(void **state)
{
    UNUSED(state);
    struct arena a;
    arena_init(&a, 1 << 20);
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct sv words = search_words(&a, sv_from(cases[i].text));
        assert_sv(words, sv_from(cases[i].words));
        assert_sv(search_words(&a, words), words);
    }
    char long_word[SEARCH_WORD_CHARS_MAX * 2];
    memset(long_word, 'x', sizeof long_word);
    assert_int_equal(search_words(&a, sv_make(long_word, sizeof long_word)).len,
                     SEARCH_WORD_CHARS_MAX);
    arena_done(&a);
}

static void finds_whole_words_in_a_row(void **state)
{
    UNUSED(state);
    struct sv words = SV("the big dog and the bigger dog");
    assert_true(search_words_have(words, SV("the")));
    assert_true(search_words_have(words, SV("bigger dog")));
    assert_true(search_words_have(words, SV("the bigger")));
    assert_true(search_words_have(words, words));
    assert_false(search_words_have(words, SV("he big")));
    assert_false(search_words_have(words, SV("the dog")));
    assert_false(search_words_have(words, SV("bigg")));
    assert_false(search_words_have(words, SV("")));
    assert_false(search_words_have(SV(""), SV("dog")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folds),
        cmocka_unit_test(finds_whole_words_in_a_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
