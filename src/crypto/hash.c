/* Digests: SHA-2, HMAC, keyed BLAKE2b, comparison in constant time. */
#include "crypto/hash.h"

#include <openssl/sha.h>
#include <sodium.h>

#include <assert.h>

#include "crypto/random.h"

struct sha1 crypto_sha1(struct sv data)
{
    struct sha1 out;
    const unsigned char *done = SHA1((const unsigned char *)data.ptr, data.len, out.bytes);
    assert(done != NULL);
    UNUSED(done);
    return out;
}

/* OpenSSL's, which has the processor do it: 2 µs for the 3 KB of an activity, where libsodium takes 8. */
struct sha256 crypto_sha256(struct sv data)
{
    struct sha256 out;
    const unsigned char *done = SHA256((const unsigned char *)data.ptr, data.len, out.bytes);
    assert(done != NULL);
    UNUSED(done);
    return out;
}

struct sha512 crypto_sha512(struct sv data)
{
    struct sha512 out;
    (void)crypto_hash_sha512(out.bytes, (const unsigned char *)data.ptr, data.len);
    return out;
}

struct sha256 crypto_sha256_parts(const struct sv *parts, size_t count)
{
    struct sha256 out;
    crypto_hash_sha256_state state;
    (void)crypto_hash_sha256_init(&state);
    for (size_t i = 0; i < count; i++)
        (void)crypto_hash_sha256_update(&state, (const unsigned char *)parts[i].ptr, parts[i].len);
    (void)crypto_hash_sha256_final(&state, out.bytes);
    return out;
}

struct sv crypto_sha256_base64url(struct arena *a, struct sv data)
{
    struct sha256 digest = crypto_sha256(data);
    return crypto_base64url(a, sv_make(digest.bytes, sizeof digest.bytes));
}

struct sha256 crypto_hmac_sha256(struct secret key, struct sv data)
{
    struct sha256 out;
    struct sv raw = secret_reveal(key);
    crypto_auth_hmacsha256_state state;
    (void)crypto_auth_hmacsha256_init(&state, (const unsigned char *)raw.ptr, raw.len);
    (void)crypto_auth_hmacsha256_update(&state, (const unsigned char *)data.ptr, data.len);
    (void)crypto_auth_hmacsha256_final(&state, out.bytes);
    sodium_memzero(&state, sizeof state);
    return out;
}

struct hash16 crypto_keyed_hash16(const struct crypto_key *key, struct sv data)
{
    struct hash16 out;
    (void)crypto_generichash(out.bytes, sizeof out.bytes, (const unsigned char *)data.ptr, data.len,
                             key->bytes, sizeof key->bytes);
    return out;
}

struct hash32 crypto_keyed_hash32(const struct crypto_key *key, struct sv data)
{
    struct hash32 out;
    (void)crypto_generichash(out.bytes, sizeof out.bytes, (const unsigned char *)data.ptr, data.len,
                             key->bytes, sizeof key->bytes);
    return out;
}

bool crypto_is_equal(struct sv a, struct sv b)
{
    if (a.len != b.len)
        return false;
    return a.len == 0 || sodium_memcmp(a.ptr, b.ptr, a.len) == 0;
}
