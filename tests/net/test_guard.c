/* net/guard: every refused range at both ends, its neighbours outside, mapped forms, services. */
#include "harness/harness.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "net/guard.h"

struct address_case {
    const char *text;
    bool is_public;
};

static const struct address_case ADDRESSES[] = {
    { "0.0.0.0", false },
    { "0.255.255.255", false },
    { "1.0.0.0", true },
    { "9.255.255.255", true },
    { "10.0.0.0", false },
    { "10.255.255.255", false },
    { "11.0.0.0", true },
    { "100.63.255.255", true },
    { "100.64.0.0", false },
    { "100.127.255.255", false },
    { "100.128.0.0", true },
    { "126.255.255.255", true },
    { "127.0.0.0", false },
    { "127.255.255.255", false },
    { "128.0.0.0", true },
    { "169.253.255.255", true },
    { "169.254.169.254", false },
    { "169.255.0.0", true },
    { "172.15.255.255", true },
    { "172.16.0.0", false },
    { "172.31.255.255", false },
    { "172.32.0.0", true },
    { "191.255.255.255", true },
    { "192.0.0.0", false },
    { "192.0.0.255", false },
    { "192.0.1.0", true },
    { "192.0.2.1", false },
    { "192.0.3.0", true },
    { "192.88.98.255", true },
    { "192.88.99.1", false },
    { "192.88.100.0", true },
    { "192.167.255.255", true },
    { "192.168.0.0", false },
    { "192.168.255.255", false },
    { "192.169.0.0", true },
    { "198.17.255.255", true },
    { "198.18.0.0", false },
    { "198.19.255.255", false },
    { "198.20.0.0", true },
    { "198.51.99.255", true },
    { "198.51.100.7", false },
    { "198.51.101.0", true },
    { "203.0.112.255", true },
    { "203.0.113.7", false },
    { "203.0.114.0", true },
    { "223.255.255.255", true },
    { "224.0.0.1", false },
    { "239.255.255.255", false },
    { "240.0.0.0", false },
    { "255.255.255.255", false },
    { "::", false },
    { "::1", false },
    { "::ffff:127.0.0.1", false },
    { "::ffff:10.1.2.3", false },
    { "::ffff:169.254.169.254", false },
    { "::ffff:93.184.216.34", true },
    { "::127.0.0.1", false },
    { "::93.184.216.34", false },
    { "::ffff:0:127.0.0.1", false },
    { "64:ff9b::7f00:1", false },
    { "64:ff9b:1::1", false },
    { "100::1", false },
    { "1fff:ffff::1", false },
    { "2000::1", true },
    { "2001::1", false },
    { "2001:0:ffff::", false },
    { "2001:1::1", true },
    { "2001:10::1", false },
    { "2001:1f:ffff::", false },
    { "2001:20::1", false },
    { "2001:2f:ffff::", false },
    { "2001:30::1", true },
    { "2001:db7:ffff::", true },
    { "2001:db8::1", false },
    { "2001:db8:ffff::", false },
    { "2001:db9::1", true },
    { "2002:7f00:1::", false },
    { "2003::1", true },
    { "2606:4700::1111", true },
    { "3ffe:ffff::1", true },
    { "3fff::1", false },
    { "3fff:fff:ffff::", false },
    { "3fff:1000::1", true },
    { "4000::1", false },
    { "fc00::1", false },
    { "fdff::1", false },
    { "fe80::1", false },
    { "febf::1", false },
    { "fec0::1", false },
    { "ff02::1", false },
};

static struct sockaddr_storage address_of(const char *text)
{
    struct sockaddr_storage out = { 0 };
    struct sockaddr_in v4 = { .sin_family = AF_INET };
    struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };
    if (inet_pton(AF_INET, text, &v4.sin_addr) == 1)
        memcpy(&out, &v4, sizeof v4);
    else if (inet_pton(AF_INET6, text, &v6.sin6_addr) == 1)
        memcpy(&out, &v6, sizeof v6);
    else
        fail_msg("not an address: %s", text);
    return out;
}

static void knows_public_addresses(void **state)
{
    UNUSED(state);
    for (size_t i = 0; i < ARRAY_COUNT(ADDRESSES); i++) {
        struct sockaddr_storage address = address_of(ADDRESSES[i].text);
        if (net_address_is_public((struct sockaddr *)&address) != ADDRESSES[i].is_public)
            fail_msg("%s", ADDRESSES[i].text);
    }
}

static void knows_loopback(void **state)
{
    UNUSED(state);
    static const char *loopback[] = { "127.0.0.1", "127.255.0.9", "::1", "::ffff:127.0.0.1" };
    static const char *other[] = { "128.0.0.1", "0.0.0.0", "::", "::2", "::127.0.0.1", "10.0.0.1" };
    for (size_t i = 0; i < ARRAY_COUNT(loopback); i++) {
        struct sockaddr_storage address = address_of(loopback[i]);
        assert_true(net_address_is_loopback((struct sockaddr *)&address));
    }
    for (size_t i = 0; i < ARRAY_COUNT(other); i++) {
        struct sockaddr_storage address = address_of(other[i]);
        assert_false(net_address_is_loopback((struct sockaddr *)&address));
    }
}

static void each_policy_has_its_addresses(void **state)
{
    UNUSED(state);
    struct net_policy internet = { NET_PEERS_INTERNET, false };
    struct net_policy loopback = { NET_PEERS_LOOPBACK, false };
    struct sockaddr_storage here = address_of("127.0.0.1");
    struct sockaddr_storage there = address_of("93.184.216.34");
    struct sockaddr_storage lan = address_of("192.168.1.1");
    assert_false(net_policy_allows_address(internet, (struct sockaddr *)&here));
    assert_true(net_policy_allows_address(internet, (struct sockaddr *)&there));
    assert_false(net_policy_allows_address(internet, (struct sockaddr *)&lan));
    assert_true(net_policy_allows_address(loopback, (struct sockaddr *)&here));
    assert_false(net_policy_allows_address(loopback, (struct sockaddr *)&there));
    assert_false(net_policy_allows_address(loopback, (struct sockaddr *)&lan));
    struct sockaddr_un file = { .sun_family = AF_UNIX };
    assert_false(net_policy_allows_address(internet, (struct sockaddr *)&file));
    assert_false(net_policy_allows_address(loopback, (struct sockaddr *)&file));
}

static void each_policy_has_its_services(void **state)
{
    UNUSED(state);
    struct net_policy strict = { NET_PEERS_INTERNET, false };
    struct net_policy odd = { NET_PEERS_INTERNET, true };
    struct net_policy loopback = { NET_PEERS_LOOPBACK, false };
    assert_true(net_policy_allows_service(strict, SV("https"), 443));
    assert_false(net_policy_allows_service(strict, SV("https"), 8443));
    assert_false(net_policy_allows_service(strict, SV("http"), 80));
    assert_false(net_policy_allows_service(strict, SV("http"), 443));
    assert_true(net_policy_allows_service(odd, SV("https"), 8443));
    assert_false(net_policy_allows_service(odd, SV("https"), 22));
    assert_false(net_policy_allows_service(odd, SV("http"), 8080));
    assert_true(net_policy_allows_service(loopback, SV("http"), 3000));
    assert_true(net_policy_allows_service(loopback, SV("https"), 3000));
    assert_false(net_policy_allows_service(loopback, SV("ftp"), 21));
    assert_false(net_policy_allows_service(loopback, SV("file"), 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_public_addresses),
        cmocka_unit_test(knows_loopback),
        cmocka_unit_test(each_policy_has_its_addresses),
        cmocka_unit_test(each_policy_has_its_services),
    };
    return cmocka_run_group_tests_name("net/guard", tests, NULL, NULL);
}
