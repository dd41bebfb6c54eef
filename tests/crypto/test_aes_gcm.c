/* crypto/aes_gcm: the first vectors of the mode's own paper. */
#include "crypto_fixture.h"

#include "crypto/aes_gcm.h"

static void seals_as_published(void **state)
{
    struct arena *a = *state;
    static const unsigned char zeros[16];
    unsigned char out[16 + AES_GCM_TAG_BYTES];
    aes_gcm_seal(zeros, zeros, SV(""), out);
    assert_sv(sv_make(out, AES_GCM_TAG_BYTES), from_hex(a, "58e2fccefa7e3061367f1d57a4e7455a"));
    aes_gcm_seal(zeros, zeros, BYTES(zeros), out);
    assert_sv(BYTES(out),
              from_hex(a, "0388dace60b6a392f328c2b971b2fe78ab6e47d42cec13bdf53a67b21257bddf"));
}

int main(void)
{
    const struct CMUnitTest tests[] = { CRYPTO_TEST(seals_as_published) };
    return cmocka_run_group_tests_name("crypto/aes_gcm", tests, NULL, NULL);
}
