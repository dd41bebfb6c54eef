/* Public keys from outside: PEM in, and what came in goes out and in again the same. */
#include <assert.h>
#include <stdint.h>

#include "base/arena.h"
#include "crypto/rsa.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_again(struct arena *a, struct rsa_public key)
{
    CLEANUP(rsa_key_done) struct rsa_key *opened = NULL;
    enum err err = rsa_public_open(key, &opened);
    assert(err == ERR_OK);
    struct rsa_public again;
    err = rsa_public_from_pem(a, rsa_public_to_pem(a, opened), &again);
    assert(err == ERR_OK);
    assert(sv_eq(again.modulus, key.modulus) && sv_eq(again.exponent, key.exponent));
    if (rsa_verify(opened, SV("message"), key.modulus))
        assert(false && "a modulus is no signature");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    arena_init(&a, 1 << 20);
    struct rsa_public key;
    if (rsa_public_from_pem(&a, sv_make(data, size), &key) == ERR_OK)
        check_again(&a, key);
    arena_done(&a);
    return 0;
}
