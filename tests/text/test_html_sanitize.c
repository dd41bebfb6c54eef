/* text/html_sanitize: what stays and what goes; and, with gumbo as the browser, that nothing
 * dangerous is left. */
#include "harness/harness.h"

#include <gumbo.h>
#include <jansson.h>
#include <string.h>
#include <strings.h>

#include "text/html_sanitize.h"

static int setup(void **state)
{
    static struct arena a;
    arena_init(&a, (size_t)256 << 20);
    *state = &a;
    return 0;
}

static int teardown(void **state)
{
    arena_done(*state);
    return 0;
}

#define LINK_TAIL " rel=\"nofollow noopener noreferrer\" target=\"_blank\">"

static void keeps_and_rewrites(void **state)
{
    static const struct {
        const char *in, *out;
    } cases[] = {
        { "plain & text < 3 > 2", "plain &amp; text &lt; 3 &gt; 2" },
        { "<P CLASS='h-x evil e-c'>a<BR/>b", "<p class=\"h-x e-c\">a<br>b</p>" },
        { "<span class=foo translate=no>x</span>", "<span translate=\"no\">x</span>" },
        { "<a href=\"https://a.example/?x=1&y=2\" onclick=\"x\" id=i>t</a>",
          "<a href=\"https://a.example/?x=1&amp;y=2\"" LINK_TAIL "t</a>" },
        { "<a class='mention hashtag u-url' rel='tag me' href='http://a.example/t'>t</a>",
          "<a href=\"http://a.example/t\" class=\"mention hashtag u-url\" "
          "rel=\"tag nofollow noopener noreferrer\" target=\"_blank\">t</a>" },
        { "<a href=javascript:alert(1)>t</a>", "t" },
        { "<a href=' java\tscript&#58;alert(1)'>t</a>", "t" },
        { "<a href=/relative>t</a>", "t" },
        { "<a href='https:///x'>t</a>", "t" },
        { "<a>t</a>", "t" },
        { "<a href='xmpp:a@b'>t</a>", "<a href=\"xmpp:a@b\"" LINK_TAIL "t</a>" },
        { "<a href='https://a.example/a b'>t</a>",
          "<a href=\"https://a.example/a%20b\"" LINK_TAIL "t</a>" },
        { "<h2>Title</h2>x", "<p><strong>Title</strong></p>x" },
        { "<h1>a<h2>b</h3>c", "<p><strong>a</strong></p><p><strong>b</strong></p>c" },
        { "a<script>alert(1)</script>b<style>x</style><iframe>y</iframe>c", "abc" },
        { "a<script>never closed <b>", "a" },
        { "<svg><style><p>x</style></svg>y", "y" },
        { "<noscript><p>x</noscript>y<xmp><b></xmp>", "y" },
        { "a<!-- <b> --!>b<!-->c<?x>d<!doctype html>e</ x>f", "abcdef" },
        { "<img src=x onerror=alert(1)>x<video><source></video>", "x" },
        { "<div>a</div><div>b</div>", "a b " },
        { "<p>a<p>b", "<p>a</p><p>b</p>" },
        { "<p>a<ul><li>1<li>2</ul>b</p>", "<p>a</p><ul><li>1</li><li>2</li></ul>b" },
        { "<ol start=3 reversed><li value=7>x</ol>",
          "<ol start=\"3\" reversed=\"\"><li value=\"7\">x</li></ol>" },
        { "<ol start=x><li value='1\"'>x</ol>", "<ol><li>x</li></ol>" },
        { "<b><i>x</b>y</i>", "<b><i>x</i></b>y" },
        { "<a href=http://a.example><a href=http://b.example>x",
          "<a href=\"http://a.example\"" LINK_TAIL "</a><a href=\"http://b.example\"" LINK_TAIL
          "x</a>" },
        { "<ruby>a<rp>(<rt>b<rp>)</ruby>", "<ruby>a<rp>(</rp><rt>b</rt><rp>)</rp></ruby>" },
        { "&eacute;&nosuch;&notit;&copy2&#x41;&#0;&#13;&bare",
          "é&nosuch;&notit;©2A\xEF\xBF\xBD\n&amp;bare" },
        { "<textarea><b>x</b></textarea>", "&lt;b&gt;x&lt;/b&gt;" },
        { "<math display=block><semantics><mi>x</mi><annotation encoding='application/x-tex'>x&lt;1"
          "</annotation></semantics></math>",
          "$$x&lt;1$$" },
        { "<math><mi>x</mi></math>z", "z" },
        { "cut <b in a tag", "cut " },
        { "line\r\nline\rline", "line\nline\nline" },
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
        assert_sv(html_sanitize(*state, sv_from(cases[i].in)).bytes, sv_from(cases[i].out));
}

static void bounds_depth_and_size(void **state)
{
    struct buf b;
    buf_init(&b, *state, 4 << 20);
    for (int i = 0; i < 100000; i++)
        buf_lit(&b, "<blockquote><h1><b>");
    buf_lit(&b, "end");
    struct sv deep = html_sanitize(*state, buf_view(&b)).bytes;
    size_t depth = 0;
    size_t deepest = 0;
    for (size_t i = 0; i + 1 < deep.len; i++) {
        if (deep.ptr[i] != '<')
            continue;
        depth = deep.ptr[i + 1] == '/' ? depth - 1 : depth + 1;
        deepest = depth > deepest ? depth : deepest;
    }
    assert_int_equal(depth, 0);
    assert_int_equal(deepest, HTML_SANITIZE_DEPTH_MAX);
    assert_sv(html_sanitize(*state, deep).bytes, deep);
    assert_true(html_sanitize(*state, sv_make("\xff\xfe\0<p>", 6)).bytes.len > 0);
}

/* What a browser must not find in sanitized markup. */
static const char *const allowed_tags[] = { "html", "head",   "body", "p",   "br",         "span",
                                            "a",    "del",    "s",    "pre", "blockquote", "code",
                                            "b",    "strong", "u",    "i",   "em",         "ul",
                                            "ol",   "li",     "ruby", "rt",  "rp" };
static const char *const allowed_attributes[] = { "href",   "class", "rel",      "translate",
                                                  "target", "start", "reversed", "value" };

static bool is_in(const char *name, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(name, list[i]) == 0)
            return true;
    }
    return false;
}

static void check_attribute(const GumboAttribute *attribute)
{
    assert_true(is_in(attribute->name, allowed_attributes, ARRAY_COUNT(allowed_attributes)));
    if (strcmp(attribute->name, "href") != 0)
        return;
    static const char *const schemes[] = { "http:", "https:",  "dat:",   "dweb:",
                                           "ipfs:", "ipns:",   "ssb:",   "gopher:",
                                           "xmpp:", "magnet:", "gemini:" };
    bool is_allowed = false;
    for (size_t i = 0; i < ARRAY_COUNT(schemes); i++)
        is_allowed |= strncasecmp(attribute->value, schemes[i], strlen(schemes[i])) == 0;
    assert_true(is_allowed);
}

static void check_node(const GumboNode *node)
{
    assert_int_not_equal(node->type, GUMBO_NODE_COMMENT);
    if (node->type != GUMBO_NODE_ELEMENT)
        return;
    const GumboElement *e = &node->v.element;
    assert_int_equal(e->tag_namespace, GUMBO_NAMESPACE_HTML);
    assert_true(is_in(gumbo_normalized_tagname(e->tag), allowed_tags, ARRAY_COUNT(allowed_tags)));
    for (unsigned i = 0; i < e->attributes.length; i++)
        check_attribute(e->attributes.data[i]);
    for (unsigned i = 0; i < e->children.length; i++)
        check_node(e->children.data[i]);
}

/* Sanitize, look at it as a browser does, sanitize again. */
static void check_payload(struct arena *a, struct sv payload)
{
    struct sv once = html_sanitize(a, payload).bytes;
    GumboOutput *tree =
        gumbo_parse_with_options(&kGumboDefaultOptions, once.ptr == NULL ? "" : once.ptr, once.len);
    check_node(tree->root);
    gumbo_destroy_output(&kGumboDefaultOptions, tree);
    assert_sv(html_sanitize(a, once).bytes, once);
}

/* Every string in a JSON document, at any depth. */
static size_t check_strings(struct arena *a, const json_t *json)
{
    size_t count = 0;
    if (json_is_string(json)) {
        ARENA_SCOPE (a)
            check_payload(a, sv_make(json_string_value(json), json_string_length(json)));
        return 1;
    }
    for (size_t i = 0; json_is_array(json) && i < json_array_size(json); i++)
        count += check_strings(a, json_array_get(json, i));
    json_t *object = json_deep_copy(json);
    for (void *at = json_object_iter(object); at != NULL; at = json_object_iter_next(object, at))
        count += check_strings(a, json_object_iter_value(at));
    json_decref(object);
    return count;
}

static void check_file(struct arena *a, const char *path)
{
    struct sv text = harness_read_file(a, path);
    json_error_t error;
    json_t *json = json_loadb(text.ptr, text.len, JSON_ALLOW_NUL, &error);
    if (json == NULL)
        print_error("%s: %s\n", path, error.text);
    assert_non_null(json);
    assert_true(check_strings(a, json) > 0);
    json_decref(json);
}

static void survives_payloads(void **state)
{
    const char *path = harness_vector_path(*state, "xss-dompurify/payloads.json");
    if (path == NULL)
        skip();
    check_file(*state, path);
    check_file(*state, harness_vector_path(*state, "naughty-strings/blns.json"));
}

static void survives_browser_suites(void **state)
{
    const char *folder = harness_vector_path(*state, "html5lib/tokenizer");
    if (folder == NULL)
        skip();
    size_t count;
    struct sv *names = harness_list_folder(*state, folder, &count);
    for (size_t i = 0; i < count; i++) {
        if (sv_ends_with(names[i], SV(".test")))
            check_file(*state, sv_printf(*state, "%s/%" SV_FMT, folder, SV_ARG(names[i])).ptr);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(keeps_and_rewrites, setup, teardown),
        cmocka_unit_test_setup_teardown(bounds_depth_and_size, setup, teardown),
        cmocka_unit_test_setup_teardown(survives_payloads, setup, teardown),
        cmocka_unit_test_setup_teardown(survives_browser_suites, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
