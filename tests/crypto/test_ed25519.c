/* crypto/ed25519: RFC 8032 vectors, refusals, the other library's opinion. */
#include "crypto_fixture.h"

#include <openssl/evp.h>

#include "crypto/ed25519.h"

struct vector {
    const char *seed;
    const char *public;
    const char *message;
    const char *signature;
};

/* RFC 8032, section 7.1, tests 1 to 3. */
static const struct vector VECTORS[] = {
    { "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
      "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9"
      "b4"
      "6bd25bf5f0595bbe24655141438e7a100b" },
    { "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
      "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f1"
      "1d"
      "8c387b2eaeb4302aeeb00d291612bb0c00" },
    { "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
      "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
      "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984d"
      "c6"
      "594a7c15e9716ed28dc027beceea1ec40a" },
};

static void signs_as_published(void **state)
{
    struct arena *a = *state;
    for (size_t i = 0; i < ARRAY_COUNT(VECTORS); i++) {
        CLEANUP(ed25519_private_wipe) struct ed25519_private key;
        struct sv seed = from_hex(a, VECTORS[i].seed);
        ed25519_from_seed((const unsigned char *)seed.ptr, &key);
        struct ed25519_public public = ed25519_public_of(&key);
        assert_sv(BYTES(public.bytes), from_hex(a, VECTORS[i].public));
        struct sv message = from_hex(a, VECTORS[i].message);
        struct ed25519_signature signature = ed25519_sign(&key, message);
        assert_sv(BYTES(signature.bytes), from_hex(a, VECTORS[i].signature));
        assert_true(ed25519_verify(&public, message, BYTES(signature.bytes)));
    }
}

static void refuses_what_was_changed(void **state)
{
    UNUSED(state);
    struct ed25519_private key;
    struct ed25519_private other;
    ed25519_generate(&key);
    ed25519_generate(&other);
    struct ed25519_public public = ed25519_public_of(&key);
    struct ed25519_public foreign = ed25519_public_of(&other);
    struct ed25519_signature s = ed25519_sign(&key, SV("message"));
    assert_false(ed25519_verify(&public, SV("messagf"), BYTES(s.bytes)));
    assert_false(ed25519_verify(&foreign, SV("message"), BYTES(s.bytes)));
    assert_false(ed25519_verify(&public, SV("message"), sv_make(s.bytes, 63)));
    assert_false(ed25519_verify(&public, SV("message"), SV("")));
    for (size_t i = 0; i < sizeof s.bytes; i++) {
        s.bytes[i] ^= 4;
        assert_false(ed25519_verify(&public, SV("message"), BYTES(s.bytes)));
        s.bytes[i] ^= 4;
    }
    assert_true(ed25519_verify(&public, SV("message"), BYTES(s.bytes)));
}

/* A key of small order would accept one signature for many messages. */
static void refuses_keys_of_small_order(void **state)
{
    UNUSED(state);
    struct ed25519_public identity = { { 1 } };
    struct ed25519_signature s = { { 1 } };
    assert_false(ed25519_verify(&identity, SV("message"), BYTES(s.bytes)));
}

static void openssl_agrees(void **state)
{
    UNUSED(state);
    struct ed25519_private key;
    ed25519_generate(&key);
    struct ed25519_public public = ed25519_public_of(&key);
    struct ed25519_signature s = ed25519_sign(&key, SV("message"));
    EVP_PKEY *pkey = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, public.bytes, 32);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    assert_int_equal(EVP_DigestVerifyInit(context, NULL, NULL, NULL, pkey), 1);
    assert_int_equal(EVP_DigestVerify(context, s.bytes, 64, (const unsigned char *)"message", 7),
                     1);
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(pkey);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CRYPTO_TEST(signs_as_published),
        CRYPTO_TEST(refuses_what_was_changed),
        CRYPTO_TEST(refuses_keys_of_small_order),
        CRYPTO_TEST(openssl_agrees),
    };
    return cmocka_run_group_tests_name("crypto/ed25519", tests, NULL, NULL);
}
