/* text/status_text: what is found in typed text, how it is rendered and counted. */
#include "harness/harness.h"

#include <jansson.h>
#include <string.h>

#include "base/buf.h"
#include "text/html_sanitize.h"
#include "text/status_text.h"

static int setup(void **state)
{
    static struct arena a;
    arena_init(&a, (size_t)64 << 20);
    *state = &a;
    return 0;
}

static int teardown(void **state)
{
    arena_done(*state);
    return 0;
}

/* "kind:text" of all entities, with '|' between. */
static struct sv found(struct arena *a, struct sv text)
{
    struct status_text_entities entities;
    status_text_scan(a, text, &entities);
    struct buf b;
    buf_init(&b, a, 1 << 20);
    for (size_t i = 0; i < entities.list.count; i++) {
        const struct status_text_entity *e = &entities.list.items[i];
        buf_sv(&b, i > 0 ? SV("|") : SV(""));
        buf_sv(&b, sv_sub(text, e->begin, e->end - e->begin));
    }
    return buf_view(&b);
}

static void finds_entities(void **state)
{
    static const struct {
        const char *in, *out;
    } cases[] = {
        { "Hi @alice, @bob@b.example. and @c.d-e@xn--a.example:3000/x",
          "@alice|@bob@b.example|@c.d-e@xn--a.example:3000" },
        { "mail a@b.example x=@y /@z @-a @é é@a @@b @a@", "@b" },
        { "(@a) 「@b@例え.jp」 @a. @b_", "@a|@b@例え.jp|@a|@b_" },
        { "#tag #1 #1a #a_b #_ #a·b #a· #日本語、#x", "#tag|#1a|#a_b|#a·b|#a|#日本語|#x" },
        { "a#b /#c =#d )#e #f#g ##h &#39; #http://x", "#f|#h" },
        { "https://a.example http://A.Example:80/x?y=1&z#f.",
          "https://a.example|http://A.Example:80/x?y=1&z#f" },
        { "(https://a.example/x) <https://b.example/> \"https://c.example\"",
          "https://a.example/x|https://b.example/|https://c.example" },
        { "https://a.example/x_(y)_(z(w)) https://a.example/(x",
          "https://a.example/x_(y)_(z(w))|https://a.example/" },
        { "https://a.example/@user/1#b?c https://a.example?q=@x",
          "https://a.example/@user/1#b?c|https://a.example?q=@x" },
        { "https://localhost http://1.2.3.4/ https://a.b@c.example xhttps://a.example "
          "ftp://a.example",
          "" },
        { "https://例え.テスト/パス、https://münchen.de",
          "https://例え.テスト/パス、https://münchen.de" },
        { "見てhttps://a.exampleを", "https://a.example" },
        { "HTTPS://A.EXAMPLE", "HTTPS://A.EXAMPLE" },
        { "https://-a.example https://a-.example https://a_b.example https://a_b.c.example",
          "https://a_b.c.example" },
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
        assert_sv(found(*state, sv_from(cases[i].in)), sv_from(cases[i].out));
}

static struct sv render(struct arena *a, struct sv text, enum status_text_form form)
{
    struct status_text_entities entities;
    status_text_scan(a, text, &entities);
    for (size_t i = 0; i < entities.list.count; i++) {
        struct status_text_entity *e = &entities.list.items[i];
        if (e->kind == STATUS_TEXT_MENTION && !sv_eq(e->username, SV("nobody")))
            e->href = sv_printf(a, "https://x.example/@%" SV_FMT, SV_ARG(e->username));
        if (e->kind == STATUS_TEXT_HASHTAG)
            e->href = sv_printf(a, "https://x.example/tags/%" SV_FMT,
                                SV_ARG(status_text_normalize_tag(a, e->tag)));
    }
    return status_text_render(a, text, &entities, form).bytes;
}

static void renders_markup(void **state)
{
    assert_sv_lit(render(*state, SV(" a & <b>\nc\r\n\r\n\nd\n"), STATUS_TEXT_BODY),
                  "<p>a &amp; &lt;b&gt;<br />c</p><p>d</p>");
    assert_sv_lit(render(*state, SV("@al @nobody"), STATUS_TEXT_BODY),
                  "<p><span class=\"h-card\" translate=\"no\"><a href=\"https://x.example/@al\" "
                  "class=\"u-url mention\">@<span>al</span></a></span> @nobody</p>");
    assert_sv_lit(render(*state, SV("#Été"), STATUS_TEXT_BODY),
                  "<p><a href=\"https://x.example/tags/ete\" class=\"mention hashtag\" "
                  "rel=\"tag\">#<span>Été</span></a></p>");
    assert_sv_lit(render(*state, SV("https://www.a.example/0123456789012345678901234567890?a=b"),
                         STATUS_TEXT_FIELD),
                  "<a href=\"https://www.a.example/0123456789012345678901234567890?a=b\" "
                  "target=\"_blank\" rel=\"nofollow noopener me\" translate=\"no\">"
                  "<span class=\"invisible\">https://www.</span>"
                  "<span class=\"ellipsis\">a.example/01234567890123456789</span>"
                  "<span class=\"invisible\">01234567890?a=b</span></a>");
    assert_sv_lit(
        render(*state, SV("https://a.example/&"), STATUS_TEXT_BODY),
        "<p><a href=\"https://a.example/\" target=\"_blank\" rel=\"nofollow noopener\" "
        "translate=\"no\"><span class=\"invisible\">https://</span>"
        "<span class=\"\">a.example/</span><span class=\"invisible\"></span></a>&amp;</p>");
    struct sv both = render(*state, SV("@al@a.example @al@b.example"), STATUS_TEXT_BODY);
    assert_true(sv_find(both, SV("@<span>al@a.example</span>"), 0) != SIZE_MAX);
    assert_sv_lit(render(*state, SV(" \n "), STATUS_TEXT_BODY), "");
    assert_sv_lit(render(*state, SV("a\nb"), STATUS_TEXT_FIELD), "a b");
}

static void counts_as_people_do(void **state)
{
    static const struct {
        const char *text;
        size_t count;
    } cases[] = {
        { "", 0 },
        { "abc", 3 },
        { "e\xCC\x81", 1 },
        { "👨‍👩‍👧‍👦🇫🇷", 2 },
        { "@alice@very.long.example.com", 6 },
        { "see https://a.example/a/very/long/path/that/goes/on/and/on", 27 },
        { "#日本", 3 },
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct status_text_entities entities;
        struct sv text = sv_from(cases[i].text);
        status_text_scan(*state, text, &entities);
        assert_int_equal(status_text_count(text, &entities), cases[i].count);
    }
}

static void normalizes_tags(void **state)
{
    static const struct {
        const char *in, *out;
    } cases[] = {
        { "Cafe", "cafe" },     { "CAFÉ", "cafe" },     { "Łódź", "lodz" },
        { "ｔｅｓｔ", "test" }, { "ｻｯｶｰ", "サッカー" }, { "a b!c", "abc" },
        { "Москва", "москва" }, { "a_b·c", "a_b·c" },   { "", "" },
        { "\xff\xfe", "" },     { "Ø", "o" },
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
        assert_sv(status_text_normalize_tag(*state, sv_from(cases[i].in)), sv_from(cases[i].out));
    assert_true(status_text_is_tag(SV("été_2")));
    assert_false(status_text_is_tag(SV("12")));
    assert_false(status_text_is_tag(SV("a b")));
}

/* Where Mastodon's rules, and so ours, are not Twitter's; by the vector's text, or a part of it. */
static const char *const differences[] = {
    /* hashtags */
    "#メ〜テレ", /* the wave dash is punctuation to Mastodon */
    "#各〃",     /* so is the ditto mark */
    "#_ #1_2",   /* '_' between characters makes a hashtag */
    /* mentions: any character but '=', '/' and letters may stand before the '@' */
    "f!@kn",
    "f#@kn",
    "f%@kn",
    "f*@kn",
    "f$@kn",
    "f&@kn",
    "RT",
    "Rt",
    "の@username",
    /* links: a scheme is needed */
    "foo.com foo.net",
    "t.co/abcde bit.ly",
    "MLB.tv",
    "ELPAÍS.com",
    "example.com/path\nit.so",
    "これは日本語です。example.com",
    /* the path takes any script, and no rule is made for one shortener */
    "twitter.comテスト",
    "t.co/pbY2NfTZ's",
    "t.co/abcdefghijklmnopqrstuvwxyz",
    "referer=https://t.co",
    /* no list of top levels; and the '?' of a fragment begins the query only once */
    "✪df.ws",
    "com-that-you-should",
    "ああああああ",
    "stm?param1",
    "fb_xd_fragment",
};

static bool is_difference(const char *text)
{
    for (size_t i = 0; i < ARRAY_COUNT(differences); i++) {
        if (strstr(text, differences[i]) != NULL)
            return true;
    }
    return false;
}

/* Entities of one kind as the vectors write them: without '@' and '#', with '|' between. */
static struct sv found_of(struct arena *a, struct sv text, enum status_text_kind kind)
{
    struct status_text_entities entities;
    status_text_scan(a, text, &entities);
    struct buf b;
    buf_init(&b, a, 1 << 20);
    for (size_t i = 0; i < entities.list.count; i++) {
        const struct status_text_entity *e = &entities.list.items[i];
        if (e->kind != kind)
            continue;
        struct sv value = kind == STATUS_TEXT_MENTION   ? e->username
                          : kind == STATUS_TEXT_HASHTAG ? e->tag
                                                        : e->href;
        buf_sv(&b, value);
        buf_char(&b, '|');
    }
    return buf_view(&b);
}

static size_t check_group(struct arena *a, const json_t *root, const char *group,
                          enum status_text_kind kind)
{
    size_t same = 0;
    bool is_same = true;
    const json_t *cases = json_object_get(root, group);
    for (size_t i = 0; i < json_array_size(cases); i++) {
        const json_t *c = json_array_get(cases, i);
        const char *text = json_string_value(json_object_get(c, "text"));
        const json_t *expected = json_object_get(c, "expected");
        struct buf b;
        buf_init(&b, a, 1 << 20);
        for (size_t k = 0; k < json_array_size(expected); k++) {
            buf_sv(&b, sv_from(json_string_value(json_array_get(expected, k))));
            buf_char(&b, '|');
        }
        struct sv ours = found_of(a, sv_from(text), kind);
        if (sv_eq(ours, buf_view(&b))) {
            same++;
            continue;
        }
        if (!is_difference(text))
            print_error("%s: %s\n  expected %.*s\n  but got  %.*s\n", group, text,
                        SV_ARG(buf_view(&b)), SV_ARG(ours));
        is_same = is_same && is_difference(text);
    }
    assert_true(is_same);
    return same;
}

static void agrees_with_the_field(void **state)
{
    const char *path = harness_vector_path(*state, "twitter-text/extract.json");
    if (path == NULL)
        skip();
    struct sv text = harness_read_file(*state, path);
    json_error_t error;
    json_t *root = json_loadb(text.ptr, text.len, 0, &error);
    assert_non_null(root);
    assert_true(check_group(*state, root, "mentions", STATUS_TEXT_MENTION) > 3);
    assert_true(check_group(*state, root, "hashtags", STATUS_TEXT_HASHTAG) > 20);
    assert_true(check_group(*state, root, "urls", STATUS_TEXT_LINK) > 20);
    json_decref(root);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(finds_entities, setup, teardown),
        cmocka_unit_test_setup_teardown(renders_markup, setup, teardown),
        cmocka_unit_test_setup_teardown(counts_as_people_do, setup, teardown),
        cmocka_unit_test_setup_teardown(normalizes_tags, setup, teardown),
        cmocka_unit_test_setup_teardown(agrees_with_the_field, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
