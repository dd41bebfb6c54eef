/* text/json beside another reader: both accept and refuse the same texts and read the same values
 * in them. */
#define JSON_OBJECT JANSSON_OBJECT
#define JSON_ARRAY JANSSON_ARRAY
#define JSON_STRING JANSSON_STRING
#define JSON_NULL JANSSON_NULL
#include <jansson.h>

/* Its kinds, named while its names stand. */
enum peer_kind {
    PEER_OBJECT = JSON_OBJECT,
    PEER_ARRAY = JSON_ARRAY,
    PEER_STRING = JSON_STRING,
    PEER_NULL = JSON_NULL,
};

#undef JSON_OBJECT
#undef JSON_ARRAY
#undef JSON_STRING
#undef JSON_NULL

#include "text/json.h"

#include "harness/harness.h"

static const struct sv seeds[] = {
    SV_INIT("{\"@context\":[\"https://a.example/"
            "ns\",{\"t\":\"x#\"}],\"id\":\"1\",\"o\":{\"c\":\"<p>h\\u00e9 \\ud83d\\ude00 "
            "\\\"q\\\"</p>\",\"g\":[],\"n\":-1.5e3,\"x\":null,\"y\":true}}"),
    SV_INIT("[0, -0, 1.25, 1e5, -7E-2, \"\xE2\x80\xA8\xF0\x9F\x98\x80\", [[], {}], false]"),
    SV_INIT("{\"a\":{\"a\":1,\"b\":2,\"a\":[3]},\"b\" : \"\\n\\/\\\\\", \"a\":\"z\"}"),
};

static uint64_t next_random(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return *state >> 33;
}

/* A few bytes changed, doubled or cut out. */
static struct sv mutate(struct sv seed, uint64_t *random, char *out)
{
    static const char likely[] = "{}[]:,\"\\u0dD8e+-.19tn \x80\xC3\xE2\xF0";
    size_t len = seed.len;
    memcpy(out, seed.ptr, len);
    for (uint64_t i = 0, count = 1 + next_random(random) % 3; i < count; i++) {
        size_t at = next_random(random) % (len - 1);
        char c = likely[next_random(random) % (sizeof likely - 1)];
        switch (next_random(random) % 3) {
        case 0:
            out[at] = c;
            break;
        case 1:
            memmove(out + at + 1, out + at, len - at);
            out[at] = c;
            len++;
            break;
        default:
            memmove(out + at, out + at + 1, len - at - 1);
            len--;
            break;
        }
    }
    return sv_make(out, len);
}

static void assert_same(struct json ours, const json_t *theirs)
{
    enum peer_kind peer = (enum peer_kind)json_typeof(theirs);
    assert_int_equal(json_kind(ours) == JSON_OBJECT, (peer == PEER_OBJECT));
    assert_int_equal(json_kind(ours) == JSON_ARRAY, (peer == PEER_ARRAY));
    assert_int_equal(json_kind(ours) == JSON_NULL, (peer == PEER_NULL));
    assert_int_equal(json_kind(ours) == JSON_BOOL, json_is_boolean(theirs));
    if (peer == PEER_STRING)
        assert_sv(json_str(ours), sv_make(json_string_value(theirs), json_string_length(theirs)));
    double number = 0;
    assert_int_equal(json_f64(ours, &number), json_is_number(theirs));
    assert_true(number == json_number_value(theirs));
    assert_int_equal(json_count(ours),
                     (peer == PEER_OBJECT) ? json_object_size(theirs) : json_array_size(theirs));
    struct json_iter it = json_each(ours);
    for (size_t i = 0; json_next(&it); i++) {
        const json_t *child = it.is_object ? json_object_getn(theirs, it.key.ptr, it.key.len)
                                           : json_array_get(theirs, i);
        assert_non_null(child);
        assert_same(it.value, child);
    }
}

/* Reasons of the other reader that are no matter of grammar. */
static bool is_own_limit(const json_error_t *error)
{
    enum json_error_code code = json_error_code(error);
    return code == json_error_numeric_overflow || code == json_error_null_byte_in_key;
}

static bool compare(struct arena *a, struct sv text)
{
    json_error_t error;
    json_t *theirs = json_loadb(text.ptr, text.len, JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);
    struct json ours;
    enum err err = json_parse(a, text, &json_limits_default, &ours, NULL);
    bool is_compared = theirs != NULL || !is_own_limit(&error);
    if (is_compared && (err == ERR_OK) != (theirs != NULL))
        fail_msg("ours %s, theirs %s: %" SV_FMT, err_row(err)->name,
                 theirs == NULL ? error.text : "accepts", SV_ARG(text));
    if (theirs != NULL && sv_find(text, SV("\\u0000"), 0) == SIZE_MAX)
        assert_same(ours, theirs);
    json_decref(theirs);
    return theirs != NULL;
}

static void agrees_on_mutated_texts(void **state)
{
    UNUSED(state);
    struct arena a;
    arena_init(&a, 64 << 20);
    uint64_t random = 20251101;
    int accepted = 0;
    for (int i = 0; i < 20000; i++) {
        ARENA_SCOPE (&a) {
            char text[512];
            accepted += compare(&a, mutate(seeds[i % (int)ARRAY_COUNT(seeds)], &random, text));
        }
    }
    assert_true(accepted > 100);
    arena_done(&a);
}

static void agrees_on_the_json_test_suite(void **state)
{
    UNUSED(state);
    struct arena a;
    arena_init(&a, 64 << 20);
    const char *folder = harness_vector_path(&a, "json-test-suite");
    if (folder == NULL)
        skip();
    size_t count = 0;
    const struct sv *names = harness_list_folder(&a, folder, &count);
    for (size_t i = 0; i < count; i++) {
        if (!sv_ends_with(names[i], SV(".json")) || names[i].ptr[0] == 'i')
            continue;
        struct sv path = sv_printf(&a, "%s/%" SV_FMT, folder, SV_ARG(names[i]));
        (void)compare(&a, harness_read_file(&a, path.ptr));
    }
    arena_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_on_mutated_texts),
        cmocka_unit_test(agrees_on_the_json_test_suite),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
