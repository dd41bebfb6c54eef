/* crypto/hash: published digests, and the other library's opinion. */
#include "crypto_fixture.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>

#include "crypto/hash.h"
#include "crypto/random.h"

/* FIPS 180-4 examples. */
static void sha_of_abc(void **state)
{
    struct arena *a = *state;
    struct sha256 d = crypto_sha256(SV("abc"));
    assert_sv(BYTES(d.bytes),
              from_hex(a, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    d = crypto_sha256(SV(""));
    assert_sv(BYTES(d.bytes),
              from_hex(a, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
    struct sha1 old = crypto_sha1(SV("abc"));
    assert_sv(BYTES(old.bytes), from_hex(a, "a9993e364706816aba3e25717850c26c9cd0d89d"));
    struct sha512 e = crypto_sha512(SV("abc"));
    assert_sv(BYTES(e.bytes),
              from_hex(a, "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                          "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"));
}

static void parts_are_joined(void **state)
{
    UNUSED(state);
    const struct sv parts[] = { SV_INIT("a"), SV_INIT(""), SV_INIT("bc") };
    struct sha256 joined = crypto_sha256(SV("abc"));
    struct sha256 split = crypto_sha256_parts(parts, ARRAY_COUNT(parts));
    assert_memory_equal(joined.bytes, split.bytes, sizeof joined.bytes);
}

/* RFC 7636, appendix B. */
static void sha256_as_base64url(void **state)
{
    assert_sv_lit(
        crypto_sha256_base64url(*state, SV("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")),
        "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

/* RFC 4231, cases 1, 2 and 6 (a key longer than a block). */
static void hmac_vectors(void **state)
{
    struct arena *a = *state;
    unsigned char key[131];
    memset(key, 0x0b, 20);
    struct sha256 d = crypto_hmac_sha256(secret_make(key, 20), SV("Hi There"));
    assert_sv(BYTES(d.bytes),
              from_hex(a, "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"));
    char jefe[] = "Jefe";
    d = crypto_hmac_sha256(secret_make(jefe, 4), SV("what do ya want for nothing?"));
    assert_sv(BYTES(d.bytes),
              from_hex(a, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"));
    memset(key, 0xaa, 131);
    d = crypto_hmac_sha256(secret_make(key, 131),
                           SV("Test Using Larger Than Block-Size Key - Hash Key First"));
    assert_sv(BYTES(d.bytes),
              from_hex(a, "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"));
}

static struct sv blake2_mac(struct arena *a, const struct crypto_key *key, struct sv data,
                            size_t size)
{
    EVP_MAC *mac = EVP_MAC_fetch(NULL, "BLAKE2BMAC", NULL);
    EVP_MAC_CTX *context = EVP_MAC_CTX_new(mac);
    OSSL_PARAM params[] = { OSSL_PARAM_construct_size_t(OSSL_MAC_PARAM_SIZE, &size),
                            OSSL_PARAM_construct_end() };
    unsigned char *out = arena_alloc(a, size);
    size_t len = 0;
    assert_int_equal(EVP_MAC_init(context, key->bytes, sizeof key->bytes, params), 1);
    assert_int_equal(EVP_MAC_update(context, (const unsigned char *)data.ptr, data.len), 1);
    assert_int_equal(EVP_MAC_final(context, out, &len, size), 1);
    EVP_MAC_CTX_free(context);
    EVP_MAC_free(mac);
    assert_int_equal(len, size);
    return sv_make(out, len);
}

static void keyed_hashes_agree_with_openssl(void **state)
{
    struct arena *a = *state;
    struct crypto_key key;
    crypto_key_init(&key);
    for (size_t len = 1; len < 400; len += 13) {
        char *bytes = arena_alloc(a, len);
        crypto_random_bytes(bytes, len);
        struct sv data = sv_make(bytes, len);
        struct hash16 h16 = crypto_keyed_hash16(&key, data);
        struct hash32 h32 = crypto_keyed_hash32(&key, data);
        assert_sv(BYTES(h16.bytes), blake2_mac(a, &key, data, 16));
        assert_sv(BYTES(h32.bytes), blake2_mac(a, &key, data, 32));
    }
}

static void another_key_gives_another_hash(void **state)
{
    UNUSED(state);
    struct crypto_key one;
    struct crypto_key two;
    crypto_key_init(&one);
    crypto_key_init(&two);
    struct hash16 a = crypto_keyed_hash16(&one, SV("ann@example.org"));
    struct hash16 b = crypto_keyed_hash16(&two, SV("ann@example.org"));
    assert_memory_not_equal(a.bytes, b.bytes, sizeof a.bytes);
}

static void compares(void **state)
{
    UNUSED(state);
    assert_true(crypto_is_equal(SV("abc"), SV("abc")));
    assert_true(crypto_is_equal(SV(""), (struct sv){ 0 }));
    assert_false(crypto_is_equal(SV("abc"), SV("abd")));
    assert_false(crypto_is_equal(SV("abc"), SV("ab")));
    assert_false(crypto_is_equal(SV("abc"), SV("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CRYPTO_TEST(sha_of_abc),
        CRYPTO_TEST(parts_are_joined),
        CRYPTO_TEST(sha256_as_base64url),
        CRYPTO_TEST(hmac_vectors),
        CRYPTO_TEST(keyed_hashes_agree_with_openssl),
        CRYPTO_TEST(another_key_gives_another_hash),
        CRYPTO_TEST(compares),
    };
    return cmocka_run_group_tests_name("crypto/hash", tests, NULL, NULL);
}
