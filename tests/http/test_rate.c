/* http/rate: windows, who is counted, bounded memory; with a clock of our own. */
#include "harness/harness.h"

#include <stdio.h>

#include "base/clock.h"
#include "http/rate.h"

#define NOW (INT64_C(1700000000) * 1000)

static struct rate_state count(struct rate_table *t, enum rate_bucket bucket, bool is_paging,
                               struct rate_client client, int64_t now_ms)
{
    struct rate_state state;
    rate_count(t, rate_rules_default, rate_rules_default_count, bucket, is_paging, &client, now_ms,
               &state);
    return state;
}

static void counts_down_and_starts_anew(void **state)
{
    UNUSED(state);
    struct rate_table *t = rate_table_new(64, 1);
    for (uint32_t i = 0; i < 5; i++) {
        struct rate_state s = rate_take(t, 1, SV("x"), 5, MS_PER_MINUTE, NOW);
        assert_false(s.is_over);
        assert_int_equal(s.remaining, 4 - i);
        assert_int_equal(s.reset_ms % MS_PER_MINUTE, 0);
        assert_true(s.reset_ms > NOW && s.reset_ms <= NOW + MS_PER_MINUTE);
    }
    struct rate_state over = rate_take(t, 1, SV("x"), 5, MS_PER_MINUTE, NOW);
    assert_true(over.is_over);
    assert_int_equal(over.remaining, 0);
    assert_false(rate_take(t, 1, SV("y"), 5, MS_PER_MINUTE, NOW).is_over);
    assert_false(rate_take(t, 2, SV("x"), 5, MS_PER_MINUTE, NOW).is_over);
    assert_true(rate_take(t, 1, SV("x"), 5, MS_PER_MINUTE, over.reset_ms - 1).is_over);
    assert_false(rate_take(t, 1, SV("x"), 5, MS_PER_MINUTE, over.reset_ms).is_over);
    rate_table_free(t);
}

static void counts_each_kind_of_client(void **state)
{
    UNUSED(state);
    struct rate_table *t = rate_table_new(1024, 2);
    struct rate_client nobody = { .network = SV("10.0.0.1") };
    struct rate_client user = { .network = SV("10.0.0.1"), .user = 7, .token = 9 };
    struct rate_client session = { .network = SV("10.0.0.1"), .user = 7 };
    assert_int_equal(count(t, RATE_API, false, nobody, NOW).limit, 300);
    /* The token's 300 are tighter than the user's 1500. */
    assert_int_equal(count(t, RATE_API, false, user, NOW).limit, 300);
    struct rate_state s = count(t, RATE_API, false, session, NOW);
    assert_int_equal(s.limit, 1500);
    assert_int_equal(s.remaining, 1498);
    assert_int_equal(count(t, RATE_MEDIA_UPLOAD, false, user, NOW).limit, 30);
    assert_int_equal(count(t, RATE_NONE, false, user, NOW).limit, 0);
    for (int i = 0; i < 5; i++)
        assert_false(count(t, RATE_SIGN_UP, false, nobody, NOW).is_over);
    assert_true(count(t, RATE_SIGN_UP, false, nobody, NOW).is_over);
    rate_table_free(t);
}

static void counts_paging(void **state)
{
    UNUSED(state);
    struct rate_table *t = rate_table_new(1024, 3);
    struct rate_client session = { .network = SV("10.0.0.1"), .user = 8 };
    for (int i = 0; i < 300; i++)
        assert_false(count(t, RATE_API, true, session, NOW).is_over);
    assert_true(count(t, RATE_API, true, session, NOW).is_over);
    assert_false(count(t, RATE_API, false, session, NOW).is_over);
    rate_table_free(t);
}

/* Other servers have limits of their own, far wider, and share none with apps on the same network. */
static void counts_servers_apart(void **state)
{
    UNUSED(state);
    struct rate_table *t = rate_table_new(1024, 3);
    struct rate_client peer = { .network = SV("10.0.0.1") };
    for (int i = 0; i < 6000; i++)
        assert_false(count(t, RATE_FEDERATION, true, peer, NOW).is_over);
    assert_true(count(t, RATE_FEDERATION, false, peer, NOW).is_over);
    assert_int_equal(count(t, RATE_INBOX, false, peer, NOW).remaining, 29999);
    assert_int_equal(count(t, RATE_API, false, peer, NOW).remaining, 299);
    rate_table_free(t);
}

static void a_flood_washes_out_nobody_at_the_limit(void **state)
{
    UNUSED(state);
    struct rate_table *t = rate_table_new(64, 4);
    for (int i = 0; i < 20; i++)
        (void)rate_take(t, 1, SV("heavy"), 10, MS_PER_HOUR, NOW);
    for (int i = 0; i < 100000; i++) {
        char key[32];
        int len = snprintf(key, sizeof key, "light%d", i);
        (void)rate_take(t, 1, sv_make(key, (size_t)len), 10, MS_PER_HOUR, NOW);
    }
    assert_true(rate_take(t, 1, SV("heavy"), 10, MS_PER_HOUR, NOW).is_over);
    rate_table_free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_down_and_starts_anew),
        cmocka_unit_test(counts_each_kind_of_client),
        cmocka_unit_test(counts_paging),
        cmocka_unit_test(counts_servers_apart),
        cmocka_unit_test(a_flood_washes_out_nobody_at_the_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
