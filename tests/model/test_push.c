/* model/push: addresses as apps give them, the alerts of each kind. */
#include "harness/harness.h"

#include "model/push.h"

#define KEY                                                                                        \
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
#define AUTH "BTBZMqHH6r4Tts7J_aSIgg"

static enum err parse(struct arena *a, const char *endpoint, const char *key, const char *auth,
                      bool allows_http, struct push_address *out)
{
    return push_address_parse(a, sv_from(endpoint), sv_from(key), sv_from(auth), allows_http, out);
}

static void takes_addresses(void **state)
{
    UNUSED(state);
    struct arena a;
    arena_init(&a, 1 << 20);
    struct push_address one;
    struct push_address other;
    assert_ok(parse(&a, "HTTPS://Push.example:443/a?b", KEY, AUTH, false, &one));
    assert_sv_lit(one.endpoint, "https://push.example/a?b");
    assert_sv_lit(one.origin, "https://push.example");
    assert_int_equal(one.key.len, PUSH_KEY_BYTES);
    assert_int_equal(one.auth.len, PUSH_AUTH_BYTES);
    assert_ok(
        parse(&a, "https://push.example/",
              "BCVxsr7N/eNgVRqvHtD0zTZsEc6+VV+JvLexhqUzORcxaOzi6+AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNto"
              "IAiw4=",
              "BTBZMqHH6r4Tts7J/aSIgg==", false, &other));
    assert_sv(other.key, one.key);
    assert_sv(other.auth, one.auth);
    assert_ok(parse(&a, "http://127.0.0.1:99/x", KEY, AUTH, true, &other));

    static const char *const endpoints[] = { "",
                                             "http://push.example/",
                                             "ftp://push.example/",
                                             "https://",
                                             "https://u@push.example/",
                                             "https://push.example/#x",
                                             "push.example" };
    for (size_t i = 0; i < ARRAY_COUNT(endpoints); i++)
        assert_err(parse(&a, endpoints[i], KEY, AUTH, false, &other), ERR_PARSE);
    static const char *const keys[] = { "", "====", "BCVx", KEY "AA", KEY "!", "B CVx" };
    for (size_t i = 0; i < ARRAY_COUNT(keys); i++) {
        assert_err(parse(&a, "https://push.example/", keys[i], AUTH, false, &other), ERR_PARSE);
        assert_err(parse(&a, "https://push.example/", KEY, keys[i], false, &other), ERR_PARSE);
    }
    char many[400] = { 0 };
    for (size_t i = 0; i < sizeof many - 1; i++)
        many[i] = 'A';
    assert_err(parse(&a, "https://push.example/", many, AUTH, false, &other), ERR_PARSE);
    arena_done(&a);
}

static void knows_alerts_and_policies(void **state)
{
    UNUSED(state);
    assert_int_equal(push_alert_bit(NOTIFICATION_MENTION), 1 << PUSH_ALERT_MENTION);
    assert_int_equal(push_alert_bit(NOTIFICATION_ADMIN_REPORT), 1 << PUSH_ALERT_ADMIN_REPORT);
    assert_int_equal(push_alert_bit(NOTIFICATION_FOLLOW_REQUEST), 1 << PUSH_ALERT_FOLLOW_REQUEST);
    for (enum push_policy policy = 0; policy < PUSH_POLICY_COUNT; policy++) {
        enum push_policy parsed = PUSH_POLICY_COUNT;
        assert_true(push_policy_parse(push_policy_name(policy), &parsed));
        assert_int_equal(parsed, policy);
    }
    enum push_policy policy = PUSH_POLICY_ALL;
    assert_false(push_policy_parse(SV("All"), &policy));
    assert_false(push_policy_parse(SV(""), &policy));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_addresses),
        cmocka_unit_test(knows_alerts_and_policies),
    };
    return cmocka_run_group_tests_name("model/push", tests, NULL, NULL);
}
