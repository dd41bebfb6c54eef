/* http/address: parsing, networks, the client behind proxies. */
#include "harness/harness.h"

#include "http/address.h"

static struct arena a;

static struct sv round_trip(const char *text)
{
    struct http_address address;
    return http_address_parse(sv_from(text), &address) ? http_address_text(&a, &address)
                                                       : SV("refused");
}

static void reads_addresses(void **state)
{
    UNUSED(state);
    assert_sv_lit(round_trip("192.0.2.1"), "192.0.2.1");
    assert_sv_lit(round_trip("192.0.2.1:8080"), "192.0.2.1");
    assert_sv_lit(round_trip("2001:db8::1"), "2001:db8::1");
    assert_sv_lit(round_trip("[2001:db8::1]:443"), "2001:db8::1");
    assert_sv_lit(round_trip("[2001:db8::1]"), "2001:db8::1");
    assert_sv_lit(round_trip("::ffff:192.0.2.1"), "192.0.2.1");
    assert_sv_lit(round_trip("unknown"), "refused");
    assert_sv_lit(round_trip(""), "refused");
    assert_sv_lit(round_trip("1.2.3"), "refused");
    assert_sv_lit(round_trip("fe80::1%eth0"), "refused");
}

static bool is_in(const char *network_text, const char *address_text)
{
    struct http_network network;
    struct http_address address;
    assert_true(http_network_parse(sv_from(network_text), &network));
    assert_true(http_address_parse(sv_from(address_text), &address));
    return http_network_has(&network, &address);
}

static void knows_networks(void **state)
{
    UNUSED(state);
    assert_true(is_in("10.0.0.0/8", "10.255.1.2"));
    assert_false(is_in("10.0.0.0/8", "11.0.0.1"));
    assert_true(is_in("192.0.2.128/25", "192.0.2.129"));
    assert_false(is_in("192.0.2.128/25", "192.0.2.1"));
    assert_true(is_in("2001:db8::/32", "2001:db8:1::1"));
    assert_false(is_in("2001:db8::/32", "2001:db9::1"));
    assert_true(is_in("0.0.0.0/0", "1.2.3.4"));
    assert_false(is_in("0.0.0.0/0", "2001:db8::1"));
    struct http_network network;
    assert_false(http_network_parse(SV("10.0.0.0/33"), &network));
    assert_false(http_network_parse(SV("10.0.0.0/"), &network));
    assert_false(http_network_parse(SV("10.0.0.0/-1"), &network));
}

static struct sv behind(const char *header)
{
    struct http_network trusted[2];
    struct http_address peer;
    assert_true(http_network_parse(SV("127.0.0.0/8"), &trusted[0]));
    assert_true(http_network_parse(SV("10.0.0.0/8"), &trusted[1]));
    assert_true(http_address_parse(SV("127.0.0.1"), &peer));
    struct http_address client = http_address_forwarded(sv_from(header), peer, trusted, 2);
    return http_address_text(&a, &client);
}

static void believes_only_proxies(void **state)
{
    UNUSED(state);
    assert_sv_lit(behind(""), "127.0.0.1");
    assert_sv_lit(behind("198.51.100.7"), "198.51.100.7");
    assert_sv_lit(behind("1.1.1.1, 198.51.100.7"), "198.51.100.7");
    assert_sv_lit(behind("1.1.1.1, 198.51.100.7,10.0.0.3"), "198.51.100.7");
    assert_sv_lit(behind("10.0.0.4, 10.0.0.3"), "10.0.0.4");
    assert_sv_lit(behind("nonsense"), "127.0.0.1");
    assert_sv_lit(behind("1.1.1.1, nonsense, 10.0.0.3"), "10.0.0.3");
    assert_sv_lit(behind("1.1.1.1,"), "127.0.0.1");
}

static void keys_by_network(void **state)
{
    UNUSED(state);
    struct http_address one;
    struct http_address two;
    assert_true(http_address_parse(SV("2001:db8:0:1::1"), &one));
    assert_true(http_address_parse(SV("2001:db8:0:1:ffff::2"), &two));
    assert_sv(http_address_limit_key(&one), http_address_limit_key(&two));
    assert_true(http_address_parse(SV("192.0.2.1"), &one));
    assert_true(http_address_parse(SV("192.0.2.2"), &two));
    assert_false(sv_eq(http_address_limit_key(&one), http_address_limit_key(&two)));
}

int main(void)
{
    arena_init(&a, 1 << 20);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_addresses),
        cmocka_unit_test(knows_networks),
        cmocka_unit_test(believes_only_proxies),
        cmocka_unit_test(keys_by_network),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_done(&a);
    return failed;
}
