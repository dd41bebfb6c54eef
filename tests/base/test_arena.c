/* base/arena: lifetimes, cap, rewind. */
#include "harness/harness.h"

static void cap_is_sticky_and_never_fails(void **state)
{
    UNUSED(state);
    struct arena a;
    arena_init(&a, 100);
    assert_non_null(arena_alloc(&a, 64));
    assert_false(arena_is_over(&a));
    assert_non_null(arena_alloc(&a, 64));
    assert_true(arena_is_over(&a));
    arena_reset(&a);
    assert_false(arena_is_over(&a));
    arena_done(&a);
}

static void reset_keeps_a_chunk_but_no_big_one(void **state)
{
    UNUSED(state);
    struct arena a;
    arena_init(&a, 64 << 20);
    char *first = arena_alloc(&a, 40000);
    memset(first, 0x5a, 40000);
    arena_alloc(&a, 1 << 20);
    arena_reset(&a);
    assert_int_equal(a.used_bytes, 0);
    char *again = arena_alloc(&a, 40000);
    assert_ptr_equal(again, first);
    for (size_t i = 0; i < 40000; i++)
        assert_int_equal(again[i], 0);
    arena_done(&a);
    arena_alloc(&a, 1 << 20);
    arena_reset(&a);
    assert_null(a.chunk);
    arena_done(&a);
}

static void memory_is_zeroed_also_after_rewind(void **state)
{
    UNUSED(state);
    struct arena a;
    arena_init(&a, 1 << 20);
    ARENA_SCOPE (&a) {
        char *dirty = arena_alloc(&a, 256);
        memset(dirty, 0x5a, 256);
    }
    assert_int_equal(a.used_bytes, 0);
    const char *clean = arena_alloc(&a, 256);
    for (size_t i = 0; i < 256; i++)
        assert_int_equal(clean[i], 0);
    arena_done(&a);
}

static void rewind_frees_big_chunks(void **state)
{
    UNUSED(state);
    struct arena a;
    arena_init(&a, 64 << 20);
    char *kept = arena_copy(&a, "kept", 5);
    for (size_t round = 0; round < 100; round++) {
        ARENA_SCOPE (&a) {
            (void)arena_alloc(&a, 1 << 20);
        }
    }
    assert_string_equal(kept, "kept");
    assert_true(a.used_bytes < 64);
    assert_false(arena_is_over(&a));
    arena_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cap_is_sticky_and_never_fails),
        cmocka_unit_test(reset_keeps_a_chunk_but_no_big_one),
        cmocka_unit_test(memory_is_zeroed_also_after_rewind),
        cmocka_unit_test(rewind_frees_big_chunks),
    };
    return cmocka_run_group_tests_name("base/arena", tests, NULL, NULL);
}
