/* model/redirect: where an application may send people back to. */
#include "harness/harness.h"

#include "model/redirect.h"

static const char *const legal[] = {
    "https://app.example/cb",    "http://localhost:3000/", "https://app.example?x=1",
    "urn:ietf:wg:oauth:2.0:oob", "com.example.app:/oauth", "myapp://callback",
    "HTTPS://APP.example/",
};

static const char *const refused[] = {
    "",
    "/relative",
    "app.example/cb",
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "https:app.example",
    "https://",
    "https:///path",
    "https://app.example/#fragment",
    "https://app.example/\r\nSet-Cookie: x",
    "https://app.example/a b",
    "https://app.example/\xC3\xBC",
    "1abc:x",
    ":x",
    "myapp:",
};

static void tells_legal_addresses(void **state)
{
    UNUSED(state);
    for (size_t i = 0; i < ARRAY_COUNT(legal); i++) {
        if (!redirect_is_legal(sv_from(legal[i])))
            fail_msg("refused: %s", legal[i]);
    }
    for (size_t i = 0; i < ARRAY_COUNT(refused); i++) {
        if (redirect_is_legal(sv_from(refused[i])))
            fail_msg("taken: %s", refused[i]);
    }
}

static void compares_whole_addresses(void **state)
{
    UNUSED(state);
    struct sv registered = SV("https://a.example/cb\nmyapp://x");
    assert_true(redirect_is_registered(registered, SV("https://a.example/cb")));
    assert_true(redirect_is_registered(registered, SV("myapp://x")));
    assert_false(redirect_is_registered(registered, SV("https://a.example/cb/")));
    assert_false(redirect_is_registered(registered, SV("https://a.example/c")));
    assert_false(redirect_is_registered(registered, SV("https://a.example/cb\nmyapp://x")));
    assert_false(redirect_is_registered(registered, SV("")));
}

static void adds_parameters(void **state)
{
    UNUSED(state);
    struct arena a;
    arena_init(&a, 1 << 20);
    assert_sv_lit(redirect_add(&a, SV("https://a.example/"), SV("code"), SV("x&y")),
                  "https://a.example/?code=x%26y");
    assert_sv_lit(redirect_add(&a, SV("https://a.example/?a=1"), SV("state"), SV("\r\n")),
                  "https://a.example/?a=1&state=%0D%0A");
    arena_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_legal_addresses),
        cmocka_unit_test(compares_whole_addresses),
        cmocka_unit_test(adds_parameters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
