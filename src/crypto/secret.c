/* Secrets: start of the library, wiping. */
#include "crypto/secret.h"

#include <sodium.h>

enum err crypto_init(void)
{
    return sodium_init() < 0 ? ERR_INTERNAL : ERR_OK;
}

void secret_wipe(struct secret s)
{
    if (s.secret_len > 0)
        sodium_memzero(s.secret_ptr, s.secret_len);
}

void crypto_key_init(struct crypto_key *out)
{
    randombytes_buf(out->bytes, sizeof out->bytes);
}

void crypto_key_wipe(struct crypto_key *key)
{
    sodium_memzero(key->bytes, sizeof key->bytes);
}
