/* text/html: escaping, the writer, addresses, XML. The first test is also the example of how a page
 * is written. */
#include "harness/harness.h"

#include "text/html.h"

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

struct post {
    struct sv author, url;
    struct html content;
    int64_t author_id, reply_count;
};

static void write_post(struct html_writer *w, const struct post *post)
{
    html_w_subject_begin(w, (struct subject){ post->author_id, CLASS_POST_BODY });
    HTML_EL (w, "article") {
        html_w_class(w, "status");
        HTML_EL (w, "h2") {
            html_w_link(w, post->url, post->author);
        }
        html_w_html(w, post->content);
        HTML_EL (w, "footer") {
            html_w_i64(w, post->reply_count);
            html_w_text(w, SV(" replies"));
        }
    }
    html_w_subject_end(w);
}

static void writes_a_page(void **state)
{
    struct html_writer w;
    html_w_begin(&w, *state, 4096);
    const struct post post = { SV("A & B"), SV("/@ab?x=1&y=2"), HTML_LIT("<p>Hi</p>"), 7, 3 };
    write_post(&w, &post);
    write_post(&w, &post);
    struct html page;
    assert_ok(html_w_end(&w, &page));
    assert_sv_lit(sv_sub(page.bytes, 0, page.bytes.len / 2),
                  "<article class=\"status\"><h2><a href=\"/@ab?x=1&amp;y=2\">A &amp; B</a></h2>"
                  "<p>Hi</p><footer>3 replies</footer></article>");
    assert_int_equal(w.subjects.count, 1);
    assert_int_equal(w.subjects.items[0].account, 7);
}

static void escapes_everything(void **state)
{
    struct html html = html_escape(*state, sv_make("<a b=\"c\" d='e'>&\0", 17));
    assert_sv_lit(html.bytes, "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;\xEF\xBF\xBD");
    assert_sv_lit(html_escape(*state, SV("")).bytes, "");
}

static void writes_forms(void **state)
{
    struct html_writer w;
    html_w_begin(&w, *state, 4096);
    HTML_EL (&w, "form") {
        html_w_attr_url(&w, "action", SV("/login"));
        html_w_void(&w, "input");
        html_w_attr(&w, "value", SV("\"><script>"));
        html_w_attr_bool(&w, "checked", true);
        html_w_attr_bool(&w, "disabled", false);
        html_w_attr_i64(&w, "maxlength", 30);
        html_w_el(&w, "textarea", SV("\nfirst newline kept"));
    }
    struct html form;
    assert_ok(html_w_end(&w, &form));
    assert_sv_lit(form.bytes,
                  "<form action=\"/login\"><input value=\"&quot;&gt;&lt;script&gt;\" checked "
                  "maxlength=\"30\"><textarea>\n\nfirst newline kept</textarea></form>");
}

static void leaves_unsafe_addresses_out(void **state)
{
    static const char *const bad[] = {
        "javascript:alert(1)", "JavaScript:x",     " javascript:x",
        "java\nscript:x",      "\x01javascript:x", "data:text/html,x",
        "vbscript:x",          "blob:x",           ":x"
    };
    for (size_t i = 0; i < ARRAY_COUNT(bad); i++)
        assert_false(html_url_is_safe(sv_from(bad[i])));
    static const char *const good[] = { "https://a.example/x:y",
                                        "HTTP://a",
                                        "mailto:a@b.example",
                                        "/x?u=javascript:y",
                                        "#a:b",
                                        "",
                                        "x/y:z",
                                        "?q=data:x",
                                        "//a.example/" };
    for (size_t i = 0; i < ARRAY_COUNT(good); i++)
        assert_true(html_url_is_safe(sv_from(good[i])));

    struct html_writer w;
    html_w_begin(&w, *state, 4096);
    HTML_EL (&w, "p") {
        html_w_link(&w, SV("javascript:alert(1)"), SV("text stays"));
        html_w_void(&w, "img");
        html_w_attr_url(&w, "src", SV("data:image/png,x"));
    }
    struct html out;
    assert_ok(html_w_end(&w, &out));
    assert_sv_lit(out.bytes, "<p>text stays<img></p>");
}

static void says_when_it_is_full(void **state)
{
    struct html_writer w;
    html_w_begin(&w, *state, 20);
    html_w_el(&w, "p", SV("more than twenty bytes"));
    struct html out = HTML_LIT("untouched");
    assert_err(html_w_end(&w, &out), ERR_LIMIT);
    assert_sv_lit(out.bytes, "untouched");
}

static void writes_xml(void **state)
{
    struct html_writer w;
    html_w_begin_xml(&w, *state, 4096);
    HTML_EL (&w, "entry") {
        html_w_attr(&w, "xmlns", SV("http://www.w3.org/2005/Atom"));
        html_w_el(&w, "title", SV("a\x0b\x1f<b>\xEF\xBF\xBF&\tc"));
        HTML_EL (&w, "link") {
            html_w_attr_url(&w, "href", SV("https://a.example/?a&b"));
        }
        HTML_EL (&w, "content") {
            html_w_attr(&w, "type", SV("html"));
            html_w_text(&w, SV("<p>x</p>"));
        }
    }
    struct html out;
    assert_ok(html_w_end(&w, &out));
    assert_sv_lit(out.bytes, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                             "<entry xmlns=\"http://www.w3.org/2005/Atom\">"
                             "<title>a&lt;b&gt;&amp;\tc</title>"
                             "<link href=\"https://a.example/?a&amp;b\"/>"
                             "<content type=\"html\">&lt;p&gt;x&lt;/p&gt;</content></entry>");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(writes_a_page, setup, teardown),
        cmocka_unit_test_setup_teardown(escapes_everything, setup, teardown),
        cmocka_unit_test_setup_teardown(writes_forms, setup, teardown),
        cmocka_unit_test_setup_teardown(leaves_unsafe_addresses_out, setup, teardown),
        cmocka_unit_test_setup_teardown(says_when_it_is_full, setup, teardown),
        cmocka_unit_test_setup_teardown(writes_xml, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
