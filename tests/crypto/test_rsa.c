/* crypto/rsa: round trips through every form of a key, refusals, the library's own form of the same
 * signature. */
#include "crypto_fixture.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include "base/buf.h"
#include "crypto/rsa.h"

static struct rsa_key *private_key;

static int make_key(void **state)
{
    UNUSED(state);
    return crypto_init() == ERR_OK && rsa_generate(&private_key) == ERR_OK ? 0 : 1;
}

static int free_key(void **state)
{
    UNUSED(state);
    rsa_key_free(private_key);
    return 0;
}

static void signs_and_verifies(void **state)
{
    struct arena *a = *state;
    struct sv signature;
    assert_ok(rsa_sign(a, private_key, SV("message"), &signature));
    assert_int_equal(signature.len, 256);
    CLEANUP(rsa_key_done) struct rsa_key *public = NULL;
    assert_ok(rsa_public_open(rsa_public_of(a, private_key), &public));
    assert_true(rsa_verify(public, SV("message"), signature));
    assert_true(rsa_verify(private_key, SV("message"), signature));
    assert_false(rsa_verify(public, SV("messagf"), signature));
    assert_false(rsa_verify(public, SV("message"), SV("")));
    assert_false(rsa_verify(public, SV("message"), sv_sub(signature, 0, 255)));
    assert_false(
        rsa_verify(public, SV("message"), sv_concat(a, (struct sv[]){ signature, SV("x") }, 2)));
    char *changed = arena_copy(a, signature.ptr, signature.len);
    for (size_t i = 0; i < signature.len; i += 17) {
        changed[i] = (char)(changed[i] ^ 1);
        assert_false(rsa_verify(public, SV("message"), sv_make(changed, signature.len)));
        changed[i] = (char)(changed[i] ^ 1);
    }
    assert_true(rsa_verify(public, SV("message"), sv_make(changed, signature.len)));
}

static void public_keys_survive_packing(void **state)
{
    struct arena *a = *state;
    struct rsa_public key = rsa_public_of(a, private_key);
    struct sv packed = rsa_public_pack(a, key);
    struct rsa_public again;
    assert_ok(rsa_public_unpack(packed, &again));
    assert_sv(again.modulus, key.modulus);
    assert_sv(again.exponent, key.exponent);
    assert_err(rsa_public_unpack(SV(""), &again), ERR_PARSE);
    assert_err(rsa_public_unpack(sv_sub(packed, 0, 2), &again), ERR_PARSE);
    assert_err(rsa_public_unpack(sv_sub(packed, 0, 2 + key.modulus.len), &again), ERR_PARSE);
}

static void private_keys_survive_storage(void **state)
{
    struct arena *a = *state;
    struct secret der;
    assert_ok(rsa_private_export(a, private_key, &der));
    CLEANUP(rsa_key_done) struct rsa_key *again = NULL;
    assert_ok(rsa_private_open(der, &again));
    struct sv one;
    struct sv two;
    /* PKCS #1 v1.5 is deterministic: the same key gives the same signature. */
    assert_ok(rsa_sign(a, private_key, SV("message"), &one));
    assert_ok(rsa_sign(a, again, SV("message"), &two));
    assert_sv(two, one);
}

static void refuses_damaged_private_keys(void **state)
{
    struct arena *a = *state;
    struct secret der;
    assert_ok(rsa_private_export(a, private_key, &der));
    struct rsa_key *out = NULL;
    for (size_t len = 0; len < der.secret_len; len += 7)
        assert_err(rsa_private_open(secret_make(der.secret_ptr, len), &out), ERR_PARSE);
    unsigned char *longer = arena_alloc(a, der.secret_len + 1);
    memcpy(longer, der.secret_ptr, der.secret_len);
    assert_err(rsa_private_open(secret_make(longer, der.secret_len + 1), &out), ERR_PARSE);
    assert_null(out);
}

static struct sv pem_of(struct arena *a, EVP_PKEY *pkey, bool is_pkcs1)
{
    BIO *bio = BIO_new(BIO_s_mem());
    if (is_pkcs1) {
        unsigned char *der = NULL;
        int size = i2d_PublicKey(pkey, &der);
        assert_true(PEM_write_bio(bio, "RSA PUBLIC KEY", "", der, size) > 0);
        OPENSSL_free(der);
    } else {
        assert_int_equal(PEM_write_bio_PUBKEY(bio, pkey), 1);
    }
    char *text = NULL;
    long len = BIO_get_mem_data(bio, &text);
    struct sv pem = sv_copy(a, sv_make(text, (size_t)len));
    BIO_free(bio);
    return pem;
}

static void reads_both_forms_of_pem(void **state)
{
    struct arena *a = *state;
    EVP_PKEY *pkey = EVP_RSA_gen(2048);
    struct rsa_public spki;
    struct rsa_public pkcs1;
    assert_ok(rsa_public_from_pem(a, pem_of(a, pkey, false), &spki));
    assert_ok(rsa_public_from_pem(a, pem_of(a, pkey, true), &pkcs1));
    assert_sv(pkcs1.modulus, spki.modulus);
    assert_sv_lit(spki.exponent, "\x01\x00\x01");
    CLEANUP(rsa_key_done) struct rsa_key *opened = NULL;
    assert_ok(rsa_public_open(spki, &opened));
    assert_sv(rsa_public_to_pem(a, opened), pem_of(a, pkey, false));
    EVP_PKEY_free(pkey);
}

static void tolerates_how_peers_write_pem(void **state)
{
    struct arena *a = *state;
    struct sv pem = rsa_public_to_pem(a, private_key);
    struct rsa_public key;
    struct sv around[] = { SV("text before\n"), pem, SV("\ntext behind") };
    assert_ok(rsa_public_from_pem(a, sv_concat(a, around, 3), &key));
    assert_ok(rsa_public_from_pem(a, sv_trim(pem), &key));

    struct buf crlf;
    buf_init(&crlf, a, RSA_PEM_BYTES_MAX);
    struct sv line;
    while (sv_split(&pem, '\n', &line)) {
        buf_sv(&crlf, line);
        buf_lit(&crlf, "\r\n");
    }
    assert_ok(rsa_public_from_pem(a, buf_view(&crlf), &key));
    assert_sv(key.modulus, rsa_public_of(a, private_key).modulus);
}

static void refuses_other_pem(void **state)
{
    struct arena *a = *state;
    struct rsa_public key;
    struct sv pem = rsa_public_to_pem(a, private_key);
    for (size_t len = 0; len < pem.len - 26; len += 5)
        assert_err(rsa_public_from_pem(a, sv_sub(pem, 0, len), &key), ERR_PARSE);
    EVP_PKEY *small = EVP_RSA_gen(1024);
    assert_err(rsa_public_from_pem(a, pem_of(a, small, false), &key), ERR_PARSE);
    EVP_PKEY_free(small);
    EVP_PKEY *curve = EVP_EC_gen("P-256");
    assert_err(rsa_public_from_pem(a, pem_of(a, curve, false), &key), ERR_PARSE);
    EVP_PKEY_free(curve);
    assert_err(rsa_public_from_pem(a,
                                   SV("-----BEGIN PUBLIC KEY-----\nProc-Type: 4,ENCRYPTED\n"
                                      "DEK-Info: AES-128-CBC,00\n\nAAAA\n"
                                      "-----END PUBLIC KEY-----\n"),
                                   &key),
               ERR_PARSE);
    char *big = arena_alloc(a, RSA_PEM_BYTES_MAX + 1);
    memset(big, '\n', RSA_PEM_BYTES_MAX + 1);
    memcpy(big, pem.ptr, pem.len);
    assert_ok(rsa_public_from_pem(a, sv_make(big, RSA_PEM_BYTES_MAX), &key));
    assert_err(rsa_public_from_pem(a, sv_make(big, RSA_PEM_BYTES_MAX + 1), &key), ERR_PARSE);
}

/* A modulus of `bytes`, first byte `first`, last byte `last`. */
static struct sv number(struct arena *a, size_t bytes, unsigned char first, unsigned char last)
{
    unsigned char *n = arena_alloc(a, bytes);
    memset(n, 0x5a, bytes);
    n[0] = first;
    n[bytes - 1] = last;
    return sv_make(n, bytes);
}

static enum err open_numbers(struct sv modulus, struct sv exponent)
{
    CLEANUP(rsa_key_done) struct rsa_key *key = NULL;
    struct rsa_public public = { modulus, exponent };
    return rsa_public_open(public, &key);
}

static void bounds_the_numbers(void **state)
{
    struct arena *a = *state;
    struct sv e = SV("\x01\x00\x01");
    struct sv good = number(a, 256, 0x80, 1);
    assert_ok(open_numbers(good, e));
    assert_ok(open_numbers(sv_concat(a, (struct sv[]){ SV("\0\0"), good }, 2), e));
    assert_ok(open_numbers(good, SV("\x03")));
    assert_ok(open_numbers(number(a, 1024, 0xff, 1), e));
    assert_err(open_numbers(number(a, 1025, 1, 1), e), ERR_PARSE);
    assert_err(open_numbers(number(a, 256, 0x7f, 1), e), ERR_PARSE);
    assert_err(open_numbers(number(a, 128, 0xff, 1), e), ERR_PARSE);
    assert_err(open_numbers(number(a, 256, 0x80, 2), e), ERR_PARSE);
    assert_err(open_numbers(SV(""), e), ERR_PARSE);
    assert_err(open_numbers(good, SV("")), ERR_PARSE);
    assert_err(open_numbers(good, SV("\x01")), ERR_PARSE);
    assert_err(open_numbers(good, SV("\x02")), ERR_PARSE);
    assert_err(open_numbers(good, SV("\x01\x00\x00\x00\x00\x00\x00\x00\x01")), ERR_PARSE);
}

static void agrees_with_the_librarys_own_signature(void **state)
{
    struct arena *a = *state;
    struct secret der;
    assert_ok(rsa_private_export(a, private_key, &der));
    const unsigned char *at = der.secret_ptr;
    EVP_PKEY *pkey = d2i_AutoPrivateKey(NULL, &at, (long)der.secret_len);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    unsigned char signature[256];
    size_t size = sizeof signature;
    assert_int_equal(EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, pkey), 1);
    assert_int_equal(EVP_DigestSign(context, signature, &size, (const unsigned char *)"message", 7),
                     1);
    struct sv ours;
    assert_ok(rsa_sign(a, private_key, SV("message"), &ours));
    assert_sv(ours, sv_make(signature, size));
    EVP_MD_CTX_free(context);
    /* The same key with SHA-512 is another signature, which SHA-256 does not take. */
    context = EVP_MD_CTX_new();
    size = sizeof signature;
    assert_int_equal(EVP_DigestSignInit(context, NULL, EVP_sha512(), NULL, pkey), 1);
    assert_int_equal(EVP_DigestSign(context, signature, &size, (const unsigned char *)"message", 7),
                     1);
    assert_false(rsa_verify(private_key, SV("message"), sv_make(signature, size)));
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(pkey);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CRYPTO_TEST(signs_and_verifies),
        CRYPTO_TEST(public_keys_survive_packing),
        CRYPTO_TEST(private_keys_survive_storage),
        CRYPTO_TEST(refuses_damaged_private_keys),
        CRYPTO_TEST(reads_both_forms_of_pem),
        CRYPTO_TEST(tolerates_how_peers_write_pem),
        CRYPTO_TEST(refuses_other_pem),
        CRYPTO_TEST(bounds_the_numbers),
        CRYPTO_TEST(agrees_with_the_librarys_own_signature),
    };
    return cmocka_run_group_tests_name("crypto/rsa", tests, make_key, free_key);
}
