/* model/poll: what may be asked, and what may be seen when. */
#include "harness/harness.h"

#include "model/poll.h"

static struct poll_draft draft_of(struct arena *a, const struct sv *typed, size_t count)
{
    struct poll_draft draft = { .seconds = POLL_SECONDS_MIN };
    poll_draft_options(a, typed, count, &draft);
    return draft;
}

static void test_options(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, 1 << 20);
    const struct sv typed[] = { SV_INIT("  yes "), SV_INIT(" \t"), SV_INIT("no"), SV_INIT("") };
    struct poll_draft draft = draft_of(&a, typed, 4);
    assert_int_equal(draft.option_count, 2);
    assert_sv_lit(draft.options[0], "yes");
    assert_sv_lit(draft.options[1], "no");
    assert_int_equal(poll_draft_check(&draft), POLL_FAULT_NONE);
    draft = draft_of(&a, typed, 2);
    assert_int_equal(poll_draft_check(&draft), POLL_FAULT_FEW_OPTIONS);
    const struct sv same[] = { SV_INIT("yes"), SV_INIT("no"), SV_INIT("yes ") };
    draft = draft_of(&a, same, 3);
    assert_int_equal(poll_draft_check(&draft), POLL_FAULT_SAME_OPTIONS);
    const struct sv many[] = { SV_INIT("1"), SV_INIT("2"), SV_INIT("3"), SV_INIT("4"),
                               SV_INIT("5") };
    draft = draft_of(&a, many, 5);
    assert_int_equal(poll_draft_check(&draft), POLL_FAULT_MANY_OPTIONS);
    draft = draft_of(&a, many, 4);
    assert_int_equal(poll_draft_check(&draft), POLL_FAULT_NONE);
    arena_done(&a);
}

static void test_lengths(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, 1 << 20);
    /* Fifty of what a person calls a character, of two bytes each. */
    const struct sv fifty = SV("éééééééééééééééééééééééééééééééééééééééééééééééééé");
    struct sv typed[] = { fifty, SV("b") };
    struct poll_draft draft = draft_of(&a, typed, 2);
    assert_int_equal(poll_draft_check(&draft), POLL_FAULT_NONE);
    typed[0] = sv_printf(&a, "%" SV_FMT "x", SV_ARG(fifty));
    draft = draft_of(&a, typed, 2);
    assert_int_equal(poll_draft_check(&draft), POLL_FAULT_LONG_OPTION);
    typed[0] = SV("a");
    draft = draft_of(&a, typed, 2);
    draft.seconds = POLL_SECONDS_MIN - 1;
    assert_int_equal(poll_draft_check(&draft), POLL_FAULT_SHORT);
    draft.seconds = POLL_SECONDS_MAX;
    assert_int_equal(poll_draft_check(&draft), POLL_FAULT_NONE);
    draft.seconds++;
    assert_int_equal(poll_draft_check(&draft), POLL_FAULT_LONG);
    arena_done(&a);
}

static void test_time(void **state)
{
    (void)state;
    const struct poll_option options[] = { { .title = SV_INIT("a"), .votes = 2 },
                                           { .title = SV_INIT("b"), .votes = 3 } };
    struct poll poll = { .options = options, .option_count = 2, .expires_ms = 1000 };
    assert_int_equal(poll_votes(&poll), 5);
    assert_false(poll_is_over(&poll, 999));
    assert_true(poll_is_over(&poll, 1000));
    assert_true(poll_shows_totals(&poll, 999));
    poll.hides_totals = true;
    assert_false(poll_shows_totals(&poll, 999));
    assert_true(poll_shows_totals(&poll, 1000));
    poll.expires_ms = 0;
    assert_false(poll_is_over(&poll, INT64_MAX));
    assert_false(poll_shows_totals(&poll, INT64_MAX));
}

static void test_same(void **state)
{
    (void)state;
    const struct poll_option left[] = { { .title = SV_INIT("a"), .votes = 2 },
                                        { .title = SV_INIT("b") } };
    const struct poll_option right[] = { { .title = SV_INIT("b") }, { .title = SV_INIT("a") } };
    const struct poll_option counted[] = { { .title = SV_INIT("a"), .votes = 9 },
                                           { .title = SV_INIT("b"), .votes = 1 } };
    struct poll one = { .options = left, .option_count = 2 };
    struct poll other = { .options = right, .option_count = 2 };
    assert_false(poll_asks_same(&one, &other));
    other.options = counted;
    assert_true(poll_asks_same(&one, &other));
    other.is_multiple = true;
    assert_false(poll_asks_same(&one, &other));
    other.is_multiple = false;
    other.option_count = 1;
    assert_false(poll_asks_same(&one, &other));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_options),
        cmocka_unit_test(test_lengths),
        cmocka_unit_test(test_time),
        cmocka_unit_test(test_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
