/* RSA signatures: PKCS #1 v1.5 with SHA-256.
 *
 * OpenSSL finds algorithms by name at every new context, which costs as much as a small
 * verification. So an opened key keeps one prepared context, which is duplicated for each use and
 * never used itself.
 */
#include "crypto/rsa.h"

#include <assert.h>
#include <stdatomic.h>
#include <string.h>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "base/heap.h"
#include "crypto/hash.h"

struct rsa_key {
    atomic_int holders;
    bool is_private;
    EVP_PKEY *pkey;
    EVP_PKEY_CTX *verifier; /* prepared, only duplicated */
    EVP_PKEY_CTX *signer;   /* the same; NULL in a public key */
};

static void pkey_done(EVP_PKEY **pkey)
{
    EVP_PKEY_free(*pkey);
}

static void context_done(EVP_PKEY_CTX **context)
{
    EVP_PKEY_CTX_free(*context);
}

static void number_done(BIGNUM **number)
{
    BN_free(*number);
}

static void builder_done(OSSL_PARAM_BLD **builder)
{
    OSSL_PARAM_BLD_free(*builder);
}

static void params_done(OSSL_PARAM **params)
{
    OSSL_PARAM_free(*params);
}

static void bio_done(BIO **bio)
{
    BIO_free_all(*bio);
}

static void pkcs8_done(PKCS8_PRIV_KEY_INFO **info)
{
    PKCS8_PRIV_KEY_INFO_free(*info);
}

/* A context that signs or verifies SHA-256 digests; NULL when the library fails. */
static EVP_PKEY_CTX *prepare(EVP_PKEY *pkey, int (*init)(EVP_PKEY_CTX *))
{
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(pkey, NULL);
    if (context != NULL && init(context) == 1 &&
        EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1 &&
        EVP_PKEY_CTX_set_signature_md(context, EVP_sha256()) == 1)
        return context;
    EVP_PKEY_CTX_free(context);
    return NULL;
}

/* Take over *pkey and leave NULL there. */
static enum err key_new(EVP_PKEY **pkey, bool is_private, struct rsa_key **out)
{
    CLEANUP(context_done) EVP_PKEY_CTX *verifier = prepare(*pkey, EVP_PKEY_verify_init);
    CLEANUP(context_done)
    EVP_PKEY_CTX *signer = is_private ? prepare(*pkey, EVP_PKEY_sign_init) : NULL;
    if (verifier == NULL || (is_private && signer == NULL))
        return ERR_INTERNAL;
    struct rsa_key *key = heap_new(sizeof *key);
    atomic_init(&key->holders, 1);
    key->is_private = is_private;
    key->pkey = *pkey;
    key->verifier = verifier;
    key->signer = signer;
    *pkey = NULL;
    verifier = NULL;
    signer = NULL;
    *out = key;
    return ERR_OK;
}

enum err rsa_generate(struct rsa_key **out)
{
    CLEANUP(pkey_done) EVP_PKEY *pkey = EVP_RSA_gen(RSA_GENERATE_BITS);
    if (pkey == NULL)
        return ERR_INTERNAL;
    return key_new(&pkey, true, out);
}

static struct sv without_zeros(struct sv number)
{
    size_t at = 0;
    while (at < number.len && number.ptr[at] == 0)
        at++;
    return sv_from_offset(number, at);
}

static bool is_odd(struct sv number)
{
    return number.len > 0 && ((unsigned char)number.ptr[number.len - 1] & 1) != 0;
}

/* Sizes that are safe enough and cheap enough; both numbers without leading zeros. */
static bool is_legal(struct rsa_public key)
{
    size_t bytes = key.modulus.len;
    if (bytes < RSA_MODULUS_BITS_MIN / 8 || bytes > RSA_MODULUS_BYTES_MAX || !is_odd(key.modulus))
        return false;
    if (bytes == RSA_MODULUS_BITS_MIN / 8 && ((unsigned char)key.modulus.ptr[0] & 0x80) == 0)
        return false;
    if (key.exponent.len > RSA_EXPONENT_BYTES_MAX || !is_odd(key.exponent))
        return false;
    return key.exponent.len > 1 || key.exponent.ptr[0] != 1;
}

static EVP_PKEY *pkey_from_numbers(struct rsa_public key)
{
    CLEANUP(number_done)
    BIGNUM *n = BN_bin2bn((const unsigned char *)key.modulus.ptr, (int)key.modulus.len, NULL);
    CLEANUP(number_done)
    BIGNUM *e = BN_bin2bn((const unsigned char *)key.exponent.ptr, (int)key.exponent.len, NULL);
    CLEANUP(builder_done) OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
    if (n == NULL || e == NULL || builder == NULL ||
        OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, n) != 1 ||
        OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_E, e) != 1)
        return NULL;
    CLEANUP(params_done) OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(builder);
    CLEANUP(context_done) EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
    EVP_PKEY *pkey = NULL;
    if (params == NULL || context == NULL || EVP_PKEY_fromdata_init(context) != 1 ||
        EVP_PKEY_fromdata(context, &pkey, EVP_PKEY_PUBLIC_KEY, params) != 1)
        return NULL;
    return pkey;
}

enum err rsa_public_open(struct rsa_public key, struct rsa_key **out)
{
    key.modulus = without_zeros(key.modulus);
    key.exponent = without_zeros(key.exponent);
    if (!is_legal(key))
        return ERR_PARSE;
    CLEANUP(pkey_done) EVP_PKEY *pkey = pkey_from_numbers(key);
    if (pkey == NULL)
        return ERR_PARSE;
    return key_new(&pkey, false, out);
}

static struct sv number_of(struct arena *a, const EVP_PKEY *pkey, const char *name)
{
    CLEANUP(number_done) BIGNUM *number = NULL;
    if (EVP_PKEY_get_bn_param(pkey, name, &number) != 1)
        return (struct sv){ 0 };
    size_t len = (size_t)BN_num_bytes(number);
    unsigned char *bytes = arena_alloc(a, len);
    (void)BN_bn2bin(number, bytes);
    return sv_make(bytes, len);
}

/* The public numbers; ERR_PARSE when this is no RSA key that we take. */
static enum err numbers_of(struct arena *a, const EVP_PKEY *pkey, struct rsa_public *out)
{
    if (pkey == NULL || EVP_PKEY_is_a(pkey, "RSA") != 1)
        return ERR_PARSE;
    struct rsa_public key = { number_of(a, pkey, OSSL_PKEY_PARAM_RSA_N),
                              number_of(a, pkey, OSSL_PKEY_PARAM_RSA_E) };
    if (!is_legal(key))
        return ERR_PARSE;
    *out = key;
    return ERR_OK;
}

enum err rsa_private_open(struct secret der, struct rsa_key **out)
{
    struct sv raw = secret_reveal(der);
    const unsigned char *at = (const unsigned char *)raw.ptr;
    if (raw.len == 0 || raw.len > 4 * RSA_PEM_BYTES_MAX)
        return ERR_PARSE;
    CLEANUP(pkcs8_done)
    PKCS8_PRIV_KEY_INFO *info = d2i_PKCS8_PRIV_KEY_INFO(NULL, &at, (long)raw.len);
    if (info == NULL || at != (const unsigned char *)raw.ptr + raw.len)
        return ERR_PARSE;
    CLEANUP(pkey_done) EVP_PKEY *pkey = EVP_PKCS82PKEY(info);
    if (pkey == NULL || EVP_PKEY_is_a(pkey, "RSA") != 1 ||
        EVP_PKEY_get_bits(pkey) < RSA_MODULUS_BITS_MIN ||
        EVP_PKEY_get_bits(pkey) > RSA_MODULUS_BITS_MAX)
        return ERR_PARSE;
    return key_new(&pkey, true, out);
}

void rsa_key_free(struct rsa_key *key)
{
    if (key == NULL || atomic_fetch_sub(&key->holders, 1) > 1)
        return;
    EVP_PKEY_CTX_free(key->verifier);
    EVP_PKEY_CTX_free(key->signer);
    EVP_PKEY_free(key->pkey);
    heap_free(key);
}

void rsa_key_done(struct rsa_key **key)
{
    rsa_key_free(*key);
}

struct rsa_key *rsa_key_hold(struct rsa_key *key)
{
    (void)atomic_fetch_add(&key->holders, 1);
    return key;
}

enum err rsa_private_export(struct arena *a, const struct rsa_key *key, struct secret *out)
{
    assert(key->is_private);
    CLEANUP(pkcs8_done) PKCS8_PRIV_KEY_INFO *info = EVP_PKEY2PKCS8(key->pkey);
    if (info == NULL)
        return ERR_INTERNAL;
    int size = i2d_PKCS8_PRIV_KEY_INFO(info, NULL);
    if (size <= 0)
        return ERR_INTERNAL;
    unsigned char *der = arena_alloc(a, (size_t)size);
    unsigned char *at = der;
    if (i2d_PKCS8_PRIV_KEY_INFO(info, &at) != size)
        return ERR_INTERNAL;
    *out = secret_make(der, (size_t)size);
    return ERR_OK;
}

struct rsa_public rsa_public_of(struct arena *a, const struct rsa_key *key)
{
    struct rsa_public out = { 0 };
    enum err err = numbers_of(a, key->pkey, &out);
    assert(err == ERR_OK);
    return out;
}

/* Decode the DER inside the PEM by the name on its first line; no other names, so nothing asks for
 * a passphrase. */
static EVP_PKEY *pkey_from_der(const char *name, const unsigned char *der, long size)
{
    const unsigned char *at = der;
    EVP_PKEY *pkey = NULL;
    if (strcmp(name, PEM_STRING_PUBLIC) == 0)
        pkey = d2i_PUBKEY(NULL, &at, size);
    else if (strcmp(name, PEM_STRING_RSA_PUBLIC) == 0)
        pkey = d2i_PublicKey(EVP_PKEY_RSA, NULL, &at, size);
    if (pkey != NULL && at != der + size) {
        EVP_PKEY_free(pkey);
        return NULL;
    }
    return pkey;
}

enum err rsa_public_from_pem(struct arena *a, struct sv pem, struct rsa_public *out)
{
    if (pem.len == 0 || pem.len > RSA_PEM_BYTES_MAX)
        return ERR_PARSE;
    CLEANUP(bio_done) BIO *bio = BIO_new_mem_buf(pem.ptr, (int)pem.len);
    char *name = NULL;
    char *header = NULL;
    unsigned char *der = NULL;
    long size = 0;
    if (bio == NULL || PEM_read_bio(bio, &name, &header, &der, &size) != 1)
        return ERR_PARSE;
    CLEANUP(pkey_done)
    EVP_PKEY *pkey = header[0] == '\0' ? pkey_from_der(name, der, size) : NULL;
    OPENSSL_free(name);
    OPENSSL_free(header);
    OPENSSL_free(der);
    return numbers_of(a, pkey, out);
}

struct sv rsa_public_to_pem(struct arena *a, const struct rsa_key *key)
{
    CLEANUP(bio_done) BIO *bio = BIO_new(BIO_s_mem());
    assert(bio != NULL);
    int done = PEM_write_bio_PUBKEY(bio, key->pkey);
    assert(done == 1);
    char *text = NULL;
    long len = BIO_get_mem_data(bio, &text);
    return sv_copy(a, sv_make(text, (size_t)len));
}

enum err rsa_sign(struct arena *a, const struct rsa_key *key, struct sv message, struct sv *out)
{
    assert(key->is_private);
    struct sha256 digest = crypto_sha256(message);
    CLEANUP(context_done) EVP_PKEY_CTX *context = EVP_PKEY_CTX_dup(key->signer);
    size_t size = (size_t)EVP_PKEY_get_size(key->pkey);
    unsigned char *signature = arena_alloc(a, size);
    if (context == NULL ||
        EVP_PKEY_sign(context, signature, &size, digest.bytes, sizeof digest.bytes) != 1)
        return ERR_INTERNAL;
    *out = sv_make(signature, size);
    return ERR_OK;
}

bool rsa_verify(const struct rsa_key *key, struct sv message, struct sv signature)
{
    if (signature.len == 0 || signature.len > RSA_MODULUS_BYTES_MAX)
        return false;
    struct sha256 digest = crypto_sha256(message);
    CLEANUP(context_done) EVP_PKEY_CTX *context = EVP_PKEY_CTX_dup(key->verifier);
    if (context == NULL)
        return false;
    return EVP_PKEY_verify(context, (const unsigned char *)signature.ptr, signature.len,
                           digest.bytes, sizeof digest.bytes) == 1;
}

struct sv rsa_public_pack(struct arena *a, struct rsa_public key)
{
    assert(key.modulus.len <= RSA_MODULUS_BYTES_MAX && key.exponent.len <= RSA_EXPONENT_BYTES_MAX);
    char length[2] = { (char)(key.modulus.len >> 8), (char)(key.modulus.len & 0xff) };
    struct sv parts[] = { sv_make(length, sizeof length), key.modulus, key.exponent };
    return sv_concat(a, parts, ARRAY_COUNT(parts));
}

enum err rsa_public_unpack(struct sv packed, struct rsa_public *out)
{
    if (packed.len < 2)
        return ERR_PARSE;
    size_t length =
        ((size_t)(unsigned char)packed.ptr[0] << 8) | (size_t)(unsigned char)packed.ptr[1];
    if (length == 0 || packed.len - 2 <= length)
        return ERR_PARSE;
    *out = (struct rsa_public){ .modulus = sv_sub(packed, 2, length),
                                .exponent = sv_from_offset(packed, 2 + length) };
    return ERR_OK;
}
