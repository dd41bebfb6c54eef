/* store/keys: found until evicted or forgotten, wiped then. */
#include "harness/harness.h"

#include "store/keys.h"

static struct crypto_key numbered(int64_t n)
{
    struct crypto_key key = { { 0 } };
    memcpy(key.bytes, &n, sizeof n);
    return key;
}

static void finds_and_forgets(void **state)
{
    UNUSED(state);
    struct keys *k = keys_new();
    struct crypto_key out;
    for (int64_t i = 1; i <= 1000; i++) {
        struct crypto_key key = numbered(i);
        keys_put(k, account_id(i % 10), i, &key);
    }
    assert_true(keys_find(k, account_id(7), 77, &out));
    assert_memory_equal(out.bytes, numbered(77).bytes, sizeof out.bytes);
    assert_false(keys_find(k, account_id(8), 77, &out));
    keys_forget(k, account_id(7), 77);
    assert_false(keys_find(k, account_id(7), 77, &out));
    keys_forget_account(k, account_id(3));
    for (int64_t i = 1; i <= 1000; i++)
        assert_int_equal(keys_find(k, account_id(i % 10), i, &out), i % 10 != 3 && i != 77);
    keys_free(k);
}

static void stays_bounded(void **state)
{
    UNUSED(state);
    struct keys *k = keys_new();
    struct crypto_key out;
    for (int64_t i = 1; i <= 300000; i++) {
        struct crypto_key key = numbered(i);
        keys_put(k, account_id(1), i, &key);
        assert_true(keys_find(k, account_id(1), i, &out));
        assert_memory_equal(out.bytes, key.bytes, sizeof key.bytes);
    }
    assert_false(keys_find(k, account_id(1), 1, &out));
    keys_free(k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_and_forgets),
        cmocka_unit_test(stays_bounded),
    };
    return cmocka_run_group_tests_name("store/keys", tests, NULL, NULL);
}
