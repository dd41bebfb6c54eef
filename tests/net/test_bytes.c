/* net/bytes: holders. */
#include "harness/harness.h"

#include "net/bytes.h"

static void lives_as_long_as_held(void **state)
{
    UNUSED(state);
    struct net_bytes *b = net_bytes_new(SV("hello"));
    assert_ptr_equal(net_bytes_hold(b), b);
    net_bytes_free(b);
    assert_sv_lit(net_bytes_view(b), "hello");
    net_bytes_free(b);
    net_bytes_free(NULL);
    b = net_bytes_new(SV(""));
    assert_int_equal(net_bytes_view(b).len, 0);
    net_bytes_free(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lives_as_long_as_held),
    };
    return cmocka_run_group_tests_name("net/bytes", tests, NULL, NULL);
}
