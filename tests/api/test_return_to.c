/* api/web/return_to and api/words: where a form may lead, and in which language. */
#include "harness/harness.h"

#include "api/web/return_to.h"
#include "api/words.h"

static void leads_only_to_own_pages(void **state)
{
    UNUSED(state);
    static const struct sv own[] = { SV_INIT("/"), SV_INIT("/home"), SV_INIT("/@ann/12#s-12"),
                                     SV_INIT("/oauth/authorize?redirect_uri=https%3A%2F%2Fa.b") };
    static const struct sv foreign[] = {
        SV_INIT(""),
        SV_INIT("home"),
        SV_INIT("//evil.example"),
        SV_INIT("/\\evil"),
        SV_INIT("/\t/evil"),
        SV_INIT("https://evil.example/"),
        SV_INIT("/a\r\nSet-Cookie: x=1"),
        SV_INIT("javascript:alert(1)"),
        SV_INIT("/\xc3\xa9"),
        SV_INIT("\\/evil"),
        SV_INIT(" /home"),
    };
    for (size_t i = 0; i < ARRAY_COUNT(own); i++)
        assert_true(web_return_to_is_own(own[i]));
    for (size_t i = 0; i < ARRAY_COUNT(foreign); i++)
        assert_false(web_return_to_is_own(foreign[i]));
    assert_false(web_return_to_is_own((struct sv){ NULL, 0 }));
    assert_sv_lit(web_return_to(SV("//evil.example"), SV("/home")), "/home");
    assert_sv_lit(web_return_to(SV("/settings"), SV("/home")), "/settings");
}

static void speaks_the_readers_language(void **state)
{
    UNUSED(state);

    static const struct {
        struct sv header;
        enum language language;
    } cases[] = {
        { SV_INIT(""), LANGUAGE_ENGLISH },
        { SV_INIT("fr"), LANGUAGE_FRENCH },
        { SV_INIT("FR-ca, en;q=0.8"), LANGUAGE_FRENCH },
        { SV_INIT("en-GB,en;q=0.9,fr;q=0.95"), LANGUAGE_ENGLISH },
        { SV_INIT("en;q=0.5, fr;q=0.7"), LANGUAGE_FRENCH },
        { SV_INIT("fr;q=0, de"), LANGUAGE_ENGLISH },
        { SV_INIT("fro, frr;q=1"), LANGUAGE_ENGLISH },
        { SV_INIT("de, fr;q=0.1"), LANGUAGE_FRENCH },
        { SV_INIT(",,;q=,fr;q=x;"), LANGUAGE_ENGLISH },
        { SV_INIT("f"), LANGUAGE_ENGLISH },
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
        assert_int_equal(api_language_choose(cases[i].header), cases[i].language);
}

static size_t holes_count(struct sv text)
{
    size_t count = 0;
    for (size_t at = sv_find(text, SV("{}"), 0); at != SIZE_MAX;
         at = sv_find(text, SV("{}"), at + 2))
        count++;
    return count;
}

static void has_every_word_in_every_language(void **state)
{
    UNUSED(state);
    for (enum word word = 0; word < WORD_COUNT; word++) {
        size_t holes = holes_count(api_word(LANGUAGE_ENGLISH, word));
        assert_true(holes <= 1);
        for (enum language l = 0; l < LANGUAGE_COUNT; l++) {
            assert_true(api_word(l, word).len > 0);
            assert_int_equal(holes_count(api_word(l, word)), holes);
        }
    }
}

static void counts_as_each_language_does(void **state)
{
    UNUSED(state);
    struct arena a;
    arena_init(&a, 1 << 16);
    assert_sv_lit(api_word_count(&a, LANGUAGE_ENGLISH, WORD_DATE_MINUTE, WORD_DATE_MINUTES, 1),
                  "a minute ago");
    assert_sv_lit(api_word_count(&a, LANGUAGE_ENGLISH, WORD_DATE_HOUR, WORD_DATE_HOURS, 2),
                  "2 hours ago");
    assert_sv_lit(api_word_count(&a, LANGUAGE_FRENCH, WORD_DATE_DAY, WORD_DATE_DAYS, 1), "hier");
    assert_sv_lit(api_word_count(&a, LANGUAGE_ENGLISH, WORD_POSTS_1, WORD_POSTS, 0), "0 posts");
    assert_sv_lit(api_word_count(&a, LANGUAGE_ENGLISH, WORD_POSTS_1, WORD_POSTS, 1), "1 post");
    assert_sv_lit(api_word_count(&a, LANGUAGE_FRENCH, WORD_POSTS_1, WORD_POSTS, 0),
                  "0 publication");
    assert_sv_lit(api_word_count(&a, LANGUAGE_FRENCH, WORD_POSTS_1, WORD_POSTS, 2),
                  "2 publications");
    arena_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(leads_only_to_own_pages),
        cmocka_unit_test(speaks_the_readers_language),
        cmocka_unit_test(has_every_word_in_every_language),
        cmocka_unit_test(counts_as_each_language_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
