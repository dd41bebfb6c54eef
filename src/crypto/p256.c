/* P-256. */
#include "crypto/p256.h"

#include <assert.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/param_build.h>
#include <string.h>

#include "crypto/random.h"

/* Our own keys fit and memory is there, or the process ends: what comes from outside was parsed before. */
#define MUST(call)                                                                                 \
    do {                                                                                           \
        bool is_done = (call);                                                                     \
        assert(is_done && "libcrypto failed");                                                     \
    } while (0)

static void pkey_done(EVP_PKEY **key)
{
    EVP_PKEY_free(*key);
}

static void pkey_ctx_done(EVP_PKEY_CTX **ctx)
{
    EVP_PKEY_CTX_free(*ctx);
}

static void bn_done(BIGNUM **number)
{
    BN_clear_free(*number);
}

static void group_done(EC_GROUP **group)
{
    EC_GROUP_free(*group);
}

static void point_done(EC_POINT **point)
{
    EC_POINT_clear_free(*point);
}

static void build_done(OSSL_PARAM_BLD **build)
{
    OSSL_PARAM_BLD_free(*build);
}

static void params_done(OSSL_PARAM **params)
{
    OSSL_PARAM_free(*params);
}

static void digest_done(EVP_MD_CTX **ctx)
{
    EVP_MD_CTX_free(*ctx);
}

static void signature_done(ECDSA_SIG **signature)
{
    ECDSA_SIG_free(*signature);
}

/* Open a key for the library; NULL when the point is none. private: may be NULL */
static EVP_PKEY *key_open(const struct p256_public *public, const struct p256_private *private)
{
    CLEANUP(build_done) OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
    CLEANUP(bn_done) BIGNUM *scalar = NULL;
    CLEANUP(pkey_ctx_done) EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
    MUST(build != NULL && ctx != NULL);
    MUST(OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) == 1);
    MUST(OSSL_PARAM_BLD_push_octet_string(build, OSSL_PKEY_PARAM_PUB_KEY, public->bytes,
                                          sizeof public->bytes) == 1);
    if (private != NULL) {
        scalar = BN_bin2bn(private->scalar, P256_PRIVATE_BYTES, BN_secure_new());
        MUST(scalar != NULL &&
             OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_PRIV_KEY, scalar) == 1);
    }
    CLEANUP(params_done) OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(build);
    MUST(params != NULL && EVP_PKEY_fromdata_init(ctx) == 1);
    EVP_PKEY *key = NULL;
    int selection = private != NULL ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY;
    return EVP_PKEY_fromdata(ctx, &key, selection, params) == 1 ? key : NULL;
}

enum err p256_from_scalar(const unsigned char scalar[P256_PRIVATE_BYTES], struct p256_private *out)
{
    CLEANUP(group_done) EC_GROUP *group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
    CLEANUP(bn_done) BIGNUM *number = BN_bin2bn(scalar, P256_PRIVATE_BYTES, BN_secure_new());
    MUST(group != NULL && number != NULL);
    BN_set_flags(number, BN_FLG_CONSTTIME);
    if (BN_is_zero(number) || BN_cmp(number, EC_GROUP_get0_order(group)) >= 0)
        return ERR_PARSE;
    CLEANUP(point_done) EC_POINT *point = EC_POINT_new(group);
    MUST(point != NULL && EC_POINT_mul(group, point, number, NULL, NULL, NULL) == 1);
    memcpy(out->scalar, scalar, P256_PRIVATE_BYTES);
    MUST(EC_POINT_point2oct(group, point, POINT_CONVERSION_UNCOMPRESSED, out->public.bytes,
                            P256_PUBLIC_BYTES, NULL) == P256_PUBLIC_BYTES);
    return ERR_OK;
}

void p256_generate(struct p256_private *out)
{
    unsigned char scalar[P256_PRIVATE_BYTES];
    do {
        crypto_random_bytes(scalar, sizeof scalar);
    } while (p256_from_scalar(scalar, out) != ERR_OK);
    secret_wipe(secret_make(scalar, sizeof scalar));
}

void p256_private_wipe(struct p256_private *key)
{
    secret_wipe(secret_make((unsigned char *)key, sizeof *key));
}

enum err p256_public_parse(struct sv bytes, struct p256_public *out)
{
    struct p256_public public;
    if (bytes.len != sizeof public.bytes || bytes.ptr[0] != POINT_CONVERSION_UNCOMPRESSED)
        return ERR_PARSE;
    memcpy(public.bytes, bytes.ptr, sizeof public.bytes);
    CLEANUP(pkey_done) EVP_PKEY *key = key_open(&public, NULL);
    if (key == NULL)
        return ERR_PARSE;
    CLEANUP(pkey_ctx_done) EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);
    MUST(ctx != NULL);
    if (EVP_PKEY_public_check(ctx) != 1)
        return ERR_PARSE;
    *out = public;
    return ERR_OK;
}

enum err p256_agree(const struct p256_private *key, const struct p256_public *other,
                    struct crypto_key *out)
{
    CLEANUP(pkey_done) EVP_PKEY *theirs = key_open(other, NULL);
    if (theirs == NULL)
        return ERR_PARSE;
    CLEANUP(pkey_done) EVP_PKEY *ours = key_open(&key->public, key);
    MUST(ours != NULL);
    CLEANUP(pkey_ctx_done) EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(NULL, ours, NULL);
    size_t len = sizeof out->bytes;
    MUST(ctx != NULL && EVP_PKEY_derive_init(ctx) == 1);
    if (EVP_PKEY_derive_set_peer(ctx, theirs) != 1)
        return ERR_PARSE;
    MUST(EVP_PKEY_derive(ctx, out->bytes, &len) == 1 && len == sizeof out->bytes);
    return ERR_OK;
}

/* From the library's ASN.1. */
static void signature_unpack(const unsigned char *der, size_t len, struct p256_signature *out)
{
    CLEANUP(signature_done) ECDSA_SIG *parsed = d2i_ECDSA_SIG(NULL, &der, (long)len);
    MUST(parsed != NULL);
    int half = P256_SIGNATURE_BYTES / 2;
    MUST(BN_bn2binpad(ECDSA_SIG_get0_r(parsed), out->bytes, half) == half);
    MUST(BN_bn2binpad(ECDSA_SIG_get0_s(parsed), out->bytes + half, half) == half);
}

struct p256_signature p256_sign(const struct p256_private *key, struct sv message)
{
    unsigned char der[128];
    size_t len = sizeof der;
    struct p256_signature out;
    CLEANUP(pkey_done) EVP_PKEY *opened = key_open(&key->public, key);
    CLEANUP(digest_done) EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    MUST(opened != NULL && ctx != NULL);
    MUST(EVP_DigestSignInit_ex(ctx, NULL, "SHA256", NULL, NULL, opened, NULL) == 1);
    MUST(EVP_DigestSign(ctx, der, &len, (const unsigned char *)message.ptr, message.len) == 1);
    signature_unpack(der, len, &out);
    return out;
}

/* Into the library's ASN.1, on its heap; 0 when the numbers are none. */
static int signature_pack(struct sv signature, unsigned char **out)
{
    int half = P256_SIGNATURE_BYTES / 2;
    const unsigned char *bytes = (const unsigned char *)signature.ptr;
    CLEANUP(signature_done) ECDSA_SIG *pair = ECDSA_SIG_new();
    BIGNUM *r = BN_bin2bn(bytes, half, NULL);
    BIGNUM *s = BN_bin2bn(bytes + half, half, NULL);
    MUST(pair != NULL && r != NULL && s != NULL && ECDSA_SIG_set0(pair, r, s) == 1);
    return i2d_ECDSA_SIG(pair, out);
}

bool p256_verify(const struct p256_public *key, struct sv message, struct sv signature)
{
    if (signature.len != P256_SIGNATURE_BYTES)
        return false;
    CLEANUP(pkey_done) EVP_PKEY *opened = key_open(key, NULL);
    CLEANUP(digest_done) EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    unsigned char *der = NULL;
    int len = signature_pack(signature, &der);
    MUST(ctx != NULL);
    bool is_right = opened != NULL && len > 0 &&
                    EVP_DigestVerifyInit_ex(ctx, NULL, "SHA256", NULL, NULL, opened, NULL) == 1 &&
                    EVP_DigestVerify(ctx, der, (size_t)len, (const unsigned char *)message.ptr,
                                     message.len) == 1;
    OPENSSL_free(der);
    return is_right;
}
