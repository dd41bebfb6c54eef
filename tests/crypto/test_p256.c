/* crypto/p256: RFC 6979 and RFC 8291 keys, agreement from both sides, refusals. */
#include "crypto_fixture.h"

#include "crypto/p256.h"

/* RFC 6979, A.2.5. */
static const char SCALAR[] = "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721";
static const char PUBLIC[] = "0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
                             "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299";
static const char SIGNATURE[] = "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
                                "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8";
static const char ORDER[] = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";

static void signs_and_verifies(void **state)
{
    struct arena *a = *state;
    CLEANUP(p256_private_wipe) struct p256_private key;
    struct sv scalar = from_hex(a, SCALAR);
    assert_ok(p256_from_scalar((const unsigned char *)scalar.ptr, &key));
    assert_sv(BYTES(key.public.bytes), from_hex(a, PUBLIC));
    struct sv published = from_hex(a, SIGNATURE);
    assert_true(p256_verify(&key.public, SV("sample"), published));
    assert_false(p256_verify(&key.public, SV("sampled"), published));
    assert_false(p256_verify(&key.public, SV("sample"), sv_sub(published, 0, 63)));
    struct p256_signature ours = p256_sign(&key, SV("sample"));
    assert_true(p256_verify(&key.public, SV("sample"), BYTES(ours.bytes)));
    ours.bytes[40] ^= 1;
    assert_false(p256_verify(&key.public, SV("sample"), BYTES(ours.bytes)));
    unsigned char zeros[P256_SIGNATURE_BYTES] = { 0 };
    assert_false(p256_verify(&key.public, SV("sample"), BYTES(zeros)));
}

static void both_sides_agree(void **state)
{
    UNUSED(state);
    CLEANUP(p256_private_wipe) struct p256_private one;
    CLEANUP(p256_private_wipe) struct p256_private two;
    CLEANUP(crypto_key_wipe) struct crypto_key first;
    CLEANUP(crypto_key_wipe) struct crypto_key second;
    p256_generate(&one);
    p256_generate(&two);
    assert_memory_not_equal(one.scalar, two.scalar, sizeof one.scalar);
    assert_ok(p256_agree(&one, &two.public, &first));
    assert_ok(p256_agree(&two, &one.public, &second));
    assert_memory_equal(first.bytes, second.bytes, sizeof first.bytes);
    struct p256_public parsed;
    assert_ok(p256_public_parse(BYTES(one.public.bytes), &parsed));
    assert_memory_equal(parsed.bytes, one.public.bytes, sizeof parsed.bytes);
}

static void what_is_no_key_is_refused(void **state)
{
    struct arena *a = *state;
    struct p256_private key;
    struct p256_public public;
    unsigned char zeros[P256_PUBLIC_BYTES] = { 0 };
    assert_err(p256_from_scalar(zeros, &key), ERR_PARSE);
    assert_err(p256_from_scalar((const unsigned char *)from_hex(a, ORDER).ptr, &key), ERR_PARSE);
    assert_err(p256_public_parse(BYTES(zeros), &public), ERR_PARSE);
    struct sv good = from_hex(a, PUBLIC);
    assert_err(p256_public_parse(sv_sub(good, 0, 64), &public), ERR_PARSE);
    assert_err(p256_public_parse(SV(""), &public), ERR_PARSE);
    char *off = arena_copy(a, good.ptr, good.len);
    off[64] ^= 1; /* not on the curve */
    assert_err(p256_public_parse(sv_make(off, good.len), &public), ERR_PARSE);
    char *hybrid = arena_copy(a, good.ptr, good.len);
    hybrid[0] = 6;
    assert_err(p256_public_parse(sv_make(hybrid, good.len), &public), ERR_PARSE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CRYPTO_TEST(signs_and_verifies),
        CRYPTO_TEST(both_sides_agree),
        CRYPTO_TEST(what_is_no_key_is_refused),
    };
    return cmocka_run_group_tests_name("crypto/p256", tests, NULL, NULL);
}
