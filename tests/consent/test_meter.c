/* consent/meter: exact within its bounds, honest beyond them. */
#include "harness/harness.h"

#include "base/clock.h"
#include "consent/meter.h"

static const struct consent_grantee APP = { CONSENT_GRANTEE_APPLICATION, 7 };
static const struct consent_grantee TOKEN = { CONSENT_GRANTEE_TOKEN, 7 };

static struct consent_meter *new_meter(size_t people_max, size_t cap_bytes)
{
    return consent_meter_new(&(struct consent_meter_settings){ people_max, cap_bytes });
}

static void people_are_counted_once_a_class(void **state)
{
    UNUSED(state);
    struct consent_meter *m = new_meter(100, 1 << 20);
    const struct subject seen[] = {
        { 1, CLASS_POST_BODY }, { 1, CLASS_NAME_AVATAR }, { 2, CLASS_POST_BODY },
        { 0, CLASS_NONE },      { 1, CLASS_POST_BODY },
    };
    for (int round = 0; round < 3; round++)
        consent_meter_count(m, APP, MS_PER_DAY, seen, ARRAY_COUNT(seen));
    struct consent_totals t;
    assert_true(consent_meter_find(m, APP, &t));
    assert_int_equal(t.day, 1);
    assert_int_equal(t.people[CLASS_POST_BODY], 2);
    assert_int_equal(t.people[CLASS_NAME_AVATAR], 1);
    assert_int_equal(t.people[CLASS_RELATIONS], 0);
    assert_int_equal(t.people_all, 2);
    assert_int_equal(t.reads[CLASS_POST_BODY], 9);
    assert_int_equal(t.reads[CLASS_NAME_AVATAR], 3);
    assert_false(t.is_least);
    assert_false(consent_meter_find(m, TOKEN, &t));
    consent_meter_free(m);
}

static void past_a_bound_it_says_so(void **state)
{
    UNUSED(state);
    struct consent_meter *m = new_meter(100, 1 << 20);
    for (int64_t who = 1; who <= 1000; who++) {
        consent_meter_count(m, APP, MS_PER_DAY, &(struct subject){ who, CLASS_POST_BODY }, 1);
        struct consent_totals t;
        assert_true(consent_meter_find(m, APP, &t));
        assert_int_equal(t.people_all, who < 100 ? who : 100);
        assert_int_equal(t.is_least, who > 100);
        assert_int_equal(t.reads[CLASS_POST_BODY], who);
    }
    /* Whom it knows it still counts in further classes. */
    consent_meter_count(m, APP, MS_PER_DAY, &(struct subject){ 5, CLASS_CONTACT }, 1);
    struct consent_totals t;
    assert_true(consent_meter_find(m, APP, &t));
    assert_int_equal(t.people[CLASS_CONTACT], 1);
    consent_meter_free(m);
}

static void memory_is_bounded(void **state)
{
    UNUSED(state);
    struct consent_meter *m = new_meter(1000, 4096);
    for (int64_t app = 1; app <= 1000; app++)
        consent_meter_count(m, (struct consent_grantee){ CONSENT_GRANTEE_TOKEN, app }, MS_PER_DAY,
                            &(struct subject){ 9, CLASS_POST_BODY }, 1);
    size_t found = 0;
    for (int64_t app = 1; app <= 1000; app++) {
        struct consent_totals t;
        if (consent_meter_find(m, (struct consent_grantee){ CONSENT_GRANTEE_TOKEN, app }, &t))
            found++;
    }
    assert_in_range(found, 4, 30);
    assert_int_equal(consent_meter_uncounted(m), 1000 - found);
    consent_meter_free(m);
}

static void a_new_day_begins_at_nothing(void **state)
{
    UNUSED(state);
    struct consent_meter *m = new_meter(100, 1 << 20);
    const struct subject one = { 1, CLASS_POST_BODY };
    consent_meter_count(m, APP, 2 * MS_PER_DAY - 1, &one, 1);
    consent_meter_count(m, TOKEN, 2 * MS_PER_DAY, &one, 1);
    struct consent_totals t;
    assert_false(consent_meter_find(m, APP, &t));
    assert_true(consent_meter_find(m, TOKEN, &t));
    /* A clock that jumps back forgets nothing. */
    consent_meter_count(m, TOKEN, MS_PER_DAY, &one, 1);
    assert_true(consent_meter_find(m, TOKEN, &t));
    assert_int_equal(t.reads[CLASS_POST_BODY], 2);
    assert_int_equal(t.day, 2);
    consent_meter_free(m);
}

static void the_erased_are_forgotten(void **state)
{
    UNUSED(state);
    struct consent_meter *m = new_meter(100, 1 << 20);
    const struct subject one = { 1, CLASS_POST_BODY };
    consent_meter_count(m, APP, MS_PER_DAY, &one, 1);
    consent_meter_count(m, TOKEN, MS_PER_DAY, &one, 1);
    consent_meter_forget_subject(m, account_id(1));
    consent_meter_forget_subject(m, account_id(2));
    struct consent_totals t;
    assert_true(consent_meter_find(m, APP, &t));
    assert_int_equal(t.people_all, 1);
    consent_meter_count(m, APP, MS_PER_DAY, &one, 1);
    assert_true(consent_meter_find(m, APP, &t));
    assert_int_equal(t.people_all, 2);
    consent_meter_forget_grantee(m, TOKEN);
    consent_meter_forget_grantee(m, TOKEN);
    assert_false(consent_meter_find(m, TOKEN, &t));
    assert_true(consent_meter_find(m, APP, &t));
    consent_meter_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(people_are_counted_once_a_class),
        cmocka_unit_test(past_a_bound_it_says_so),
        cmocka_unit_test(memory_is_bounded),
        cmocka_unit_test(a_new_day_begins_at_nothing),
        cmocka_unit_test(the_erased_are_forgotten),
    };
    return cmocka_run_group_tests_name("consent/meter", tests, NULL, NULL);
}
