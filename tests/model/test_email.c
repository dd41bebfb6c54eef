/* model/email: which addresses are taken, and in what form they compare. */
#include "harness/harness.h"

#include "model/email.h"

static const char *const refused[] = {
    "",        "alice",          "@example.org",          "alice@",
    "a@b@c.d", ".a@example.org", "a.@example.org",        "a..b@example.org",
    "a b@c.d", "a@[127.0.0.1]",  "a@127.0.0.1",           "a@example.org:25",
    "a\"@b.c", "a@exa mple.org", "a@example.org\r\nBcc:", "a<b>@example.org",
};

static void reads_addresses(void **state)
{
    UNUSED(state);
    struct arena a;
    arena_init(&a, 1 << 20);
    struct sv out;
    assert_true(email_parse(&a, SV(" Alice.B+tag@Example.ORG "), &out));
    assert_sv_lit(out, "alice.b+tag@example.org");
    assert_true(email_parse(&a,
                            SV("a@b\xC3\xBC"
                               "cher.example"),
                            &out));
    assert_sv_lit(out, "a@xn--bcher-kva.example");
    for (size_t i = 0; i < ARRAY_COUNT(refused); i++) {
        if (email_parse(&a, sv_from(refused[i]), &out))
            fail_msg("taken: %s", refused[i]);
    }
    char long_local[80];
    memset(long_local, 'a', 65);
    assert_false(email_parse(&a, sv_printf(&a, "%.65s@example.org", long_local), &out));
    assert_true(email_parse(&a, sv_printf(&a, "%.64s@example.org", long_local), &out));
    arena_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(reads_addresses) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
