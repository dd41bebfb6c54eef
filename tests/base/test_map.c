/* base/map: against a plain array as the model. */
#include "harness/harness.h"

#include "base/map.h"

#define KEYS 512

static void behaves_like_an_array(void **state)
{
    UNUSED(state);
    struct map m = { 0 };
    uint64_t model[KEYS] = { 0 };
    uint32_t seed = 12345;
    for (int step = 0; step < 200000; step++) {
        seed = seed * 1664525 + 1013904223;
        uint64_t key = (seed >> 8) % KEYS;
        /* Multiples of a large power of two collide in weak hash functions. */
        uint64_t stored = key << 40;
        if (seed >> 31) {
            model[key] = (uint64_t)step + 1;
            map_put(&m, stored, model[key]);
        } else {
            assert_int_equal(map_delete(&m, stored), model[key] != 0);
            model[key] = 0;
        }
    }
    size_t count = 0;
    for (uint64_t key = 0; key < KEYS; key++) {
        uint64_t value = 0;
        assert_int_equal(map_find(&m, key << 40, &value), model[key] != 0);
        assert_int_equal(value, model[key]);
        count += model[key] != 0;
    }
    assert_int_equal(m.count, count);
    size_t at = 0;
    uint64_t key = 0;
    uint64_t value = 0;
    size_t walked = 0;
    while (map_next(&m, &at, &key, &value)) {
        assert_int_equal(model[key >> 40], value);
        walked++;
    }
    assert_int_equal(walked, count);
    map_done(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(behaves_like_an_array) };
    return cmocka_run_group_tests_name("base/map", tests, NULL, NULL);
}
