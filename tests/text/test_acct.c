/* text/acct: the forms of an address, and what is none. */
#include "harness/harness.h"

#include <string.h>

#include "text/acct.h"

static void reads_addresses(void **state)
{
    UNUSED(state);

    static const struct {
        const char *in, *username, *host;
    } cases[] = {
        { "alice", "alice", "" },
        { "@alice", "alice", "" },
        { " alice@a.example ", "alice", "a.example" },
        { "@Alice@A.example:3000", "Alice", "A.example:3000" },
        { "acct:alice@a.example", "alice", "a.example" },
        { "ACCT:@al.i-ce_@münchen.example", "al.i-ce_", "münchen.example" },
        { "x@localhost:8080", "x", "localhost:8080" },
        { "a@xn--mnchen-3ya.example", "a", "xn--mnchen-3ya.example" },
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct acct acct;
        assert_ok(acct_parse(sv_from(cases[i].in), &acct));
        assert_sv(acct.username, sv_from(cases[i].username));
        assert_sv(acct.host, sv_from(cases[i].host));
    }
}

static void refuses_others(void **state)
{
    UNUSED(state);
    static const char *const bad[] = {
        "",       "@",           "@@a",   "a@",        "a b",         "a@b c", "a@b/c", "a@.b",
        "a@b..c", "a@b-",        "a@b:0", "a@b:65536", "a@b:",        "a@b:x", "a@b@c", ".a@b",
        "a-@b",   "é@b.example", "acct:", "a@[::1]",   "https://a/b", "a@b?c", "a@b#c", "a@b:1:2"
    };
    for (size_t i = 0; i < ARRAY_COUNT(bad); i++) {
        struct acct acct = { SV("untouched"), SV("") };
        assert_err(acct_parse(sv_from(bad[i]), &acct), ERR_PARSE);
        assert_sv_lit(acct.username, "untouched");
    }
    static char long_name[3000];
    memset(long_name, 'a', sizeof long_name);
    assert_false(acct_is_username(sv_make(long_name, sizeof long_name)));
    assert_true(acct_is_local_username(sv_make(long_name, 30)));
    assert_false(acct_is_local_username(sv_make(long_name, 31)));
    assert_false(acct_is_local_username(SV("a.b")));
    assert_false(acct_is_local_username(SV("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_addresses),
        cmocka_unit_test(refuses_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
