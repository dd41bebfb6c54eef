/* text/form, text/params: queries, bodies and JSON read one way. */
#include "harness/harness.h"

#include <string.h>

#include "text/form.h"

static int setup(void **state)
{
    static struct arena a;
    arena_init(&a, 1 << 22);
    *state = &a;
    return 0;
}

static int teardown(void **state)
{
    arena_done(*state);
    return 0;
}

static void check_status(struct params *p)
{
    assert_sv_lit(params_find(p, SV("status")), "a b&c=é");
    struct sv *ids;
    assert_int_equal(params_list(p, SV("media_ids"), &ids), 2);
    assert_sv_lit(ids[1], "2");
    assert_int_equal(params_list(p, SV("poll[options]"), &ids), 2);
    assert_sv_lit(ids[0], "yes");
    assert_true(params_bool(p, SV("poll[multiple]"), false));
    assert_true(params_has_any(p, SV("poll")));
    assert_false(params_has(p, SV("poll")));
    struct sv value;
    assert_true(params_nested(p, SV("fields_attributes"), 1, SV("value"), &value));
    assert_sv_lit(value, "v2");
    assert_true(params_nested(p, SV("fields_attributes"), 0, SV("value"), &value));
    assert_null(value.ptr);
    assert_false(params_nested(p, SV("fields_attributes"), 2, SV("name"), &value));
}

static void reads_forms(void **state)
{
    struct params p;
    params_init(&p, *state, 1000);
    assert_ok(form_parse_body(
        SV("status=a+b%26c%3D%C3%A9&media_ids[]=1&media_ids%5B%5D=2&poll[options][]=yes&"
           "poll[options][]=no&poll[multiple]=1&fields_attributes[0][name]=n1&"
           "fields_attributes[1][name]=n2&fields_attributes[1][value]=v2&&empty"),
        &p));
    check_status(&p);
    assert_true(params_has(&p, SV("empty")));
}

static void reads_json_the_same_way(void **state)
{
    struct json json;
    assert_ok(json_parse(
        *state,
        SV("{\"status\":\"a b&c=é\",\"media_ids\":[\"1\",2],\"poll\":{\"options\":[\"yes\",\"no\"],"
           "\"multiple\":true},\"fields_attributes\":[{\"name\":\"n1\"},{\"name\":\"n2\","
           "\"value\":\"v2\"}],\"none\":null}"),
        &json_limits_default, &json, NULL));
    struct params p;
    params_init(&p, *state, 1000);
    assert_ok(form_add_json(json, &p));
    check_status(&p);
    assert_false(params_has(&p, SV("none")));

    assert_ok(json_parse(*state, SV("[1]"), &json_limits_default, &json, NULL));
    assert_err(form_add_json(json, &p), ERR_BAD_REQUEST);
    assert_ok(json_parse(*state, SV("{\"a\":[[[[[[[1]]]]]]]}"), &json_limits_default, &json, NULL));
    assert_err(form_add_json(json, &p), ERR_LIMIT);
}

static void tells_entries_without_index_apart(void **state)
{
    struct params p;
    assert_ok(form_parse_query(*state, SV("m[][id]=1&m[][d]=x&m[][id]=2&m[][d]=y"), &p));
    struct sv value;
    assert_true(params_nested(&p, SV("m"), 0, SV("d"), &value));
    assert_sv_lit(value, "x");
    assert_true(params_nested(&p, SV("m"), 1, SV("id"), &value));
    assert_sv_lit(value, "2");
    assert_false(params_nested(&p, SV("m"), 2, SV("id"), &value));
}

static void reads_scalars(void **state)
{
    struct params p;
    assert_ok(
        form_parse_query(*state, SV("a=&b=0&c=F&d=Off&e=true&f=no&n=-5&x=1x&big=999&b=1"), &p));
    assert_false(params_bool(&p, SV("a"), true));
    assert_true(params_bool(&p, SV("b"), false));
    assert_false(params_bool(&p, SV("c"), true));
    assert_false(params_bool(&p, SV("d"), true));
    assert_true(params_bool(&p, SV("e"), false));
    assert_true(params_bool(&p, SV("f"), false));
    assert_true(params_bool(&p, SV("absent"), true));
    int64_t n = 77;
    assert_ok(params_i64(&p, SV("n"), 0, 40, 20, &n));
    assert_int_equal(n, 0);
    assert_ok(params_i64(&p, SV("big"), 0, 40, 20, &n));
    assert_int_equal(n, 40);
    assert_ok(params_i64(&p, SV("absent"), 0, 40, 20, &n));
    assert_int_equal(n, 20);
    assert_err(params_i64(&p, SV("x"), 0, 40, 20, &n), ERR_BAD_PARAM);
}

static void refuses_what_is_too_much(void **state)
{
    struct params p;
    struct buf b;
    buf_init(&b, *state, 1 << 21);
    for (int i = 0; i < 101; i++)
        buf_lit(&b, "a&");
    assert_err(form_parse_query(*state, buf_view(&b), &p), ERR_TARGET_TOO_LONG);
    params_init(&p, *state, 1);
    assert_ok(form_parse_body(buf_view(&b), &p));
    for (int i = 0; i < 900; i++)
        buf_lit(&b, "a&");
    params_init(&p, *state, 1);
    assert_err(form_parse_body(buf_view(&b), &p), ERR_LIMIT);
    char *large = arena_alloc(*state, FORM_BODY_MAX_BYTES + 1);
    memset(large, 'a', FORM_BODY_MAX_BYTES + 1);
    assert_err(form_parse_body(sv_make(large, FORM_BODY_MAX_BYTES + 1), &p), ERR_TOO_LARGE);
    assert_err(form_parse_query(*state, sv_make(large, FORM_QUERY_MAX_BYTES + 1), &p),
               ERR_TARGET_TOO_LONG);
    assert_err(form_parse_query(*state, sv_make(large, 257), &p), ERR_TARGET_TOO_LONG);
    assert_err(form_parse_query(*state, SV("a=%ff"), &p), ERR_BAD_REQUEST);
    assert_err(form_parse_query(*state, SV("a=%00"), &p), ERR_BAD_REQUEST);
    assert_ok(form_parse_query(*state, SV("a=%&b=%4&c=%zz&d=%2541"), &p));
    assert_sv_lit(params_find(&p, SV("b")), "%4");
    assert_sv_lit(params_find(&p, SV("d")), "%41");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reads_forms, setup, teardown),
        cmocka_unit_test_setup_teardown(reads_json_the_same_way, setup, teardown),
        cmocka_unit_test_setup_teardown(tells_entries_without_index_apart, setup, teardown),
        cmocka_unit_test_setup_teardown(reads_scalars, setup, teardown),
        cmocka_unit_test_setup_teardown(refuses_what_is_too_much, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
