/* crypto/chunk: size arithmetic, random access, truncation, reordering, swapping. */
#include "crypto_fixture.h"

#include "crypto/chunk.h"
#include "crypto/random.h"

struct file {
    struct crypto_key key;
    struct crypto_prefix prefix;
    unsigned char *plain;
    int64_t plain_bytes;
    unsigned char *sealed; /* with the prefix */
    int64_t sealed_bytes;
};

static struct sv plain_chunk(const struct file *f, int64_t index)
{
    int64_t start = index * CRYPTO_CHUNK_BYTES;
    int64_t rest = f->plain_bytes - start;
    return sv_make(f->plain + start,
                   (size_t)(rest < CRYPTO_CHUNK_BYTES ? rest : CRYPTO_CHUNK_BYTES));
}

static struct sv sealed_chunk(const struct file *f, int64_t index)
{
    int64_t start = crypto_chunk_offset(index);
    int64_t rest = f->sealed_bytes - start;
    return sv_make(f->sealed + start,
                   (size_t)(rest < CRYPTO_CHUNK_SEALED_BYTES ? rest : CRYPTO_CHUNK_SEALED_BYTES));
}

static struct file make_file(struct arena *a, int64_t plain_bytes)
{
    struct file f = { .plain_bytes = plain_bytes,
                      .sealed_bytes = crypto_file_sealed_bytes(plain_bytes) };
    crypto_key_init(&f.key);
    crypto_prefix_init(&f.prefix);
    f.plain = arena_alloc(a, (size_t)plain_bytes);
    crypto_random_bytes(f.plain, (size_t)plain_bytes);
    f.sealed = arena_alloc(a, (size_t)f.sealed_bytes);
    memcpy(f.sealed, f.prefix.bytes, sizeof f.prefix.bytes);
    int64_t count = crypto_chunk_count(plain_bytes);
    for (int64_t i = 0; i < count; i++)
        crypto_chunk_seal(&f.key, &f.prefix, i, i == count - 1, plain_chunk(&f, i),
                          f.sealed + crypto_chunk_offset(i));
    return f;
}

static const int64_t SIZES[] = { 0, 1, 65535, 65536, 65537, 131072, 131073, 200000 };

static void every_size_opens(void **state)
{
    static unsigned char out[CRYPTO_CHUNK_BYTES];
    for (size_t s = 0; s < ARRAY_COUNT(SIZES); s++) {
        struct file f = make_file(*state, SIZES[s]);
        int64_t count = crypto_chunk_count(f.plain_bytes);
        /* Backwards: each chunk opens without the others. */
        for (int64_t i = count - 1; i >= 0; i--) {
            struct sv plain = plain_chunk(&f, i);
            assert_ok(
                crypto_chunk_open(&f.key, &f.prefix, i, i == count - 1, sealed_chunk(&f, i), out));
            assert_sv(sv_make(out, plain.len), plain);
        }
    }
}

static void sizes_invert(void **state)
{
    UNUSED(state);
    int64_t plain;
    for (int64_t size = 0; size < 400000; size += 37) {
        assert_ok(crypto_file_plain_bytes(crypto_file_sealed_bytes(size), &plain));
        assert_int_equal(plain, size);
    }
    int64_t most = crypto_file_sealed_bytes(CRYPTO_FILE_BYTES_MAX);
    assert_ok(crypto_file_plain_bytes(most, &plain));
    assert_int_equal(plain, CRYPTO_FILE_BYTES_MAX);
    assert_err(crypto_file_plain_bytes(most + 1, &plain), ERR_CORRUPT);
    assert_err(crypto_file_plain_bytes(INT64_MAX, &plain), ERR_CORRUPT);
    assert_err(crypto_file_plain_bytes(INT64_MIN, &plain), ERR_CORRUPT);
    for (int64_t size = -1; size < 32; size++)
        assert_err(crypto_file_plain_bytes(size, &plain), ERR_CORRUPT);
    /* One full chunk, then 0 … 16 bytes: no file ends so. */
    for (int64_t more = 1; more <= 16; more++)
        assert_err(crypto_file_plain_bytes(crypto_file_sealed_bytes(65536) + more, &plain),
                   ERR_CORRUPT);
    assert_ok(crypto_file_plain_bytes(crypto_file_sealed_bytes(65536) + 17, &plain));
    assert_int_equal(plain, 65537);
}

static void truncation_at_a_chunk_is_seen(void **state)
{
    static unsigned char out[CRYPTO_CHUNK_BYTES];
    struct file f = make_file(*state, 131073);
    /* The size of the cut file is legal, and says that chunk 1 is the last. */
    int64_t plain;
    assert_ok(crypto_file_plain_bytes(crypto_chunk_offset(2), &plain));
    assert_int_equal(crypto_chunk_count(plain), 2);
    assert_err(crypto_chunk_open(&f.key, &f.prefix, 1, true, sealed_chunk(&f, 1), out),
               ERR_CORRUPT);
    /* And growth: the last chunk does not open as one in the middle. */
    f = make_file(*state, 131072);
    assert_err(crypto_chunk_open(&f.key, &f.prefix, 1, false, sealed_chunk(&f, 1), out),
               ERR_CORRUPT);
}

static void reordering_and_swapping_are_seen(void **state)
{
    static unsigned char out[CRYPTO_CHUNK_BYTES];
    struct file f = make_file(*state, 200000);
    assert_err(crypto_chunk_open(&f.key, &f.prefix, 0, false, sealed_chunk(&f, 1), out),
               ERR_CORRUPT);
    assert_err(crypto_chunk_open(&f.key, &f.prefix, 1, false, sealed_chunk(&f, 0), out),
               ERR_CORRUPT);
    /* Another file under the same key. */
    struct crypto_prefix other;
    crypto_prefix_init(&other);
    assert_err(crypto_chunk_open(&f.key, &other, 0, false, sealed_chunk(&f, 0), out), ERR_CORRUPT);
    struct crypto_key key;
    crypto_key_init(&key);
    assert_err(crypto_chunk_open(&key, &f.prefix, 0, false, sealed_chunk(&f, 0), out), ERR_CORRUPT);
}

static void damage_and_bad_lengths_are_seen(void **state)
{
    static unsigned char out[CRYPTO_CHUNK_BYTES];
    struct file f = make_file(*state, 100);
    struct sv chunk = sealed_chunk(&f, 0);
    for (size_t len = 0; len < chunk.len; len++)
        assert_err(crypto_chunk_open(&f.key, &f.prefix, 0, true, sv_sub(chunk, 0, len), out),
                   ERR_CORRUPT);
    for (size_t i = 0; i < chunk.len; i++) {
        f.sealed[CRYPTO_CHUNK_PREFIX_BYTES + i] ^= 1;
        assert_err(crypto_chunk_open(&f.key, &f.prefix, 0, true, chunk, out), ERR_CORRUPT);
        f.sealed[CRYPTO_CHUNK_PREFIX_BYTES + i] ^= 1;
    }
    assert_err(crypto_chunk_open(&f.key, &f.prefix, 0, false, chunk, out), ERR_CORRUPT);
    char *big = arena_alloc(*state, CRYPTO_CHUNK_SEALED_BYTES + 1);
    assert_err(crypto_chunk_open(&f.key, &f.prefix, 0, true,
                                 sv_make(big, CRYPTO_CHUNK_SEALED_BYTES + 1), out),
               ERR_CORRUPT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CRYPTO_TEST(every_size_opens),
        CRYPTO_TEST(sizes_invert),
        CRYPTO_TEST(truncation_at_a_chunk_is_seen),
        CRYPTO_TEST(reordering_and_swapping_are_seen),
        CRYPTO_TEST(damage_and_bad_lengths_are_seen),
    };
    return cmocka_run_group_tests_name("crypto/chunk", tests, NULL, NULL);
}
