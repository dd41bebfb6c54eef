/* Fuzzer of the JSON reader: whatever is accepted, written and read again is the same value, and
 * its canonical form is its own canonical form. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/arena.h"
#include "text/json.h"
#include "text/json_jcs.h"
#include "text/json_write.h"
#include "text/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void assert_same(struct json a, struct json b)
{
    assert(json_kind(a) == json_kind(b) && json_count(a) == json_count(b));
    assert(sv_eq(json_str(a), json_str(b)) && sv_eq(json_number(a), json_number(b)));
    assert(json_bool(a, false) == json_bool(b, false));
    struct json_iter left = json_each(a);
    struct json_iter right = json_each(b);
    while (json_next(&left)) {
        assert(json_next(&right) && sv_eq(left.key, right.key));
        assert_same(left.value, right.value);
    }
    assert(!json_next(&right));
}

static void read_all(struct json v)
{
    struct sv s = json_str(v);
    assert(utf8_is_valid(s) && (s.len == 0 || memchr(s.ptr, 0, s.len) == NULL));
    int64_t whole = 0;
    double number = 0;
    (void)!json_i64(v, &whole);
    (void)!json_f64(v, &number);
    struct json_iter it = json_each(v);
    for (size_t i = 0; json_next(&it); i++) {
        if (it.is_object)
            assert(json_get(v, it.key).node == it.value.node);
        else
            assert(json_at(v, i).node == it.value.node);
        read_all(it.value);
    }
}

static void write_and_read(struct arena *a, struct json v)
{
    struct json_writer w;
    json_w_init(&w, a, (size_t)8 << 20);
    json_w_json(&w, (struct subject){ 1, CLASS_POST_BODY }, v);
    struct json_fragment fragment;
    enum err err = json_w_finish(&w, &fragment);
    assert(err == ERR_OK);
    struct json_limits limits = json_limits_strict;
    limits.max_bytes = (size_t)8 << 20;
    struct json again;
    err = json_parse(a, fragment.bytes, &limits, &again, NULL);
    assert(err == ERR_OK);
    assert_same(v, again);
}

static void check_canonical(struct arena *a, struct json v)
{
    struct sv first;
    struct sv second;
    struct json again;
    if (json_jcs_render(a, v, (size_t)1 << 20, &first) != ERR_OK)
        return;
    enum err err = json_parse(a, first, &json_limits_strict, &again, NULL);
    assert(err == ERR_OK);
    err = json_jcs_render(a, again, (size_t)1 << 20, &second);
    assert(err == ERR_OK && sv_eq(first, second));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    arena_init(&a, (size_t)64 << 20);
    struct json v;
    struct json_error error;
    enum err err = json_parse(&a, sv_make(data, size), &json_limits_default, &v, &error);
    if (err == ERR_OK) {
        read_all(v);
        write_and_read(&a, v);
        check_canonical(&a, v);
    } else {
        assert(error.at <= size && error.expected != NULL);
    }
    enum err strict = json_parse(&a, sv_make(data, size), &json_limits_strict, &v, NULL);
    assert(err == ERR_OK ? strict == ERR_OK || strict == ERR_PARSE : strict != ERR_OK);
    arena_done(&a);
    return 0;
}
