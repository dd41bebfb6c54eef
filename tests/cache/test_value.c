/* cache/value: copies, counts, destroys once. */
#include "harness/harness.h"

#include "cache/value.h"

static void count_call(void *object)
{
    (*(int *)object)++;
}

static void holds_copies(void **state)
{
    UNUSED(state);
    char text[] = "rendered";
    struct cache_value *v = cache_value_new(sv_from(text), SV("spans"));
    text[0] = 'X';
    assert_sv_lit(v->bytes, "rendered");
    assert_sv_lit(v->spans, "spans");
    assert_true(cache_value_size(v) >= 13);
    cache_value_unref(v);
    cache_value_unref(NULL);
}

static void object_goes_with_the_last_reference(void **state)
{
    UNUSED(state);
    int freed = 0;
    struct cache_value *v = cache_value_new(SV(""), SV(""));
    size_t before = cache_value_size(v);
    cache_value_attach(v, &freed, 1000, count_call);
    assert_int_equal(cache_value_size(v), before + 1000);
    struct cache_value *second = cache_value_ref(v);
    cache_value_unref(v);
    assert_int_equal(freed, 0);
    cache_value_unref(second);
    assert_int_equal(freed, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(holds_copies),
        cmocka_unit_test(object_goes_with_the_last_reference),
    };
    return cmocka_run_group_tests_name("cache/value", tests, NULL, NULL);
}
