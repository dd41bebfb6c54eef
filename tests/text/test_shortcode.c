/* text/shortcode: which colons make a shortcode, and pictures in their place. */
#include "harness/harness.h"

#include "text/shortcode.h"

static struct sv found(struct arena *a, const char *text)
{
    struct shortcode_scan scan = { .text = sv_from(text) };
    struct sv out = SV("");
    struct sv name;
    while (shortcode_next(&scan, &name))
        out = sv_printf(a, "%" SV_FMT "%s%" SV_FMT, SV_ARG(out), out.len > 0 ? " " : "",
                        SV_ARG(name));
    return out;
}

static void finds(void **state)
{
    static const struct {
        const char *text, *names;
    } cases[] = {
        { "", "" },
        { ":", "" },
        { "::", "" },
        { ":a:", "" },
        { ":ab:", "ab" },
        { ":blob_Cat2: and :ab:", "blob_Cat2 ab" },
        { ":ab: :ab:", "ab ab" },
        { ":ab::cd:", "" },
        { ":ab:cd:", "" },
        { "x:ab:", "" },
        { "7:ab:", "" },
        { "é:ab:", "" },
        { ":ab:é", "" },
        { "。:ab:。", "ab" },
        { "👍:ab:👍", "ab" },
        { "\n:ab:\n", "ab" },
        { "<p>:ab:</p>", "ab" },
        { "12:30:45", "" },
        { ":a-b: :ab:", "ab" },
        { ":ab :cd:", "cd" },
        { ":: :ab:", "ab" },
        { "https://a.example:8080/:ab:/", "ab" },
        { "\xff:ab:\xff", "ab" },
        { "\xa9:ab:", "ab" },
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
        assert_sv(found(*state, cases[i].text), sv_from(cases[i].names));
}

static void is_bounded(void **state)
{
    char text[SHORTCODE_MAX_BYTES + 8] = { 0 };
    memset(text, 'a', sizeof text - 1);
    text[0] = text[SHORTCODE_MAX_BYTES + 1] = ':';
    text[SHORTCODE_MAX_BYTES + 2] = '\0';
    assert_int_equal(found(*state, text).len, SHORTCODE_MAX_BYTES);
    text[SHORTCODE_MAX_BYTES + 1] = 'a';
    text[SHORTCODE_MAX_BYTES + 2] = ':';
    text[SHORTCODE_MAX_BYTES + 3] = '\0';
    assert_int_equal(found(*state, text).len, 0);
    assert_true(shortcode_is_valid(SV("ab")));
    assert_false(shortcode_is_valid(SV("a")));
    assert_false(shortcode_is_valid(SV("a.b")));
    assert_false(shortcode_is_valid(SV("")));
}

#define IMG(name, url)                                                                             \
    "<img class=\"emoji\" src=\"" url "\" alt=\":" name ":\" title=\":" name ":\" "                \
    "loading=\"lazy\">"

static void shows(void **state)
{
    static const struct shortcode_picture pictures[] = {
        { SV_INIT("ab"), SV_INIT("https://a.example/1?b&\"") },
        { SV_INIT("js"), SV_INIT("javascript:1") },
    };

    static const struct {
        const char *in, *out;
    } cases[] = {
        { "<p>:ab:</p>", "<p>" IMG("ab", "https://a.example/1?b&amp;&quot;") "</p>" },
        { "a :ab: :cd: :ab:b :ab:",
          "a " IMG("ab", "https://a.example/1?b&amp;&quot;") " :cd: :ab:b " IMG(
              "ab", "https://a.example/1?b&amp;&quot;") },
        { "<a href=\"https://x/:ab:/\">:js:</a>", "<a href=\"https://x/:ab:/\">:js:</a>" },
        { "<span class=\"invisible\">:ab:<span>:ab:</span>:ab:</span>.",
          "<span class=\"invisible\">:ab:<span>:ab:</span>:ab:</span>." },
        { "<span class=\"invisible\"></span>:ab:",
          "<span class=\"invisible\"></span>" IMG("ab", "https://a.example/1?b&amp;&quot;") },
        { "none", "none" },
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
        assert_sv(shortcode_show(*state, (struct html){ sv_from(cases[i].in) }, pictures,
                                 ARRAY_COUNT(pictures))
                      .bytes,
                  sv_from(cases[i].out));
    struct html in = HTML_LIT(":ab:");
    assert_ptr_equal(shortcode_show(*state, in, NULL, 0).bytes.ptr, in.bytes.ptr);
}

static int setup(void **state)
{
    static struct arena a;
    arena_init(&a, 4 << 20);
    *state = &a;
    return 0;
}

static int teardown(void **state)
{
    arena_done(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds),
        cmocka_unit_test(is_bounded),
        cmocka_unit_test(shows),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
