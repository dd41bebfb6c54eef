/* text/page_card and text/html_link: which of several texts is taken, in whichever charset; which links are pages. Hostile input is
 * the fuzzer's. */
#include "harness/harness.h"

#include "base/buf.h"
#include "text/html_link.h"
#include "text/page_card.h"

static struct page_card parse(struct arena *a, const char *page, const char *charset)
{
    struct page_card card;
    page_card_parse(a, sv_from(page), sv_from(charset), &card);
    return card;
}

static void takes_the_best(void **state)
{
    struct page_card c = parse(
        *state,
        "<!doctype html><head><title>Plain</title><meta name=\"twitter:title\" content=\"T\">"
        "<meta property=og:title content='A &quot;b&quot;\n  c '><meta name=twitter:title "
        "content=U>"
        "<META NAME=Description CONTENT=plain><meta name=\"twitter:description\" content=better>"
        "<meta property=\"og:image\" content=\"/a.png?x=1&amp;y=2\"><meta property=og:image "
        "content=/b.png>"
        "<meta property=og:image:width content=640><meta property=og:image:height content=-3>"
        "<meta property=og:image:alt content='A hill'><meta property=og:site_name content=Site>"
        "<meta name=author content=Ann><meta name=fediverse:creator content=@ann@a.example>"
        "<meta property=article:published_time content=2026-01-02T03:04:05Z>"
        "<script>'<meta property=og:site_name content=no>'</script></head>"
        "<body><meta property=og:site_name content=late>",
        "");
    assert_sv_lit(c.title, "A \"b\" c");
    assert_sv_lit(c.description, "better");
    assert_sv_lit(c.image, "/a.png?x=1&y=2");
    assert_int_equal(c.image_width, 640);
    assert_int_equal(c.image_height, 0);
    assert_sv_lit(c.image_alt, "A hill");
    assert_sv_lit(c.provider, "Site");
    assert_sv_lit(c.author, "Ann");
    assert_sv_lit(c.creator, "ann@a.example");
    assert_sv_lit(c.published, "2026-01-02T03:04:05Z");
}

static void reads_charsets(void **state)
{
    assert_sv_lit(parse(*state, "<title>\xcf\xf0\xe8</title>", "windows-1251").title, "При");
    assert_sv_lit(parse(*state, "<meta charset=koi8-r><title>\xf0\xd2\xc9</title>", "").title,
                  "При");
    assert_sv_lit(parse(*state,
                        "<meta http-equiv=x content='text/html; charset=Shift_JIS'>"
                        "<title>\x93\xfa\x96\x7b</title>",
                        "")
                      .title,
                  "日本");
    assert_sv_lit(parse(*state, "<title>caf\xe9</title>", "ISO-8859-1").title, "café");
    /* Said to be one and written in the other, as many are. */
    assert_sv_lit(parse(*state, "<title>café</title>", "ISO-8859-1").title, "café");
    assert_sv_lit(parse(*state, "<title>a\xff</title>", "no-such").title, "a\xef\xbf\xbd");
}

static void bounds_what_it_takes(void **state)
{
    struct sv name = SV("x");
    struct buf b;
    buf_init(&b, *state, 100000);
    buf_lit(&b, "<title>");
    for (int i = 0; i < 20000; i++)
        buf_sv(&b, name);
    struct page_card c;
    page_card_parse(*state, buf_view(&b), SV(""), &c);
    assert_int_equal(c.title.len, PAGE_CARD_TITLE_CHARS);
    assert_int_equal(parse(*state, "", "").title.len, 0);
    assert_int_equal(parse(*state, "no markup at all", "").title.len, 0);
}

static void finds_pages(void **state)
{
    struct url url;
    struct html_links links =
        html_links_of(SV("<p><a class=\"u-url mention\" href=\"https://a.example/@b\">@b</a> "
                         "<a class=hashtag href=https://a.example/tags/x>#x</a> <a rel=tag "
                         "href=https://a.example/t>t</a> "
                         "<a href=\"mailto:a@b.example\">m</a> <a href=/relative>r</a>"
                         "<a href=\"https://C.example/?x=1&amp;y=2#z\" rel=nofollow>c</a> <a "
                         "href=http://d.example>d</a>"));
    assert_true(html_links_next(&links, *state, &url));
    assert_sv_lit(url.text, "https://c.example/?x=1&y=2#z");
    assert_true(html_links_next(&links, *state, &url));
    assert_sv_lit(url.text, "http://d.example/");
    assert_false(html_links_next(&links, *state, &url));
}

static int setup(void **state)
{
    static struct arena a;
    arena_init(&a, 1 << 20);
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
        cmocka_unit_test(takes_the_best),
        cmocka_unit_test(reads_charsets),
        cmocka_unit_test(bounds_what_it_takes),
        cmocka_unit_test(finds_pages),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
