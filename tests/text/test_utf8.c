/* text/utf8: validity, cutting, normal form, graphemes. */
#include "text/utf8.h"

#include "harness/harness.h"

static void tells_valid_from_ill_formed(void **state)
{
    UNUSED(state);
    static const struct sv good[] = {
        SV_INIT(""),
        SV_INIT("plain text, longer than a word"),
        SV_INIT("é"),
        SV_INIT("\xED\x9F\xBF"),
        SV_INIT("\xEE\x80\x80"),
        SV_INIT("\xF0\x90\x80\x80"),
        SV_INIT("\xF4\x8F\xBF\xBF"),
    };
    static const struct sv bad[] = {
        SV_INIT("\x80"),
        SV_INIT("\xC0\x80"),
        SV_INIT("\xC1\xBF"),
        SV_INIT("\xE0\x9F\xBF"),
        SV_INIT("\xED\xA0\x80"),
        SV_INIT("\xF0\x8F\xBF\xBF"),
        SV_INIT("\xF4\x90\x80\x80"),
        SV_INIT("\xF5\x80\x80\x80"),
        SV_INIT("\xC3"),
        SV_INIT("\xE2\x82"),
        SV_INIT("\xF0\x9F\x98"),
        SV_INIT("\xFF"),
        SV_INIT("\xE2\x28\xA1"),
        SV_INIT("12345678\xC3"),
    };
    for (size_t i = 0; i < ARRAY_COUNT(good); i++)
        assert_true(utf8_is_valid(good[i]));
    for (size_t i = 0; i < ARRAY_COUNT(bad); i++)
        assert_false(utf8_is_valid(bad[i]));
}

static void every_character_survives_encoding(void **state)
{
    UNUSED(state);
    for (uint32_t c = 0; c <= 0x10FFFF; c++) {
        if (c == 0xD800)
            c = 0xE000;
        char bytes[4];
        size_t len = utf8_encode(c, bytes);
        uint32_t back = 0;
        assert_int_equal(utf8_decode(sv_make(bytes, len), 0, &back), len);
        assert_int_equal(back, c);
    }
}

static void cuts_between_characters(void **state)
{
    UNUSED(state);
    struct sv s = SV("aé€😀");
    static const size_t kept[] = { 0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10 };
    for (size_t max = 0; max < ARRAY_COUNT(kept); max++)
        assert_int_equal(utf8_cut_bytes(s, max).len, kept[max]);
    assert_sv_lit(utf8_cut_chars(s, 2), "aé");
    assert_sv(utf8_cut_chars(s, 9), s);
    assert_int_equal(utf8_count_chars(s), 4);
    assert_int_equal(utf8_cut_bytes(SV("\x80\x80\x80\x80\x80\x80"), 4).len, 4);
}

static void counts_what_people_see(void **state)
{
    UNUSED(state);
    assert_int_equal(utf8_count_graphemes(SV("")), 0);
    assert_int_equal(utf8_count_graphemes(SV("e\xCC\x81t\xC3\xA9")), 3);
    assert_int_equal(utf8_count_graphemes(SV("👨‍👩‍👧🇫🇷🇫🇷")), 3);
    assert_int_equal(utf8_count_graphemes(SV("\r\n")), 1);
}

static void repairs_and_normalizes(void **state)
{
    UNUSED(state);
    struct arena a;
    arena_init(&a, 1 << 20);
    assert_sv_lit(utf8_repair(&a, SV("a\xC3z\xFF")), "a\xEF\xBF\xBDz\xEF\xBF\xBD");
    struct sv same = SV("unchanged");
    assert_ptr_equal(utf8_repair(&a, same).ptr, same.ptr);
    struct sv out;
    assert_ok(utf8_nfc(&a, SV("cafe\xCC\x81"), &out));
    assert_sv_lit(out, "café");
    assert_ok(utf8_fold(&a, SV("Straße ÉCOLE"), &out));
    assert_sv_lit(out, "strasse école");
    assert_ok(utf8_fold(&a, SV("PLAIN"), &out));
    assert_sv_lit(out, "plain");
    assert_err(utf8_nfc(&a, SV("\xFF"), &out), ERR_PARSE);
    arena_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_valid_from_ill_formed),
        cmocka_unit_test(every_character_survives_encoding),
        cmocka_unit_test(cuts_between_characters),
        cmocka_unit_test(counts_what_people_see),
        cmocka_unit_test(repairs_and_normalizes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
