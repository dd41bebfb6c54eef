/* text/json_write: bytes, escapes, spans and subjects, embedding, the bound. */
#include "text/json_write.h"

#include <math.h>

#include "harness/harness.h"

static const struct subject ann_name = { 7, CLASS_NAME_AVATAR };
static const struct subject ann_post = { 7, CLASS_POST_BODY };
static const struct subject bob_name = { 8, CLASS_NAME_AVATAR };

static struct sv span_bytes(const struct json_fragment *f, size_t i)
{
    return sv_sub(f->bytes, f->spans[i].from, f->spans[i].len);
}

static void writes_every_kind(void **state)
{
    UNUSED(state);
    struct arena a;
    arena_init(&a, 1 << 20);
    struct json_writer w;
    json_w_init(&w, &a, 4096);
    json_w_object_begin(&w);
    json_w_key_id(&w, SV("id"), SUBJECT_NONE, INT64_MAX);
    json_w_key_str(&w, SV("s"), SUBJECT_NONE,
                   SV("a\"b\\c\n\x01/\x7F<é\xE2\x80\xA8\xE2\x80\xA9\xE2\x80\xAA\xFFz"));
    json_w_key_str(&w, SV("none"), SUBJECT_NONE, (struct sv){ NULL, 0 });
    json_w_key_str(&w, SV(""), SUBJECT_NONE, SV(""));
    json_w_key_array(&w, SV("list"));
    json_w_i64(&w, SUBJECT_NONE, INT64_MIN);
    json_w_f64(&w, SUBJECT_NONE, 0.1);
    json_w_f64(&w, SUBJECT_NONE, (double)INFINITY);
    json_w_bool(&w, SUBJECT_NONE, true);
    json_w_array_begin(&w);
    json_w_array_end(&w);
    json_w_raw(&w, SUBJECT_NONE, SV("{\"x\":[]}"));
    json_w_array_end(&w);
    json_w_object_end(&w);
    struct json_fragment f;
    assert_ok(json_w_finish(&w, &f));
    assert_sv_lit(
        f.bytes,
        "{\"id\":\"9223372036854775807\","
        "\"s\":\"a\\\"b\\\\c\\n\\u0001/\x7F<é\\u2028\\u2029\xE2\x80\xAA\xEF\xBF\xBDz\","
        "\"none\":null,\"\":\"\",\"list\":[-9223372036854775808,0.1,null,true,[],{\"x\":[]}]}");
    assert_int_equal(f.span_count, 0);
    assert_int_equal(f.subject_count, 0);
    arena_done(&a);
}

static struct json_fragment write_account(struct arena *a)
{
    struct json_writer w;
    json_w_init(&w, a, 4096);
    json_w_object_begin(&w);
    json_w_key_id(&w, SV("id"), ann_name, 7);
    json_w_key_str(&w, SV("acct"), ann_name, SV("ann"));
    json_w_key_bool(&w, SV("bot"), SUBJECT_NONE, false);
    json_w_key_str(&w, SV("name"), ann_name, SV("Ann"));
    json_w_object_end(&w);
    struct json_fragment f;
    assert_ok(json_w_finish(&w, &f));
    return f;
}

static void merges_neighbours_of_one_subject(void **state)
{
    UNUSED(state);
    struct arena a;
    arena_init(&a, 1 << 20);
    struct json_fragment f = write_account(&a);
    assert_int_equal(f.span_count, 2);
    assert_sv_lit(span_bytes(&f, 0), "\"7\",\"acct\":\"ann\"");
    assert_sv_lit(span_bytes(&f, 1), "\"Ann\"");
    assert_int_equal(f.subject_count, 1);
    assert_true(subject_eq(f.subjects[0], ann_name));
    arena_done(&a);
}

static void embeds_with_spans_shifted(void **state)
{
    UNUSED(state);
    struct arena a;
    arena_init(&a, 1 << 20);
    struct json_fragment account = write_account(&a);
    struct json_writer w;
    json_w_init(&w, &a, 4096);
    json_w_array_begin(&w);
    json_w_str(&w, bob_name, SV("bob"));
    json_w_fragment(&w, &account);
    json_w_object_begin(&w);
    json_w_key_fragment(&w, SV("account"), &account);
    json_w_key_str(&w, SV("content"), ann_post, SV("hi"));
    json_w_object_end(&w);
    json_w_array_end(&w);
    struct json_fragment f;
    assert_ok(json_w_finish(&w, &f));
    assert_int_equal(f.span_count, 6);
    assert_sv_lit(span_bytes(&f, 0), "\"bob\"");
    assert_sv_lit(span_bytes(&f, 2), "\"Ann\"");
    assert_sv_lit(span_bytes(&f, 3), "\"7\",\"acct\":\"ann\"");
    assert_sv_lit(span_bytes(&f, 5), "\"hi\"");
    assert_int_equal(f.subject_count, 3);
    assert_true(subject_eq(f.subjects[2], ann_post));
    arena_done(&a);
}

static void splices_members(void **state)
{
    UNUSED(state);
    struct arena a;
    arena_init(&a, 1 << 20);
    struct json_fragment account = write_account(&a);
    struct json_writer w;
    json_w_init(&w, &a, 64);
    json_w_object_begin(&w);
    json_w_object_end(&w);
    struct json_fragment empty;
    assert_ok(json_w_finish(&w, &empty));
    json_w_init(&w, &a, 4096);
    json_w_object_begin(&w);
    json_w_members(&w, &account);
    json_w_members(&w, &empty);
    json_w_key_str(&w, SV("content"), ann_post, SV("hi"));
    json_w_members(&w, &account);
    json_w_object_end(&w);
    struct json_fragment f;
    assert_ok(json_w_finish(&w, &f));
    struct json root;
    assert_ok(json_parse(&a, f.bytes, &json_limits_default, &root, NULL));
    assert_sv_lit(json_get_str(root, SV("content")), "hi");
    assert_int_equal(f.span_count, 2 * account.span_count + 1);
    for (size_t i = 0; i < account.span_count; i++) {
        assert_sv(span_bytes(&f, i), span_bytes(&account, i));
        assert_sv(span_bytes(&f, account.span_count + 1 + i), span_bytes(&account, i));
    }
    assert_sv_lit(span_bytes(&f, account.span_count), "\"hi\"");
    arena_done(&a);
}

static void tells_many_subjects_apart(void **state)
{
    UNUSED(state);
    struct arena a;
    arena_init(&a, 1 << 20);
    struct json_writer w;
    json_w_init(&w, &a, 1 << 16);
    json_w_array_begin(&w);
    for (int i = 0; i < 600; i++)
        json_w_i64(&w, (struct subject){ 1 + i % 200, CLASS_REACTIONS }, i);
    json_w_array_end(&w);
    struct json_fragment f;
    assert_ok(json_w_finish(&w, &f));
    assert_int_equal(f.span_count, 600);
    assert_int_equal(f.subject_count, 200);
    for (int64_t i = 0; i < 200; i++)
        assert_int_equal(f.subjects[i].account, i + 1);
    arena_done(&a);
}

static void stops_at_the_bound(void **state)
{
    UNUSED(state);
    for (size_t max = 1; max < 40; max++) {
        struct arena a;
        arena_init(&a, 1 << 20);
        struct json_writer w;
        json_w_init(&w, &a, max);
        json_w_object_begin(&w);
        json_w_key_str(&w, SV("a"), ann_name, SV("\n\n\xC3\xA9"));
        json_w_key_i64(&w, SV("b"), bob_name, 123456);
        json_w_object_end(&w);
        struct json_fragment f;
        assert_err(json_w_finish(&w, &f), max < 25 ? ERR_LIMIT : ERR_OK);
        arena_done(&a);
    }
}

static void keeps_naughty_strings(void **state)
{
    UNUSED(state);
    struct arena a;
    arena_init(&a, 8 << 20);
    const char *path = harness_vector_path(&a, "naughty-strings/blns.json");
    if (path == NULL)
        skip();
    struct json list;
    assert_ok(json_parse(&a, harness_read_file(&a, path), &json_limits_default, &list, NULL));
    assert_true(json_count(list) > 400);
    struct json_writer w;
    json_w_init(&w, &a, 1 << 20);
    json_w_json(&w, ann_post, list);
    struct json_fragment f;
    assert_ok(json_w_finish(&w, &f));
    struct json again;
    assert_ok(json_parse(&a, f.bytes, &json_limits_strict, &again, NULL));
    for (size_t i = 0; i < json_count(list); i++)
        assert_sv(json_str(json_at(again, i)), json_str(json_at(list, i)));
    arena_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_every_kind),
        cmocka_unit_test(merges_neighbours_of_one_subject),
        cmocka_unit_test(embeds_with_spans_shifted),
        cmocka_unit_test(splices_members),
        cmocka_unit_test(tells_many_subjects_apart),
        cmocka_unit_test(stops_at_the_bound),
        cmocka_unit_test(keeps_naughty_strings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
