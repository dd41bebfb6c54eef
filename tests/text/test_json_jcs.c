/* text/json_jcs: order, escapes, numbers; vectors. */
#include "text/json_jcs.h"

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

static struct sv canonical(struct sv text)
{
    struct json v;
    struct sv out = { NULL, 0 };
    assert_ok(json_parse(&arena, text, &json_limits_default, &v, NULL));
    assert_ok(json_jcs_render(&arena, v, 1 << 20, &out));
    return out;
}

static void orders_by_utf16_units(void **state)
{
    UNUSED(state);
    assert_sv_lit(canonical(SV("{\"b\":1,\"a\":{\"z\":[],\"\":null},\"aa\":true,\"\xEF\xBF\xBC\":3,"
                               "\"\xF0\x9F\x98\x80\":2,\"\xED\x9F\xBF\":1}")),
                  "{\"a\":{\"\":null,\"z\":[]},\"aa\":true,\"b\":1,\"\xED\x9F\xBF\":1,"
                  "\"\xF0\x9F\x98\x80\":2,\"\xEF\xBF\xBC\":3}");
}

static void escapes_only_what_must(void **state)
{
    UNUSED(state);
    assert_sv_lit(canonical(SV("\"\\u0008\\u001F\\/\\u007f\\u2028\\\"\\\\\\u20AC\"")),
                  "\"\\b\\u001f/\x7F\xE2\x80\xA8\\\"\\\\€\"");
}

static void sees_the_last_of_equal_keys(void **state)
{
    UNUSED(state);
    assert_sv_lit(canonical(SV("{\"a\":1,\"b\":2,\"a\":3}")), "{\"a\":3,\"b\":2}");
}

static void refuses_what_has_no_canonical_form(void **state)
{
    UNUSED(state);
    struct json v;
    struct sv out;
    assert_ok(json_parse(&arena, SV("[1e999]"), &json_limits_default, &v, NULL));
    assert_err(json_jcs_render(&arena, v, 100, &out), ERR_PARSE);
    assert_ok(json_parse(&arena, SV("[1, 2, 3]"), &json_limits_default, &v, NULL));
    assert_err(json_jcs_render(&arena, v, 6, &out), ERR_TOO_LARGE);
    assert_ok(json_jcs_render(&arena, v, 7, &out));
    assert_sv_lit(out, "[1,2,3]");
}

static void agrees_with_the_vectors(void **state)
{
    UNUSED(state);
    const char *folder = harness_vector_path(&arena, "jcs");
    if (folder == NULL)
        skip();
    size_t count = 0;
    struct sv inputs = sv_printf(&arena, "%s/input", folder);
    const struct sv *names = harness_list_folder(&arena, inputs.ptr, &count);
    assert_true(count > 0);
    for (size_t i = 0; i < count; i++) {
        struct sv input = sv_printf(&arena, "%s/input/%" SV_FMT, folder, SV_ARG(names[i]));
        struct sv output = sv_printf(&arena, "%s/output/%" SV_FMT, folder, SV_ARG(names[i]));
        assert_sv(canonical(harness_read_file(&arena, input.ptr)),
                  harness_read_file(&arena, output.ptr));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(orders_by_utf16_units),
        cmocka_unit_test(escapes_only_what_must),
        cmocka_unit_test(sees_the_last_of_equal_keys),
        cmocka_unit_test(refuses_what_has_no_canonical_form),
        cmocka_unit_test(agrees_with_the_vectors),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
