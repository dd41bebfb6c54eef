/* text/url: one form, refused tricks, references, hosts. */
#include "text/url.h"

#include "harness/harness.h"

static struct arena arena;

static int setup(void **state)
{
    UNUSED(state);
    arena_init(&arena, 8 << 20);
    return 0;
}

static int teardown(void **state)
{
    UNUSED(state);
    arena_done(&arena);
    return 0;
}

static struct url parse(const char *text)
{
    struct url u = { .port = 0 };
    assert_err(url_parse(&arena, sv_from(text), &u), ERR_OK);
    return u;
}

static void splits_into_parts(void **state)
{
    UNUSED(state);
    struct url u = parse("https://social.example:8443/@ann/1?a=b?c#d?e#f");
    assert_sv_lit(u.scheme, "https");
    assert_sv_lit(u.host, "social.example");
    assert_int_equal(u.port, 8443);
    assert_sv_lit(u.origin, "https://social.example:8443");
    assert_sv_lit(u.target, "/@ann/1?a=b?c");
    assert_sv_lit(u.path, "/@ann/1");
    assert_sv_lit(u.query, "a=b?c");
    assert_sv_lit(u.fragment, "d?e#f");
    u = parse("http://a.example");
    assert_int_equal(u.port, 80);
    assert_sv_lit(u.target, "/");
    assert_null(u.query.ptr);
    assert_null(u.fragment.ptr);
    u = parse("http://a.example/?#");
    assert_non_null(u.query.ptr);
    assert_int_equal(u.query.len, 0);
    assert_non_null(u.fragment.ptr);
}

static void brings_into_one_form(void **state)
{
    UNUSED(state);

    static const struct {
        const char *text;
        const char *form;
    } cases[] = {
        { "HTTPS://A.Example/Path", "https://a.example/Path" },
        { "https://a.example:443", "https://a.example/" },
        { "http://a.example:80?x", "http://a.example/?x" },
        { "http://a.example:443/", "http://a.example:443/" },
        { "https://B\xC3\x9C"
          "CHER.example/",
          "https://xn--bcher-kva.example/" },
        { "https://stra\xC3\x9F"
          "e.example/",
          "https://xn--strae-oqa.example/" },
        { "https://XN--bcher-KVA.example/", "https://xn--bcher-kva.example/" },
        { "https://bu\xCC\x88"
          "cher.example/",
          "https://xn--bcher-kva.example/" },
        { "https://a.example/\xC3\xA9?\xE2\x82\xAC#\xF0\x9F\x98\x80",
          "https://a.example/%C3%A9?%E2%82%AC#%F0%9F%98%80" },
        { "https://a.example/a%2fb/../%zz'[]", "https://a.example/a%2fb/../%zz'[]" },
        { "https://a.example/\"<x>{|}^`", "https://a.example/%22%3Cx%3E%7B%7C%7D%5E%60" },
        { "http://[2001:DB8:0:0::1]:8080/", "http://[2001:db8::1]:8080/" },
        { "http://127.0.0.1:80/x", "http://127.0.0.1/x" },
        { "https://under_score.example/", "https://under_score.example/" },
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
        assert_sv(parse(cases[i].text).text, sv_from(cases[i].form));
}

static void refuses_tricks(void **state)
{
    UNUSED(state);
    static const char *const bad[] = {
        "",
        "a.example",
        "//a.example/",
        "ftp://a.example/",
        "javascript:alert(1)",
        "https:/a.example",
        "https:a.example",
        "https://",
        "https:///x",
        "https://?x",
        "https://user@a.example/",
        "https://user:pw@a.example/",
        "https://a.example@b.example/",
        "https://a.example\\@b.example/",
        "https://a.example/\\x",
        " https://a.example/",
        "https://a.example/ ",
        "https://a.example/a b",
        "https://a.example/\n",
        "https://a.example/\x7F",
        "https://a.example\t/",
        "https://a.example./",
        "https://.a.example/",
        "https://a..example/",
        "https://-a.example/",
        "https://a-.example/",
        "https://a%2eexample/",
        "https://a!example/",
        "https://a.example:/",
        "https://a.example:0/",
        "https://a.example:65536/",
        "https://a.example:080/",
        "https://a.example:8x/",
        "https://a.example:-1/",
        /* Addresses in other clothes. */
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://127.0.0.01/",
        "http://1.2.3.4.5/",
        "http://256.1.1.1/",
        "http://a.0x1/",
        "http://[::1/",
        "http://[fe80::1%25eth0]/",
        "http://[::1]x/",
        "http://[]/",
        "http://::1/",
        "http://[127.0.0.1]/",
        /* Look-alikes of dots, slashes and letters; invisible and turning characters. */
        "https://a\xE3\x80\x82"
        "example/",
        "https://a\xEF\xBC\x8E"
        "example/",
        "https://\xE2\x93\x90.example/",
        "https://\xEF\xBD\x81.example/",
        "https://\xE2\x84\x80.example/",
        "https://a\xC2\xAD"
        "b.example/",
        "https://a\xE2\x80\x8B"
        "b.example/",
        "https://\xCC\x81"
        "a.example/",
        "https://xn--a.example/",
        "https://xn--.example/",
        "https://\xFF.example/",
        "https://a.example/\xE2\x80\xAE"
        "cba",
        "https://a.example/\xC2\xA0",
        "https://a.example/\xEF\xBB\xBF",
        "https://a.example/\xC3",
        "https://a.example/\xEF\xBF\xBF",
    };
    struct url u;
    for (size_t i = 0; i < ARRAY_COUNT(bad); i++) {
        enum err err = url_parse(&arena, sv_from(bad[i]), &u);
        if (err != ERR_PARSE)
            fail_msg("%s: %s", bad[i], err_row(err)->name);
    }
    assert_err(url_parse(&arena, SV("https://a.example\0.b.example/"), &u), ERR_PARSE);
    assert_err(url_parse(&arena, SV("https://a.example/\0"), &u), ERR_PARSE);
}

static struct sv long_url(size_t len, char c)
{
    static const char start[] = "https://a.example/";
    char *text = arena_alloc(&arena, len);
    memset(text, c, len);
    memcpy(text, start, sizeof start - 1);
    return sv_make(text, len);
}

static void holds_its_bounds(void **state)
{
    UNUSED(state);
    struct url u;
    assert_ok(url_parse(&arena, long_url(URL_BYTES_MAX, 'x'), &u));
    assert_err(url_parse(&arena, long_url(URL_BYTES_MAX + 1, 'x'), &u), ERR_TOO_LARGE);
    assert_err(url_parse(&arena, long_url(1000, '^'), &u), ERR_TOO_LARGE);
    struct sv label = sv_sub(long_url(200, 'x'), 100, 63);
    struct sv parts[] = { SV("https://"), label, SV(".example") };
    assert_ok(url_parse(&arena, sv_concat(&arena, parts, 3), &u));
    struct sv more[] = { SV("https://x"), label, SV(".example") };
    assert_err(url_parse(&arena, sv_concat(&arena, more, 3), &u), ERR_PARSE);
    struct sv name[] = { SV("https://"), label, SV("."), label, SV("."), label, SV("."), label };
    assert_err(url_parse(&arena, sv_concat(&arena, name, 8), &u), ERR_PARSE);
}

static void compares_origins(void **state)
{
    UNUSED(state);
    struct url a = parse("https://a.example/x");
    struct url same = parse("https://A.example:443/y?z");
    struct url port = parse("https://a.example:444/x");
    struct url scheme = parse("http://a.example:443/x");
    struct url host = parse("https://b.a.example/x");
    assert_true(url_origin_eq(&a, &same));
    assert_false(url_origin_eq(&a, &port));
    assert_false(url_origin_eq(&a, &scheme));
    assert_false(url_origin_eq(&a, &host));
}

static void resolves_references(void **state)
{
    UNUSED(state);

    static const struct {
        const char *ref;
        const char *expected;
    } cases[] = {
        { "g", "http://a.example/b/c/g" },
        { "./g", "http://a.example/b/c/g" },
        { "g/", "http://a.example/b/c/g/" },
        { "/g", "http://a.example/g" },
        { "//g.example", "http://g.example/" },
        { "?y", "http://a.example/b/c/d;p?y" },
        { "g?y", "http://a.example/b/c/g?y" },
        { "#s", "http://a.example/b/c/d;p?q#s" },
        { "g?y/./x#s/../x", "http://a.example/b/c/g?y/./x#s/../x" },
        { ";x", "http://a.example/b/c/;x" },
        { "", "http://a.example/b/c/d;p?q" },
        { ".", "http://a.example/b/c/" },
        { "..", "http://a.example/b/" },
        { "../g", "http://a.example/b/g" },
        { "../../../../g", "http://a.example/g" },
        { "/./g", "http://a.example/g" },
        { "/../g", "http://a.example/g" },
        { "g.", "http://a.example/b/c/g." },
        { "..g", "http://a.example/b/c/..g" },
        { "./g/.", "http://a.example/b/c/g/" },
        { "g/../h", "http://a.example/b/c/h" },
        { "..//g", "http://a.example/b//g" },
        { "https://g.example/../x", "https://g.example/../x" },
    };
    struct url base = parse("http://a.example/b/c/d;p?q#frag");
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct url u;
        assert_ok(url_resolve(&arena, &base, sv_from(cases[i].ref), &u));
        assert_sv(u.text, sv_from(cases[i].expected));
    }
    struct url u;
    assert_err(url_resolve(&arena, &base, SV("mailto:x@a.example"), &u), ERR_PARSE);
    assert_err(url_resolve(&arena, &base, SV("//u@g.example"), &u), ERR_PARSE);
    assert_err(url_resolve(&arena, &base, SV("\\\\g.example"), &u), ERR_PARSE);
    assert_err(url_resolve(&arena, &base, long_url(URL_BYTES_MAX + 1, 'x'), &u), ERR_TOO_LARGE);
}

static void parses_hosts_of_handles(void **state)
{
    UNUSED(state);
    struct url_host h;
    assert_ok(url_host_parse(&arena, SV("Example.COM"), &h));
    assert_sv_lit(h.text, "example.com");
    assert_int_equal(h.port, 0);
    assert_ok(url_host_parse(&arena, SV("localhost:3000"), &h));
    assert_sv_lit(h.text, "localhost:3000");
    assert_sv_lit(h.name, "localhost");
    assert_int_equal(h.port, 3000);
    assert_ok(url_host_parse(&arena, SV("[::1]:80"), &h));
    assert_sv_lit(h.text, "[::1]:80");
    assert_int_equal(h.kind, URL_HOST_IPV6);
    assert_err(url_host_parse(&arena, SV("a.example/x"), &h), ERR_PARSE);
    assert_err(url_host_parse(&arena, SV(""), &h), ERR_PARSE);
    assert_err(url_host_parse(&arena, SV(":80"), &h), ERR_PARSE);
}

static void finds_the_registrable_domain(void **state)
{
    UNUSED(state);
    assert_sv_lit(url_registrable_domain(&arena, SV("a.b.example.co.uk")), "example.co.uk");
    assert_sv_lit(url_registrable_domain(&arena, SV("example.com")), "example.com");
    assert_null(url_registrable_domain(&arena, SV("co.uk")).ptr);
    assert_null(url_registrable_domain(&arena, SV("localhost")).ptr);
}

static void escapes_and_back(void **state)
{
    UNUSED(state);
    struct sv out;
    assert_sv_lit(url_percent_encode(&arena, SV("a-._~Z9 /?é\0")), "a-._~Z9%20%2F%3F%C3%A9%00");
    assert_ok(url_percent_decode(&arena, SV("a%2Fb%c3%A9+%00"), &out));
    assert_sv_lit(out, "a/bé+\0");
    assert_err(url_percent_decode(&arena, SV("%"), &out), ERR_PARSE);
    assert_err(url_percent_decode(&arena, SV("a%2"), &out), ERR_PARSE);
    assert_err(url_percent_decode(&arena, SV("%g0"), &out), ERR_PARSE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(splits_into_parts),       cmocka_unit_test(brings_into_one_form),
        cmocka_unit_test(refuses_tricks),          cmocka_unit_test(holds_its_bounds),
        cmocka_unit_test(compares_origins),        cmocka_unit_test(resolves_references),
        cmocka_unit_test(parses_hosts_of_handles), cmocka_unit_test(finds_the_registrable_domain),
        cmocka_unit_test(escapes_and_back),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
