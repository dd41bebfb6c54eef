/* model/scope: parents, children, printing. */
#include "harness/harness.h"

#include "model/scope.h"

static void parents_are_their_children(void **state)
{
    UNUSED(state);
    uint64_t read = 0;
    uint64_t statuses = 0;
    assert_true(scope_parse(SV("read"), &read));
    assert_true(scope_parse(SV("read:statuses"), &statuses));
    assert_true((read & statuses) == statuses);
    uint64_t follow = 0;
    assert_true(scope_parse(SV("follow"), &follow));
    assert_true(follow & SCOPE(SCOPE_WRITE_BLOCKS));
    assert_false(follow & SCOPE(SCOPE_WRITE_STATUSES));
    assert_false(read & SCOPE(SCOPE_PROFILE));
}

static void unknown_scopes_are_refused(void **state)
{
    UNUSED(state);
    uint64_t out = 7;
    assert_false(scope_parse(SV("read bogus"), &out));
    assert_false(scope_parse(SV(""), &out));
    assert_false(scope_parse(SV("  "), &out));
    assert_false(scope_parse(SV("admin"), &out));
    assert_int_equal(out, 7);
}

static void printing_is_the_inverse_of_parsing(void **state)
{
    UNUSED(state);
    struct arena a;
    arena_init(&a, 1 << 20);
    uint64_t scopes = 0;
    assert_true(scope_parse(SV("read+write follow push"), &scopes));
    assert_sv_lit(scope_print(&a, scopes), "read write push");
    uint64_t seed = 99;
    for (int i = 0; i < 2000; i++) {
        seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        uint64_t wanted = seed & SCOPE_ALL;
        uint64_t read_back = 0;
        if (wanted == 0)
            continue;
        assert_true(scope_parse(scope_print(&a, wanted), &read_back));
        assert_true(read_back == wanted);
        arena_reset(&a);
    }
    arena_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parents_are_their_children),
        cmocka_unit_test(unknown_scopes_are_refused),
        cmocka_unit_test(printing_is_the_inverse_of_parsing),
    };
    return cmocka_run_group_tests_name("model/scope", tests, NULL, NULL);
}
