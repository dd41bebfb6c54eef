/* crypto/wrap: a key under a key. */
#include "crypto_fixture.h"

#include "crypto/wrap.h"

static void round_trips(void **state)
{
    UNUSED(state);
    struct crypto_key wrapping;
    struct crypto_key key;
    struct crypto_key again;
    crypto_key_init(&wrapping);
    crypto_key_init(&key);
    struct crypto_wrapped wrapped;
    crypto_wrap(&wrapping, SV("slot 7"), &key, &wrapped);
    assert_ok(crypto_unwrap(&wrapping, SV("slot 7"), &wrapped, &again));
    assert_memory_equal(again.bytes, key.bytes, sizeof key.bytes);
}

static void refuses_what_was_moved_or_changed(void **state)
{
    UNUSED(state);
    struct crypto_key wrapping;
    struct crypto_key key;
    crypto_key_init(&wrapping);
    crypto_key_init(&key);
    struct crypto_key out = key;
    struct crypto_wrapped wrapped;
    crypto_wrap(&wrapping, SV("slot 7"), &key, &wrapped);
    assert_err(crypto_unwrap(&wrapping, SV("slot 8"), &wrapped, &out), ERR_CORRUPT);
    assert_err(crypto_unwrap(&key, SV("slot 7"), &wrapped, &out), ERR_CORRUPT);
    for (size_t i = 0; i < sizeof wrapped.bytes; i++) {
        struct crypto_wrapped changed = wrapped;
        changed.bytes[i] ^= 0x10;
        assert_err(crypto_unwrap(&wrapping, SV("slot 7"), &changed, &out), ERR_CORRUPT);
    }
    struct crypto_wrapped zeros = { { 0 } };
    assert_err(crypto_unwrap(&wrapping, SV("slot 7"), &zeros, &out), ERR_CORRUPT);
    assert_memory_equal(out.bytes, key.bytes, sizeof key.bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CRYPTO_TEST(round_trips),
        CRYPTO_TEST(refuses_what_was_moved_or_changed),
    };
    return cmocka_run_group_tests_name("crypto/wrap", tests, NULL, NULL);
}
