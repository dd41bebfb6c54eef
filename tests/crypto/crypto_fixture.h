/* What every crypto test starts from: the libraries started, an arena, hexadecimal text. */
#pragma once

#include <assert.h>
#include <string.h>

#include "harness/harness.h"

#include "crypto/secret.h"

static inline int crypto_setup(void **state)
{
    static struct arena a;
    arena_init(&a, (size_t)16 << 20);
    *state = &a;
    return crypto_init() == ERR_OK ? 0 : 1;
}

static inline int crypto_teardown(void **state)
{
    arena_done(*state);
    return 0;
}

static inline unsigned hex_digit(char c)
{
    return (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
}

/* Bytes from lower-case hexadecimal. */
static inline struct sv from_hex(struct arena *a, const char *hex)
{
    size_t len = strlen(hex) / 2;
    unsigned char *bytes = arena_alloc(a, len);
    for (size_t i = 0; i < len; i++)
        bytes[i] = (unsigned char)(hex_digit(hex[2 * i]) << 4 | hex_digit(hex[2 * i + 1]));
    return sv_make(bytes, len);
}

/* The bytes of an array in a struct. */
#define BYTES(array) sv_make((array), sizeof(array))

/* cmocka row with this fixture. */
#define CRYPTO_TEST(f) cmocka_unit_test_setup_teardown(f, crypto_setup, crypto_teardown)
