/* crypto/random: tokens, base64url, bounds. */
#include "crypto_fixture.h"

#include "crypto/random.h"

static void encodes_base64url(void **state)
{
    assert_sv_lit(crypto_base64url(*state, SV("")), "");
    assert_sv_lit(crypto_base64url(*state, SV("f")), "Zg");
    assert_sv_lit(crypto_base64url(*state, SV("fo")), "Zm8");
    assert_sv_lit(crypto_base64url(*state, SV("foobar")), "Zm9vYmFy");
    assert_sv_lit(crypto_base64url(*state, SV("\xfb\xff\xfe")), "-__-");
}

static void tokens_are_long_and_differ(void **state)
{
    struct sv one = crypto_random_token(*state, 32);
    struct sv two = crypto_random_token(*state, 32);
    assert_int_equal(one.len, 43);
    assert_false(sv_eq(one, two));
    for (size_t i = 0; i < one.len; i++)
        assert_non_null(
            strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", one.ptr[i]));
    assert_int_equal(crypto_random_token(*state, 16).len, 22);
}

static void below_stays_below(void **state)
{
    UNUSED(state);
    unsigned seen = 0;
    for (int i = 0; i < 1000; i++) {
        uint32_t n = crypto_random_below(5);
        assert_in_range(n, 0, 4);
        seen |= 1u << n;
    }
    assert_int_equal(seen, 31);
    assert_int_equal(crypto_random_below(1), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CRYPTO_TEST(encodes_base64url),
        CRYPTO_TEST(tokens_are_long_and_differ),
        CRYPTO_TEST(below_stays_below),
    };
    return cmocka_run_group_tests_name("crypto/random", tests, NULL, NULL);
}
