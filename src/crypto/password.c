/* Password hashes: Argon2id as text. */
#include "crypto/password.h"

#include <assert.h>
#include <errno.h>
#include <sodium.h>
#include <string.h>

/* Today's parameters: two passes over 64 MiB, libsodium's interactive limits. */
#define OPS crypto_pwhash_argon2id_OPSLIMIT_INTERACTIVE
#define MEMORY_BYTES crypto_pwhash_argon2id_MEMLIMIT_INTERACTIVE

static_assert(MEMORY_BYTES == 64 << 20, "64 MiB");

static bool is_legal(struct secret password)
{
    return password.secret_len > 0 && password.secret_len <= CRYPTO_PASSWORD_BYTES_MAX;
}

enum err crypto_password_hash(struct arena *a, struct secret password, struct sv *out)
{
    if (!is_legal(password))
        return ERR_VALIDATION;
    char text[crypto_pwhash_argon2id_STRBYTES];
    struct sv raw = secret_reveal(password);
    if (crypto_pwhash_argon2id_str(text, raw.ptr, raw.len, OPS, MEMORY_BYTES) != 0)
        return ERR_BUSY;
    *out = sv_copy(a, sv_from(text));
    return ERR_OK;
}

/* The library wants NUL-ended text in a full-size field. */
static bool copy_hash(struct sv hash, char text[crypto_pwhash_argon2id_STRBYTES])
{
    if (hash.len == 0 || hash.len >= crypto_pwhash_argon2id_STRBYTES)
        return false;
    memset(text, 0, crypto_pwhash_argon2id_STRBYTES);
    memcpy(text, hash.ptr, hash.len);
    return true;
}

/* As much work as a real check, and always the answer no. */
static enum err refuse_slowly(struct sv raw)
{
    static const unsigned char salt[crypto_pwhash_argon2id_SALTBYTES] = { 0 };
    unsigned char key[32];
    int failed = crypto_pwhash_argon2id(key, sizeof key, raw.ptr, raw.len, salt, OPS, MEMORY_BYTES,
                                        crypto_pwhash_argon2id_ALG_ARGON2ID13);
    sodium_memzero(key, sizeof key);
    return failed != 0 ? ERR_BUSY : ERR_FORBIDDEN;
}

enum err crypto_password_verify(struct sv hash, struct secret password)
{
    if (!is_legal(password))
        return ERR_FORBIDDEN;
    struct sv raw = secret_reveal(password);
    char text[crypto_pwhash_argon2id_STRBYTES];
    if (!copy_hash(hash, text))
        return refuse_slowly(raw);
    errno = 0;
    if (crypto_pwhash_argon2id_str_verify(text, raw.ptr, raw.len) == 0)
        return ERR_OK;
    return errno == ENOMEM ? ERR_BUSY : ERR_FORBIDDEN;
}

bool crypto_password_needs_rehash(struct sv hash)
{
    char text[crypto_pwhash_argon2id_STRBYTES];
    if (!copy_hash(hash, text))
        return true;
    return crypto_pwhash_argon2id_str_needs_rehash(text, OPS, MEMORY_BYTES) != 0;
}
