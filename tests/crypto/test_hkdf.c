/* crypto/hkdf: RFC 5869, appendix A. */
#include "crypto_fixture.h"

#include "crypto/hkdf.h"

static void derives_as_published(void **state)
{
    struct arena *a = *state;
    struct sv secret = from_hex(a, "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b");
    unsigned char key[22];
    memcpy(key, secret.ptr, sizeof key);
    struct secret ikm = secret_make(key, sizeof key);
    unsigned char out[HKDF_BYTES_MAX];
    hkdf_sha256(from_hex(a, "000102030405060708090a0b0c"), ikm, from_hex(a, "f0f1f2f3f4f5f6f7f8f9"),
                out, sizeof out);
    assert_sv(BYTES(out),
              from_hex(a, "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"));
    hkdf_sha256(SV(""), ikm, SV(""), out, sizeof out);
    assert_sv(BYTES(out),
              from_hex(a, "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"));
    unsigned char less[12];
    hkdf_sha256(SV(""), ikm, SV(""), less, sizeof less);
    assert_memory_equal(less, out, sizeof less);
}

int main(void)
{
    const struct CMUnitTest tests[] = { CRYPTO_TEST(derives_as_published) };
    return cmocka_run_group_tests_name("crypto/hkdf", tests, NULL, NULL);
}
