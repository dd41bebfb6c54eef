/* crypto/seal: the published vector, round trips, every changed bit refused. */
#include "crypto_fixture.h"

#include "crypto/random.h"
#include "crypto/seal.h"

static const char *SUNSCREEN = "Ladies and Gentlemen of the class of '99: If I could offer you "
                               "only one tip for the future, sunscreen would be it.";

/* draft-irtf-cfrg-xchacha-03, appendix A.3.1, as nonce ‖ ciphertext ‖ tag. */
static void opens_the_published_box(void **state)
{
    struct arena *a = *state;
    struct crypto_key key;
    for (size_t i = 0; i < sizeof key.bytes; i++)
        key.bytes[i] = (unsigned char)(0x80 + i);
    struct sv box = from_hex(a, "404142434445464748494a4b4c4d4e4f5051525354555657"
                                "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb"
                                "731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b452"
                                "2f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9"
                                "21f9664c97637da9768812f615c68b13b52e"
                                "c0875924c1c7987947deafd8780acf49");
    struct sv plain;
    assert_ok(crypto_open(a, &key, from_hex(a, "50515253c0c1c2c3c4c5c6c7"), box, &plain));
    assert_sv(plain, sv_from(SUNSCREEN));
}

static void round_trips_any_length(void **state)
{
    struct arena *a = *state;
    struct crypto_key key;
    crypto_key_init(&key);
    for (size_t len = 0; len < 300; len++) {
        char *bytes = arena_alloc(a, len);
        crypto_random_bytes(bytes, len);
        struct sv box;
        struct sv again;
        crypto_seal(a, &key, sv_make(bytes, len / 2), sv_make(bytes, len), &box);
        assert_int_equal(box.len, len + CRYPTO_SEAL_OVERHEAD_BYTES);
        assert_ok(crypto_open(a, &key, sv_make(bytes, len / 2), box, &again));
        assert_sv(again, sv_make(bytes, len));
    }
}

static void same_plain_gives_other_boxes(void **state)
{
    struct arena *a = *state;
    struct crypto_key key;
    crypto_key_init(&key);
    struct sv one;
    struct sv two;
    crypto_seal(a, &key, SV("row 1"), SV("hello"), &one);
    crypto_seal(a, &key, SV("row 1"), SV("hello"), &two);
    assert_memory_not_equal(one.ptr, two.ptr, 24);
    assert_memory_not_equal(one.ptr + 24, two.ptr + 24, 5);
}

static void refuses_every_changed_bit(void **state)
{
    struct arena *a = *state;
    struct crypto_key key;
    crypto_key_init(&key);
    struct sv box;
    crypto_seal(a, &key, SV("row 1"), SV("hello"), &box);
    struct sv out = SV("untouched");
    for (size_t bit = 0; bit < box.len * 8; bit++) {
        char *copy = arena_copy(a, box.ptr, box.len);
        copy[bit / 8] = (char)(copy[bit / 8] ^ (1 << bit % 8));
        assert_err(crypto_open(a, &key, SV("row 1"), sv_make(copy, box.len), &out), ERR_CORRUPT);
    }
    for (size_t len = 0; len < box.len; len++)
        assert_err(crypto_open(a, &key, SV("row 1"), sv_sub(box, 0, len), &out), ERR_CORRUPT);
    assert_err(crypto_open(a, &key, SV("row 2"), box, &out), ERR_CORRUPT);
    assert_err(crypto_open(a, &key, SV(""), box, &out), ERR_CORRUPT);
    struct crypto_key other;
    crypto_key_init(&other);
    assert_err(crypto_open(a, &other, SV("row 1"), box, &out), ERR_CORRUPT);
    assert_sv_lit(out, "untouched");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CRYPTO_TEST(opens_the_published_box),
        CRYPTO_TEST(round_trips_any_length),
        CRYPTO_TEST(same_plain_gives_other_boxes),
        CRYPTO_TEST(refuses_every_changed_bit),
    };
    return cmocka_run_group_tests_name("crypto/seal", tests, NULL, NULL);
}
