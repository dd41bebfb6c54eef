/* conf/domain: what is a domain, and of which kind. */
#include "harness/harness.h"

#include "conf/domain.h"

static void splits_and_lowers(void **state)
{
    UNUSED(state);
    struct arena a;
    arena_init(&a, 1 << 16);
    struct conf_domain domain;
    assert_ok(conf_domain_parse(&a, SV("Social.Example.COM:8443"), &domain));
    assert_sv_lit(domain.text, "social.example.com:8443");
    assert_sv_lit(domain.host, "social.example.com");
    assert_int_equal(domain.port, 8443);
    assert_ok(conf_domain_parse(&a, SV("[2001:DB8::1]"), &domain));
    assert_sv_lit(domain.host, "2001:db8::1");
    assert_int_equal(domain.port, 0);
    arena_done(&a);
}

static void knows_the_kinds(void **state)
{
    UNUSED(state);

    static const struct {
        const char *text;
        enum conf_domain_kind kind;
    } cases[] = {
        { "localhost", CONF_DOMAIN_LOOPBACK },
        { "localhost:8080", CONF_DOMAIN_LOOPBACK },
        { "a.localhost", CONF_DOMAIN_LOOPBACK },
        { "127.9.9.9:1", CONF_DOMAIN_LOOPBACK },
        { "[::1]:8080", CONF_DOMAIN_LOOPBACK },
        { "[::ffff:127.0.0.1]", CONF_DOMAIN_LOOPBACK },
        { "box", CONF_DOMAIN_PRIVATE },
        { "box.local", CONF_DOMAIN_PRIVATE },
        { "a.home.arpa", CONF_DOMAIN_PRIVATE },
        { "192.168.1.2", CONF_DOMAIN_PRIVATE },
        { "172.31.0.1", CONF_DOMAIN_PRIVATE },
        { "[fe80::1]", CONF_DOMAIN_PRIVATE },
        { "0.0.0.0", CONF_DOMAIN_PRIVATE },
        { "[::]", CONF_DOMAIN_PRIVATE },
        { "172.32.0.1", CONF_DOMAIN_PUBLIC },
        { "example.com", CONF_DOMAIN_PUBLIC },
        { "localhost.com", CONF_DOMAIN_PUBLIC },
        { "notlocalhost.org", CONF_DOMAIN_PUBLIC },
        { "xn--bcher-kva.tld", CONF_DOMAIN_PUBLIC },
        { "[2001:db8::1]", CONF_DOMAIN_PUBLIC },
    };
    struct arena a;
    arena_init(&a, 1 << 16);
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct conf_domain domain;
        print_message("%s\n", cases[i].text);
        assert_ok(conf_domain_parse(&a, sv_from(cases[i].text), &domain));
        assert_int_equal(domain.kind, cases[i].kind);
    }
    arena_done(&a);
}

static void refuses_everything_else(void **state)
{
    UNUSED(state);
    static const char *const bad[] = {
        "",
        ".",
        "a..b",
        "a.",
        ".a",
        "-a.com",
        "a-.com",
        "a_b.com",
        "a b",
        "https://a",
        "a/b",
        "a:0",
        "a:65536",
        "a:",
        "a:1:2",
        "::1",
        "[::1",
        "::1]",
        "[a]",
        "[127.0.0.1]",
        "1.2.3.4.5",
        "1.2.3",
        "300.1.1.1",
        "b\xc3\xbc"
        "cher.de",
        "a@b",
        "user@host:1",
        "[::1]8080",
        "[]",
        "a:+1",
        "a:-1",
        "a: 1",
    };
    struct arena a;
    arena_init(&a, 1 << 16);
    for (size_t i = 0; i < ARRAY_COUNT(bad); i++) {
        struct conf_domain domain;
        print_message("%s\n", bad[i]);
        assert_err(conf_domain_parse(&a, sv_from(bad[i]), &domain), ERR_PARSE);
    }
    struct conf_domain domain;
    assert_err(conf_domain_parse(&a, SV("a\0.com"), &domain), ERR_PARSE);
    char long_label[80];
    memset(long_label, 'a', sizeof long_label);
    assert_err(conf_domain_parse(&a, sv_make(long_label, 64), &domain), ERR_PARSE);
    assert_ok(conf_domain_parse(&a, sv_make(long_label, 63), &domain));
    arena_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(splits_and_lowers),
        cmocka_unit_test(knows_the_kinds),
        cmocka_unit_test(refuses_everything_else),
    };
    return cmocka_run_group_tests_name("conf/domain", tests, NULL, NULL);
}
