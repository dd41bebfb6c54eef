/* consent/policy: what is allowed, what is counted and what is not. */

/* Before the harness: cmocka has a macro of the name of fail(). */
#include "base/ctx.h"

#include "harness/harness.h"

#include "consent/policy.h"

static const struct consent_grantee APP = { CONSENT_GRANTEE_APPLICATION, 3 };
static const struct consent_grantee TOKEN = { CONSENT_GRANTEE_TOKEN, 4 };

static struct consent_meter *new_meter(void)
{
    return consent_meter_new(
        &(struct consent_meter_settings){ .people_max = 1000, .cap_bytes = 1 << 20 });
}

static void counts_for_application_and_token(void **state)
{
    UNUSED(state);
    struct consent_policy policy = { new_meter() };
    struct viewer viewer = { .account = account_id(1),
                             .user_account = account_id(2),
                             .application = application_id(3),
                             .token = token_id(4) };
    struct subject subjects[203];
    for (int64_t i = 0; i < 203; i++)
        subjects[i] = (struct subject){ i, CLASS_NAME_AVATAR };
    subjects[0] = SUBJECT_NONE;
    assert_true(consent_allows(&policy, &viewer, 1, subjects, 203));
    struct consent_totals t;
    assert_true(consent_meter_find(policy.meter, APP, &t));
    assert_int_equal(t.people[CLASS_NAME_AVATAR], 200);
    assert_true(consent_meter_find(policy.meter, TOKEN, &t));
    assert_int_equal(t.people_all, 200);
    consent_meter_free(policy.meter);
}

static void ones_own_data_is_not_counted(void **state)
{
    UNUSED(state);
    struct consent_policy policy = { new_meter() };
    struct viewer viewer = { .account = account_id(1),
                             .user_account = account_id(2),
                             .application = application_id(3),
                             .token = token_id(4) };
    const struct subject own[] = { { 1, CLASS_CONTACT }, { 2, CLASS_CONTACT } };
    assert_true(consent_allows(&policy, &viewer, 1, own, 2));
    struct consent_totals t;
    assert_false(consent_meter_find(policy.meter, APP, &t));
    assert_false(consent_meter_find(policy.meter, TOKEN, &t));
    consent_meter_free(policy.meter);
}

static void sessions_are_not_applications(void **state)
{
    UNUSED(state);
    struct consent_policy policy = { new_meter() };
    struct viewer viewer = { .account = account_id(1) };
    const struct subject other = { 9, CLASS_POST_BODY };
    assert_true(consent_allows(&policy, &viewer, 1, &other, 1));
    assert_true(consent_allows(&policy, &viewer, 1, NULL, 0));
    assert_int_equal(consent_meter_uncounted(policy.meter), 0);
    consent_meter_free(policy.meter);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_for_application_and_token),
        cmocka_unit_test(ones_own_data_is_not_counted),
        cmocka_unit_test(sessions_are_not_applications),
    };
    return cmocka_run_group_tests_name("consent/policy", tests, NULL, NULL);
}
