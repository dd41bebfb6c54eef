/* Randomness from the system, and random text for tokens. */
#include "crypto/random.h"

#include <assert.h>
#include <sodium.h>

#define TOKEN_BYTES_MAX 64

void crypto_random_bytes(void *out, size_t size)
{
    randombytes_buf(out, size);
}

uint32_t crypto_random_below(uint32_t below)
{
    assert(below > 0);
    return randombytes_uniform(below);
}

struct sv crypto_random_token(struct arena *a, size_t bytes)
{
    assert(bytes >= 16 && bytes <= TOKEN_BYTES_MAX);
    char raw[TOKEN_BYTES_MAX];
    randombytes_buf(raw, bytes);
    struct sv token = crypto_base64url(a, sv_make(raw, bytes));
    sodium_memzero(raw, sizeof raw);
    return token;
}

struct sv crypto_base64url(struct arena *a, struct sv bytes)
{
    size_t size = sodium_base64_encoded_len(bytes.len, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char *text = arena_alloc(a, size);
    (void)sodium_bin2base64(text, size, (const unsigned char *)bytes.ptr, bytes.len,
                            sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return sv_make(text, size - 1);
}
