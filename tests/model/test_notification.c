/* model/notification: names of groups as clients see them. */
#include "harness/harness.h"

#include "model/notification.h"

static void names_groups(void **state)
{
    UNUSED(state);
    struct arena arena;
    struct arena *a = &arena;
    arena_init(a, 1 << 20);
    assert_sv_lit(
        notification_group_key(a, NOTIFICATION_FAVOURITE, notification_id(7), notification_id(9)),
        "favourite-7");
    assert_sv_lit(
        notification_group_key(a, NOTIFICATION_FAVOURITE, notification_id(0), notification_id(9)),
        "ungrouped-9");
    struct sv key = notification_group_key(a, NOTIFICATION_ADMIN_REPORT, notification_id(INT64_MAX),
                                           notification_id(9));
    enum notification_kind kind = NOTIFICATION_MENTION;
    struct notification_id group = notification_id(0);
    struct notification_id id = notification_id(0);
    assert_true(notification_group_key_parse(key, &kind, &group, &id));
    assert_int_equal(kind, NOTIFICATION_ADMIN_REPORT);
    assert_true(group.v == INT64_MAX);
    assert_true(notification_group_key_parse(SV("ungrouped-9"), &kind, &group, &id));
    assert_true(notification_id_is_none(group) && id.v == 9);
    arena_done(a);
}

static void refuses_other_names(void **state)
{
    UNUSED(state);
    static const struct sv others[] = {
        SV_INIT(""),           SV_INIT("-"),           SV_INIT("favourite"),
        SV_INIT("favourite-"), SV_INIT("favourite-0"), SV_INIT("favourite--1"),
        SV_INIT("love-1"),     SV_INIT("-1"),          SV_INIT("favourite-9223372036854775808"),
        SV_INIT("follow-1-2"),
    };
    enum notification_kind kind = NOTIFICATION_MENTION;
    struct notification_id group;
    struct notification_id id;
    for (size_t i = 0; i < ARRAY_COUNT(others); i++)
        assert_false(notification_group_key_parse(others[i], &kind, &group, &id));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_groups),
        cmocka_unit_test(refuses_other_names),
    };
    return cmocka_run_group_tests_name("model/notification", tests, NULL, NULL);
}
