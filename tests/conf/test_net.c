/* conf/net: networks and what lies in them. */
#include "harness/harness.h"

#include "conf/net.h"

static bool holds(const char *net_text, const char *address)
{
    struct conf_net net;
    assert_true(conf_net_parse(sv_from(net_text), &net));
    return conf_net_holds(&net, sv_from(address));
}

static void holds_its_addresses_only(void **state)
{
    UNUSED(state);
    assert_true(holds("10.0.0.0/8", "10.255.0.1"));
    assert_false(holds("10.0.0.0/8", "11.0.0.1"));
    assert_true(holds("192.0.2.1", "192.0.2.1"));
    assert_false(holds("192.0.2.1", "192.0.2.2"));
    assert_true(holds("0.0.0.0/0", "8.8.8.8"));
    assert_false(holds("0.0.0.0/0", "2001:db8::1"));
    assert_true(holds("::1", "::1"));
    assert_true(holds("2001:db8::/33", "2001:db8:7fff::1"));
    assert_false(holds("2001:db8::/33", "2001:db8:8000::1"));
    /* An IPv4 client seen through an IPv6 socket is the same client. */
    assert_true(holds("127.0.0.0/8", "::ffff:127.0.0.1"));
    assert_false(holds("::1", "not an address"));
    assert_false(holds("::1", ""));
}

static void refuses_what_is_none(void **state)
{
    UNUSED(state);
    static const char *const bad[] = { "",           "10.0.0.0/33", "10.0.0.1/8", "::/129",
                                       "10.0.0.0/",  "/8",          "10.0.0/8",   "::1/-1",
                                       "fe80::1%lo", "a",           "1",          "10.0.0.0/8/8",
                                       "10.0.0.0/ 8" };
    for (size_t i = 0; i < ARRAY_COUNT(bad); i++) {
        struct conf_net net;
        print_message("%s\n", bad[i]);
        assert_false(conf_net_parse(sv_from(bad[i]), &net));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(holds_its_addresses_only),
        cmocka_unit_test(refuses_what_is_none),
    };
    return cmocka_run_group_tests_name("conf/net", tests, NULL, NULL);
}
