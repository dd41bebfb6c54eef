/* text/json: grammar, limits, accessors, duplicate keys; vectors; agreement with jansson. */
#include "text/json.h"

#include <ftw.h>
#include <math.h>

#include "base/buf.h"
#include "harness/harness.h"

static struct arena arena;

static int setup(void **state)
{
    UNUSED(state);
    arena_init(&arena, (size_t)256 << 20);
    return 0;
}

static int teardown(void **state)
{
    UNUSED(state);
    arena_done(&arena);
    return 0;
}

static struct json parse(struct sv text)
{
    struct json v = { NULL };
    assert_ok(json_parse(&arena, text, &json_limits_default, &v, NULL));
    return v;
}

static void assert_refused(struct sv text, size_t at, enum err expected)
{
    struct json v;
    struct json_error error = { SIZE_MAX, NULL };
    assert_err(json_parse(&arena, text, &json_limits_default, &v, &error), expected);
    assert_int_equal(error.at, at);
    assert_non_null(error.expected);
}

static void reads_members_and_elements(void **state)
{
    UNUSED(state);
    struct json v = parse(SV(" {\"a\" : [1, {\"b\":[]}, \"x\"] ,\"t\":true,\"n\":null,\"\":{}}\n"));
    assert_int_equal(json_kind(v), JSON_OBJECT);
    assert_int_equal(json_count(v), 4);
    struct json a = json_get(v, SV("a"));
    assert_int_equal(json_count(a), 3);
    assert_sv_lit(json_str(json_at(a, 2)), "x");
    assert_int_equal(json_kind(json_get(json_at(a, 1), SV("b"))), JSON_ARRAY);
    assert_true(json_bool(json_get(v, SV("t")), false));
    assert_int_equal(json_kind(json_get(v, SV("n"))), JSON_NULL);
    assert_int_equal(json_kind(json_get(v, SV(""))), JSON_OBJECT);
}

static void absent_and_wrong_kinds_look_alike(void **state)
{
    UNUSED(state);
    struct json v = parse(SV("{\"a\":\"\",\"n\":1}"));
    struct json none = json_get(v, SV("zzz"));
    assert_int_equal(json_kind(none), JSON_NONE);
    assert_int_equal(json_kind(json_get(json_at(none, 3), SV("x"))), JSON_NONE);
    assert_null(json_str(none).ptr);
    assert_null(json_get_str(v, SV("n")).ptr);
    assert_non_null(json_get_str(v, SV("a")).ptr);
    assert_int_equal(json_count(json_get(v, SV("a"))), 0);
    assert_true(json_bool(none, true));
    struct json_iter it = json_each(json_get(v, SV("a")));
    assert_false(json_next(&it));
}

static void walks_one_or_many(void **state)
{
    UNUSED(state);
    struct json v =
        parse(SV("{\"one\":{\"id\":1},\"many\":[{\"id\":1},\"x\"],\"null\":null,\"s\":\"x\"}"));

    static const struct {
        const char *key;
        int count;
    } cases[] = { { "one", 1 }, { "many", 2 }, { "null", 0 }, { "absent", 0 }, { "s", 1 } };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct json_iter it = json_each_of(json_get(v, sv_from(cases[i].key)));
        int count = 0;
        while (json_next(&it))
            count++;
        assert_int_equal(count, cases[i].count);
    }
}

static void decodes_escapes(void **state)
{
    UNUSED(state);
    struct json v = parse(
        SV("[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\", \"\\u00e9\\u20AC\\uD83D\\uDE00\", \"a\\u0000b\"]"));
    assert_sv_lit(json_str(json_at(v, 0)), "\"\\/\b\f\n\r\t");
    assert_sv_lit(json_str(json_at(v, 1)), "é€😀");
    assert_sv_lit(json_str(json_at(v, 2)), "a\xEF\xBF\xBD"
                                           "b");
}

static void views_what_needs_no_copy(void **state)
{
    UNUSED(state);
    struct sv text = SV("[\"plain é\"]");
    assert_ptr_equal(json_str(json_at(parse(text), 0)).ptr, text.ptr + 2);
}

static void keeps_numbers_exactly(void **state)
{
    UNUSED(state);
    struct json v =
        parse(SV("[9223372036854775807,-9223372036854775808,9223372036854775808,12.0,1e3,1.5,"
                 "1e999,-0,123456789012345678901234567890]"));

    static const struct {
        bool is_whole;
        int64_t value;
    } cases[] = { { true, INT64_MAX }, { true, INT64_MIN }, { false, 0 },
                  { true, 12 },        { true, 1000 },      { false, 0 },
                  { false, 0 },        { true, 0 },         { false, 0 } };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        int64_t value = 0;
        assert_int_equal(json_i64(json_at(v, i), &value), cases[i].is_whole);
        assert_int_equal(value, cases[i].value);
    }
    double number = 7;
    assert_false(json_f64(json_at(v, 6), &number));
    assert_true(json_f64(json_at(v, 5), &number) && number == 1.5);
    assert_true(json_f64(json_at(v, 7), &number) && signbit(number));
    assert_sv_lit(json_number(json_at(v, 8)), "123456789012345678901234567890");
}

static void the_last_of_equal_keys_counts(void **state)
{
    UNUSED(state);
    struct sv text = SV("{\"a\":1,\"b\":{\"x\":[1,2]},\"a\":2,\"\\u0061\":3,\"b\":4}");
    struct json v = parse(text);
    assert_int_equal(json_count(v), 2);
    assert_sv_lit(json_number(json_get(v, SV("a"))), "3");
    struct json_iter it = json_each(v);
    assert_true(json_next(&it));
    assert_sv_lit(it.key, "a");
    assert_sv_lit(json_number(it.value), "3");
    assert_true(json_next(&it));
    assert_sv_lit(json_number(it.value), "4");
    assert_false(json_next(&it));
    assert_err(json_parse(&arena, text, &json_limits_strict, &v, NULL), ERR_PARSE);
}

/* An object with `count` keys k0 … and then k(twin) again. */
static struct sv large_object(int count, int twin)
{
    struct buf b;
    buf_init(&b, &arena, 1 << 20);
    buf_char(&b, '{');
    for (int i = 0; i < count; i++)
        buf_printf(&b, "\"k%d\":[%d],", i, i);
    buf_printf(&b, "\"k%d\":[-1]}", twin);
    return buf_view(&b);
}

static void finds_duplicates_in_objects_of_any_size(void **state)
{
    UNUSED(state);
    static const int counts[] = { 1, 2, 20, 63, 64, 65, 66, 5000 };
    for (size_t i = 0; i < ARRAY_COUNT(counts); i++) {
        int count = counts[i];
        struct json v = parse(large_object(count, count / 2));
        assert_int_equal(json_count(v), count);
        struct sv key = sv_printf(&arena, "k%d", count / 2);
        assert_sv_lit(json_number(json_at(json_get(v, key), 0)), "-1");
        struct sv distinct = large_object(count, count);
        assert_ok(json_parse(&arena, distinct, &json_limits_strict, &v, NULL));
        assert_int_equal(json_count(v), count + 1);
    }
}

static void says_where_and_refuses(void **state)
{
    UNUSED(state);
    assert_refused(SV(""), 0, ERR_PARSE);
    assert_refused((struct sv){ NULL, 0 }, 0, ERR_PARSE);
    assert_refused(SV("\xEF\xBB\xBF{}"), 0, ERR_PARSE);
    assert_refused(SV("[1,]"), 3, ERR_PARSE);
    assert_refused(SV("{\"a\":1,}"), 7, ERR_PARSE);
    assert_refused(SV("[01]"), 1, ERR_PARSE);
    assert_refused(SV("[1 2]"), 3, ERR_PARSE);
    assert_refused(SV("{} x"), 3, ERR_PARSE);
    assert_refused(SV("\"a\tb\""), 2, ERR_PARSE);
    assert_refused(SV("\"\xED\xA0\x80\""), 1, ERR_PARSE);
    assert_refused(SV("\"\xC0\x80\""), 1, ERR_PARSE);
    assert_refused(SV("\"x\\ud800\""), 2, ERR_PARSE);
    assert_refused(SV("\"\\udc00\\ud800\""), 1, ERR_PARSE);
    assert_refused(SV("\"\\ud83d\\u0041\""), 1, ERR_PARSE);
    assert_refused(SV("\"abc"), 4, ERR_PARSE);
    assert_refused(SV("\"abc\\"), 4, ERR_PARSE);
    assert_refused(SV("nul"), 0, ERR_PARSE);
    assert_refused(SV("-"), 1, ERR_PARSE);
}

static struct sv repeat(char c, size_t count)
{
    char *text = arena_alloc(&arena, count);
    memset(text, c, count);
    return sv_make(text, count);
}

static void holds_its_limits(void **state)
{
    UNUSED(state);
    struct sv parts[] = { repeat('[', 32), repeat(']', 32) };
    (void)parse(sv_concat(&arena, parts, 2));
    assert_refused(repeat('[', 33), 32, ERR_TOO_LARGE);
    assert_refused(repeat('[', 1000000), 32, ERR_TOO_LARGE);
    assert_refused(repeat(' ', (1 << 20) + 1), 0, ERR_TOO_LARGE);
    struct json_limits limits = json_limits_default;
    limits.max_values = 4;
    struct json v;
    assert_ok(json_parse(&arena, SV("{\"a\":[1]}"), &limits, &v, NULL));
    assert_err(json_parse(&arena, SV("{\"a\":[1,2]}"), &limits, &v, NULL), ERR_TOO_LARGE);
}

static void agrees_with_the_json_test_suite(void **state)
{
    UNUSED(state);
    const char *folder = harness_vector_path(&arena, "json-test-suite");
    if (folder == NULL)
        skip();
    size_t count = 0;
    const struct sv *names = harness_list_folder(&arena, folder, &count);
    for (size_t i = 0; i < count; i++) {
        if (!sv_ends_with(names[i], SV(".json")))
            continue;
        struct sv path = sv_printf(&arena, "%s/%" SV_FMT, folder, SV_ARG(names[i]));
        struct sv text = harness_read_file(&arena, path.ptr);
        struct json v;
        enum err err = json_parse(&arena, text, &json_limits_default, &v, NULL);
        if (names[i].ptr[0] != 'i' && (err == ERR_OK) != (names[i].ptr[0] == 'y'))
            fail_msg("%" SV_FMT ": %s", SV_ARG(names[i]), err_row(err)->name);
    }
}

static size_t payloads_read;

static int read_payload(const char *path, const struct stat *info, int kind, struct FTW *ftw)
{
    UNUSED(info);
    UNUSED(ftw);
    if (kind != FTW_F || !sv_ends_with(sv_from(path), SV(".json")))
        return 0;
    struct json v;
    assert_ok(json_parse(&arena, harness_read_file(&arena, path), &json_limits_strict, &v, NULL));
    assert_int_equal(json_kind(v), JSON_OBJECT);
    assert_false(json_is_none(json_get(v, SV("@context"))) && json_is_none(json_get(v, SV("id"))));
    payloads_read++;
    return 0;
}

static void reads_every_activitypub_payload(void **state)
{
    UNUSED(state);
    const char *root = harness_vector_path(&arena, "activitypub-payloads");
    if (root == NULL)
        skip();
    assert_int_equal(nftw(root, read_payload, 16, FTW_PHYS), 0);
    assert_true(payloads_read > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_members_and_elements),
        cmocka_unit_test(absent_and_wrong_kinds_look_alike),
        cmocka_unit_test(walks_one_or_many),
        cmocka_unit_test(decodes_escapes),
        cmocka_unit_test(views_what_needs_no_copy),
        cmocka_unit_test(keeps_numbers_exactly),
        cmocka_unit_test(the_last_of_equal_keys_counts),
        cmocka_unit_test(finds_duplicates_in_objects_of_any_size),
        cmocka_unit_test(says_where_and_refuses),
        cmocka_unit_test(holds_its_limits),
        cmocka_unit_test(agrees_with_the_json_test_suite),
        cmocka_unit_test(reads_every_activitypub_payload),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
