/* crypto/secret: start, new keys, wiping. */
#include "crypto_fixture.h"

static void starts_twice(void **state)
{
    UNUSED(state);
    assert_ok(crypto_init());
    assert_ok(crypto_init());
}

static void new_keys_differ(void **state)
{
    UNUSED(state);
    struct crypto_key a;
    struct crypto_key b;
    crypto_key_init(&a);
    crypto_key_init(&b);
    assert_memory_not_equal(a.bytes, b.bytes, CRYPTO_KEY_BYTES);
}

static void wipes(void **state)
{
    UNUSED(state);
    static const unsigned char zeros[CRYPTO_KEY_BYTES] = { 0 };
    struct crypto_key key;
    crypto_key_init(&key);
    crypto_key_wipe(&key);
    assert_memory_equal(key.bytes, zeros, sizeof zeros);
    char text[] = "correct horse";
    struct secret s = secret_make(text, 13);
    assert_sv_lit(secret_reveal(s), "correct horse");
    secret_wipe(s);
    assert_memory_equal(text, zeros, 13);
    secret_wipe(secret_make(NULL, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CRYPTO_TEST(starts_twice),
        CRYPTO_TEST(new_keys_differ),
        CRYPTO_TEST(wipes),
    };
    return cmocka_run_group_tests_name("crypto/secret", tests, NULL, NULL);
}
