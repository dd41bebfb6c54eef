/* text/html_to_text: paragraphs, lines, lists, references; hostile input is the fuzzer's. */
#include "harness/harness.h"

#include "text/html_to_text.h"

static void makes_text(void **state)
{
    static const struct {
        const char *in, *out;
    } cases[] = {
        { "", "" },
        { "<p>One &amp; two<br>three</p><p>four</p>", "One & two\nthree\n\nfour" },
        { "  a \n b\t<b>c</b>d  ", "a b cd" },
        { "x<ul><li>1</li><li>2</li></ul>y", "x\n\n- 1\n- 2\n\ny" },
        { "<a href=x><span class=invisible>https://</span>a.example</a>", "https://a.example" },
        { "<script>x</script><style>y</style>z<!-- c -->", "z" },
        { "<pre>a\n  b\n</pre>c", "a\n  b\n\nc" },
        { "<h1>T</h1><div>a</div><div>b</div>", "T\n\na\nb" },
        { "&lt;b&gt; &eacute; &nosuch; &#x1F600;", "<b> é &nosuch; 😀" },
        { "a<br><br>b", "a\n\nb" },
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
        assert_sv(html_to_text(*state, sv_from(cases[i].in)), sv_from(cases[i].out));
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
        cmocka_unit_test_setup_teardown(makes_text, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
