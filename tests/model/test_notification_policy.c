/* model/notification_policy: which rule applies to whom, and which of several decides. */
#include "harness/harness.h"

#include "model/notification_policy.h"

static void table(void **state)
{
    UNUSED(state);

    static const struct {
        enum notification_rule rule;
        struct notification_facts facts;
        bool applies;
    } cases[] = {
        { NOTIFICATION_NOT_FOLLOWING, { .is_followed = false }, true },
        { NOTIFICATION_NOT_FOLLOWING, { .is_followed = true }, false },
        { NOTIFICATION_NOT_FOLLOWERS, { .is_followed = true }, true },
        { NOTIFICATION_NOT_FOLLOWERS, { .is_follower = true }, false },
        { NOTIFICATION_NEW_ACCOUNTS, { .is_new = true }, true },
        { NOTIFICATION_NEW_ACCOUNTS, { .is_new = true, .is_followed = true }, false },
        { NOTIFICATION_NEW_ACCOUNTS, { .is_new = false }, false },
        { NOTIFICATION_PRIVATE_MENTIONS, { .is_private = true }, true },
        { NOTIFICATION_PRIVATE_MENTIONS, { .is_private = true, .is_followed = true }, false },
        { NOTIFICATION_PRIVATE_MENTIONS, { .is_private = false }, false },
        { NOTIFICATION_LIMITED_ACCOUNTS, { .is_limited = true }, true },
        { NOTIFICATION_LIMITED_ACCOUNTS, { .is_limited = true, .is_followed = true }, false },
        { NOTIFICATION_LIMITED_ACCOUNTS, { .is_limited = false }, false },
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        for (enum notification_verdict v = 0; v < NOTIFICATION_VERDICT_COUNT; v++) {
            struct notification_policy policy = { 0 };
            policy.verdicts[cases[i].rule] = v;
            assert_int_equal(notification_policy_verdict(&policy, &cases[i].facts),
                             cases[i].applies ? v : NOTIFICATION_ACCEPT);
        }
    }
}

static void the_strictest_decides(void **state)
{
    UNUSED(state);
    struct notification_policy policy = notification_policy_default();
    struct notification_facts stranger = { .is_new = true };
    assert_int_equal(notification_policy_verdict(&policy, &stranger), NOTIFICATION_ACCEPT);
    stranger.is_private = true;
    assert_int_equal(notification_policy_verdict(&policy, &stranger), NOTIFICATION_FILTER);
    policy.verdicts[NOTIFICATION_NOT_FOLLOWERS] = NOTIFICATION_DROP;
    assert_int_equal(notification_policy_verdict(&policy, &stranger), NOTIFICATION_DROP);
    stranger.is_follower = true;
    assert_int_equal(notification_policy_verdict(&policy, &stranger), NOTIFICATION_FILTER);
    assert_int_equal(
        notification_policy_verdict(
            &policy, &(struct notification_facts){ .is_limited = true, .is_follower = true }),
        NOTIFICATION_FILTER);
}

static void names(void **state)
{
    UNUSED(state);
    enum notification_verdict verdict = NOTIFICATION_DROP;
    for (enum notification_verdict v = 0; v < NOTIFICATION_VERDICT_COUNT; v++) {
        assert_true(notification_verdict_parse(notification_verdict_name(v), &verdict));
        assert_int_equal(verdict, v);
    }
    assert_false(notification_verdict_parse(SV("Accept"), &verdict));
    assert_false(notification_verdict_parse(SV(""), &verdict));
    assert_true(notification_kind_is_filterable(NOTIFICATION_MENTION));
    assert_true(notification_kind_is_filterable(NOTIFICATION_FAVOURITE));
    assert_false(notification_kind_is_filterable(NOTIFICATION_STATUS));
    assert_false(notification_kind_is_filterable(NOTIFICATION_POLL));
    assert_false(notification_kind_is_filterable(NOTIFICATION_ADMIN_REPORT));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table),
        cmocka_unit_test(the_strictest_decides),
        cmocka_unit_test(names),
    };
    return cmocka_run_group_tests_name("model/notification_policy", tests, NULL, NULL);
}
