/* Points from outside: what is taken lies on the curve, so both sides of an agreement come to the same secret. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "crypto/p256.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct p256_public other;
    struct p256_private ours;
    struct p256_private theirs;
    struct crypto_key one;
    struct crypto_key two;
    static const unsigned char scalar[P256_PRIVATE_BYTES] = { [31] = 7 };
    enum err err = p256_from_scalar(scalar, &ours);
    assert(err == ERR_OK);
    if (p256_public_parse(sv_make(data, size), &other) == ERR_OK) {
        err = p256_agree(&ours, &other, &one);
        assert(err == ERR_OK);
    }
    assert(!p256_verify(&ours.public, SV("message"), sv_make(data, size)));
    if (size < sizeof scalar || p256_from_scalar(data, &theirs) != ERR_OK)
        return 0;
    err = p256_agree(&theirs, &ours.public, &one);
    assert(err == ERR_OK);
    err = p256_agree(&ours, &theirs.public, &two);
    assert(err == ERR_OK && memcmp(one.bytes, two.bytes, sizeof one.bytes) == 0);
    return 0;
}
