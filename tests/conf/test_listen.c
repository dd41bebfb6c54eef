/* conf/listen: the three forms. */
#include "harness/harness.h"

#include "conf/listen.h"

static void reads_the_three_forms(void **state)
{
    UNUSED(state);
    struct arena a;
    arena_init(&a, 1 << 16);
    struct conf_listen listen;
    assert_ok(conf_listen_parse(&a, SV("0.0.0.0:80"), &listen));
    assert_string_equal(listen.host, "0.0.0.0");
    assert_int_equal(listen.port, 80);
    assert_false(listen.is_loopback);
    assert_ok(conf_listen_parse(&a, SV("[::1]:8080"), &listen));
    assert_string_equal(listen.host, "::1");
    assert_true(listen.is_loopback);
    assert_ok(conf_listen_parse(&a, SV("localhost:8080"), &listen));
    assert_string_equal(listen.host, "127.0.0.1");
    assert_ok(conf_listen_parse(&a, SV("unix:/run/efface.sock"), &listen));
    assert_true(listen.is_unix);
    assert_string_equal(listen.path, "/run/efface.sock");
    arena_done(&a);
}

static void refuses_the_rest(void **state)
{
    UNUSED(state);
    static const char *const bad[] = {
        "", "8080", ":8080", "127.0.0.1", "example.com:80", "unix:", "127.0.0.1:http"
    };
    struct arena a;
    arena_init(&a, 1 << 16);
    struct conf_listen listen;
    for (size_t i = 0; i < ARRAY_COUNT(bad); i++) {
        print_message("%s\n", bad[i]);
        assert_err(conf_listen_parse(&a, sv_from(bad[i]), &listen), ERR_PARSE);
    }
    char path[5 + 108];
    memset(path, 'p', sizeof path);
    memcpy(path, "unix:", 5);
    assert_err(conf_listen_parse(&a, sv_make(path, sizeof path), &listen), ERR_PARSE);
    assert_ok(conf_listen_parse(&a, sv_make(path, sizeof path - 1), &listen));
    arena_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_the_three_forms),
        cmocka_unit_test(refuses_the_rest),
    };
    return cmocka_run_group_tests_name("conf/listen", tests, NULL, NULL);
}
