/* text/header: the fields a server reads and writes. */
#include "harness/harness.h"

#include "text/header.h"

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

static void negotiates(void **state)
{
    UNUSED(state);

    static const struct {
        const char *in;
        enum header_accept out;
    } cases[] = {
        { "", HEADER_ACCEPT_HTML },
        { "*/*", HEADER_ACCEPT_HTML },
        { "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", HEADER_ACCEPT_HTML },
        { "application/activity+json", HEADER_ACCEPT_ACTIVITY },
        { "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"",
          HEADER_ACCEPT_ACTIVITY },
        { "application/activity+json, application/ld+json; profile=\"x\", text/html;q=0.1",
          HEADER_ACCEPT_ACTIVITY },
        { "text/html;q=0.1, Application/Activity+JSON", HEADER_ACCEPT_ACTIVITY },
        { "text/html, application/activity+json;q=0.9", HEADER_ACCEPT_HTML },
        { "application/activity+json;q=0", HEADER_ACCEPT_HTML },
        { "application/json", HEADER_ACCEPT_JSON },
        { "application/jrd+json, application/json;q=0.5", HEADER_ACCEPT_JSON },
        { ";;,,q=;q=9", HEADER_ACCEPT_HTML },
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
        assert_int_equal(header_parse_accept(sv_from(cases[i].in)), cases[i].out);
}

static void reads_signatures(void **state)
{
    struct header_params p;
    assert_ok(header_parse_signature(
        *state,
        SV("Signature keyId=\"https://a/b#c\" , headers=\"(request-target) \\\"h\",created=123,"),
        &p));
    assert_sv_lit(header_params_find(&p, SV("keyid")), "https://a/b#c");
    assert_sv_lit(header_params_find(&p, SV("headers")), "(request-target) \"h");
    assert_sv_lit(header_params_find(&p, SV("created")), "123");
    assert_null(header_params_find(&p, SV("x")).ptr);
    static const char *const bad[] = {
        "", "a=\"1\",A=2", "a=\"1", "a=\"1\"x", "=1", ",,", "a b=c"
    };
    for (size_t i = 0; i < ARRAY_COUNT(bad); i++)
        assert_err(header_parse_signature(*state, sv_from(bad[i]), &p), ERR_PARSE);
}

static void reads_content_types(void **state)
{
    struct header_content_type t;
    assert_ok(header_parse_content_type(*state, SV("Multipart/Form-Data; boundary=\"a b\""), &t));
    assert_sv_lit(t.type, "multipart/form-data");
    assert_sv_lit(t.boundary, "a b");
    assert_ok(header_parse_content_type(*state, SV("text/html;charset=UTF-8"), &t));
    assert_sv_lit(t.charset, "UTF-8");
    assert_ok(header_parse_content_type(*state, SV(""), &t));
    assert_int_equal(t.type.len, 0);
    assert_err(header_parse_content_type(*state, SV("text"), &t), ERR_PARSE);
    assert_err(header_parse_content_type(*state, SV("te xt/html"), &t), ERR_PARSE);
    assert_err(header_parse_content_type(*state, SV("a/b; c=\"d"), &t), ERR_PARSE);
}

static void reads_ranges(void **state)
{
    UNUSED(state);

    static const struct {
        const char *in;
        struct header_range out;
    } cases[] = {
        { "", { HEADER_RANGE_WHOLE, 0, 0 } },
        { "bytes=0-0", { HEADER_RANGE_PART, 0, 0 } },
        { "bytes=10-", { HEADER_RANGE_PART, 10, 99 } },
        { "bytes=10-1000", { HEADER_RANGE_PART, 10, 99 } },
        { "bytes=-10", { HEADER_RANGE_PART, 90, 99 } },
        { "bytes=-1000", { HEADER_RANGE_PART, 0, 99 } },
        { "bytes=-0", { HEADER_RANGE_UNSATISFIABLE, 0, 0 } },
        { "bytes=100-", { HEADER_RANGE_UNSATISFIABLE, 0, 0 } },
        { "bytes=9-8", { HEADER_RANGE_WHOLE, 0, 0 } },
        { "bytes=0-1,5-6", { HEADER_RANGE_WHOLE, 0, 0 } },
        { "bytes=-", { HEADER_RANGE_WHOLE, 0, 0 } },
        { "bytes=--5", { HEADER_RANGE_WHOLE, 0, 0 } },
        { "bytes=99999999999999999999-", { HEADER_RANGE_WHOLE, 0, 0 } },
        { "items=0-1", { HEADER_RANGE_WHOLE, 0, 0 } },
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct header_range range = header_parse_range(sv_from(cases[i].in), 100);
        assert_int_equal(range.kind, cases[i].out.kind);
        assert_int_equal(range.first, cases[i].out.first);
        assert_int_equal(range.last, cases[i].out.last);
    }
    assert_int_equal(header_parse_range(SV("bytes=-5"), 0).kind, HEADER_RANGE_UNSATISFIABLE);
}

static void reads_cookies_and_credentials(void **state)
{
    assert_sv_lit(header_find_cookie(SV("a=1; bb=\"x y\" ;b=2"), SV("b")), "2");
    assert_sv_lit(header_find_cookie(SV("a=1; bb=\"x y\" ;b=2"), SV("bb")), "x y");
    assert_null(header_find_cookie(SV("a=1; c"), SV("c")).ptr);
    assert_sv_lit(header_bearer_token(SV("bearer  abc.DEF-_~")), "abc.DEF-_~");
    assert_null(header_bearer_token(SV("Bearer")).ptr);
    assert_null(header_bearer_token(SV("Bearer a b")).ptr);
    assert_null(header_bearer_token(SV("Basic abc")).ptr);
    struct sv name;
    struct sv password;
    assert_ok(
        header_parse_basic(*state, SV("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="), &name, &password));
    assert_sv_lit(name, "Aladdin");
    assert_sv_lit(password, "open sesame");
    assert_ok(header_parse_basic(*state, SV("basic Og=="), &name, &password));
    assert_err(header_parse_basic(*state, SV("Basic QQ=="), &name, &password), ERR_PARSE);
    assert_err(header_parse_basic(*state, SV("Basic !!!"), &name, &password), ERR_PARSE);
}

static void writes_links(void **state)
{
    struct buf b;
    buf_init(&b, *state, 1000);
    header_link_to(&b, SV("https://a/x?max_id=1"), SV("next"));
    header_link_to(&b, SV("https://a/<\r\n\">"), SV("prev"));
    assert_sv_lit(buf_view(&b), "<https://a/x?max_id=1>; rel=\"next\", "
                                "<https://a/%3C%0D%0A%22%3E>; rel=\"prev\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(negotiates, setup, teardown),
        cmocka_unit_test_setup_teardown(reads_signatures, setup, teardown),
        cmocka_unit_test_setup_teardown(reads_content_types, setup, teardown),
        cmocka_unit_test_setup_teardown(reads_ranges, setup, teardown),
        cmocka_unit_test_setup_teardown(reads_cookies_and_credentials, setup, teardown),
        cmocka_unit_test_setup_teardown(writes_links, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
