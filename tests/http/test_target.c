/* http/target: path segments, query, refusals. */
#include "harness/harness.h"

#include <stdio.h>
#include <string.h>

#include "http/target.h"

static struct arena a;

static enum err parse(const char *text, struct http_target *out)
{
    return http_target_parse(&a, sv_from(text), out);
}

static void takes_a_path_apart(void **state)
{
    UNUSED(state);
    struct http_target t;
    assert_ok(parse("/api/v1/statuses/12%2F3?a=b&c=%zz", &t));
    assert_int_equal(t.segment_count, 4);
    assert_sv_lit(t.segments[3], "12/3");
    assert_sv_lit(t.path, "/api/v1/statuses/12%2F3");
    assert_sv_lit(t.query, "a=b&c=%zz");
    assert_ok(parse("/", &t));
    assert_int_equal(t.segment_count, 0);
    assert_null(t.query.ptr);
    assert_ok(parse("/a/?", &t));
    assert_int_equal(t.segment_count, 1);
    assert_true(t.has_trailing_slash);
    assert_ok(parse("/a#b?c", &t));
    assert_sv_lit(t.path, "/a");
}

static void reduces_the_absolute_form(void **state)
{
    UNUSED(state);
    struct http_target t;
    assert_ok(parse("http://other.test:81/x?y", &t));
    assert_sv_lit(t.host, "other.test:81");
    assert_sv_lit(t.path, "/x");
    assert_err(parse("http://other.test", &t), ERR_BAD_REQUEST);
    assert_err(parse("http:///x", &t), ERR_BAD_REQUEST);
}

static void refuses_what_is_no_target(void **state)
{
    UNUSED(state);
    struct http_target t;

    static const struct {
        const char *text;
        enum err err;
    } cases[] = {
        { "", ERR_BAD_REQUEST },          { "*", ERR_BAD_REQUEST },
        { "host:443", ERR_BAD_REQUEST },  { "/a b", ERR_BAD_REQUEST },
        { "/\xc3\xa9", ERR_BAD_REQUEST }, { "/%", ERR_BAD_REQUEST },
        { "/%4", ERR_BAD_REQUEST },       { "/%4g", ERR_BAD_REQUEST },
        { "/%00", ERR_BAD_REQUEST },      { "/a%00b", ERR_BAD_REQUEST },
        { "//", ERR_NOT_FOUND },          { "/a//b", ERR_NOT_FOUND },
        { "/a//", ERR_NOT_FOUND },        { "/./a", ERR_NOT_FOUND },
        { "/a/%2e%2E/b", ERR_NOT_FOUND },
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        enum err err = parse(cases[i].text, &t);
        if (err != cases[i].err)
            print_message("target: %s\n", cases[i].text);
        assert_err(err, cases[i].err);
    }
}

static void bounds_length_and_counts(void **state)
{
    UNUSED(state);
    struct http_target t;
    char text[HTTP_TARGET_MAX_BYTES + 2];
    memset(text, 'a', sizeof text);
    text[0] = '/';
    text[HTTP_TARGET_MAX_BYTES] = '\0';
    assert_ok(parse(text, &t));
    text[HTTP_TARGET_MAX_BYTES] = 'a';
    text[HTTP_TARGET_MAX_BYTES + 1] = '\0';
    assert_err(parse(text, &t), ERR_TARGET_TOO_LONG);
    char query[1024] = "/?";
    for (int i = 0; i < HTTP_QUERY_PARAMS_MAX; i++)
        (void)strcat(query, "a&");
    assert_err(parse(query, &t), ERR_TARGET_TOO_LONG);
    query[strlen(query) - 1] = '\0';
    assert_ok(parse(query, &t));
    char deep[256] = "";
    for (int i = 0; i < HTTP_SEGMENTS_MAX; i++)
        (void)strcat(deep, "/a");
    assert_ok(parse(deep, &t));
    (void)strcat(deep, "/a");
    assert_err(parse(deep, &t), ERR_NOT_FOUND);
}

static void decodes_a_whole_code_at_the_end(void **state)
{
    UNUSED(state);
    struct sv out;
    assert_ok(http_segment_decode(&a, SV("a%41"), &out));
    assert_sv_lit(out, "aA");
    assert_ok(http_segment_decode(&a, SV("%f0"), &out));
    assert_int_equal((unsigned char)out.ptr[0], 0xf0);
}

int main(void)
{
    arena_init(&a, 1 << 20);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_a_path_apart),
        cmocka_unit_test(reduces_the_absolute_form),
        cmocka_unit_test(refuses_what_is_no_target),
        cmocka_unit_test(bounds_length_and_counts),
        cmocka_unit_test(decodes_a_whole_code_at_the_end),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_done(&a);
    return failed;
}
