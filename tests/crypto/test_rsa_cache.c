/* crypto/rsa_cache: hits, bounds, least recently used, many threads. */
#include "crypto_fixture.h"

#include <pthread.h>
#include <stdlib.h>

#include "crypto/rsa_cache.h"

/* A legal-looking public key, different for every n; nobody holds its other half. */
static struct rsa_public key_number(struct arena *a, unsigned n)
{
    unsigned char *modulus = arena_alloc(a, 256);
    memset(modulus, 0xa5, 256);
    modulus[1] = (unsigned char)(n >> 8);
    modulus[2] = (unsigned char)(n & 0xff);
    return (struct rsa_public){ sv_make(modulus, 256), SV("\x01\x00\x01") };
}

static struct rsa_key *get(struct rsa_key_cache *cache, struct rsa_public numbers)
{
    struct rsa_key *key = NULL;
    assert_ok(rsa_key_cache_get(cache, numbers, &key));
    return key;
}

static void gives_the_same_object_again(void **state)
{
    struct rsa_key_cache *cache = rsa_key_cache_new(4);
    struct rsa_key *one = get(cache, key_number(*state, 1));
    struct rsa_key *again = get(cache, key_number(*state, 1));
    struct rsa_key *two = get(cache, key_number(*state, 2));
    assert_ptr_equal(one, again);
    assert_ptr_not_equal(one, two);
    assert_int_equal(rsa_key_cache_count(cache), 2);
    rsa_key_free(one);
    rsa_key_free(again);
    rsa_key_free(two);
    rsa_key_cache_free(cache);
}

static void drops_what_was_used_longest_ago(void **state)
{
    struct rsa_key_cache *cache = rsa_key_cache_new(3);
    struct rsa_key *held[4];
    for (unsigned i = 0; i < 3; i++)
        held[i] = get(cache, key_number(*state, i));
    rsa_key_free(get(cache, key_number(*state, 0)));
    held[3] = get(cache, key_number(*state, 3)); /* in the place of 1 */
    assert_int_equal(rsa_key_cache_count(cache), 3);
    struct rsa_key *zero = get(cache, key_number(*state, 0));
    struct rsa_key *two = get(cache, key_number(*state, 2));
    struct rsa_key *one = get(cache, key_number(*state, 1));
    assert_ptr_equal(zero, held[0]);
    assert_ptr_equal(two, held[2]);
    assert_ptr_not_equal(one, held[1]); /* still held by us, so not the same memory */
    for (unsigned i = 0; i < 4; i++)
        rsa_key_free(held[i]);
    rsa_key_free(zero);
    rsa_key_free(two);
    rsa_key_free(one);
    rsa_key_cache_free(cache);
}

static void keys_outlive_the_cache(void **state)
{
    struct rsa_key_cache *cache = rsa_key_cache_new(1);
    struct rsa_public numbers = key_number(*state, 1);
    struct rsa_key *key = get(cache, numbers);
    rsa_key_cache_free(cache);
    assert_sv(rsa_public_of(*state, key).modulus, numbers.modulus);
    rsa_key_free(key);
    rsa_key_cache_free(NULL);
}

static void refuses_without_remembering(void **state)
{
    struct rsa_key_cache *cache = rsa_key_cache_new(2);
    struct rsa_public small = key_number(*state, 1);
    small.modulus = sv_sub(small.modulus, 0, 128);
    struct rsa_key *key = NULL;
    assert_err(rsa_key_cache_get(cache, small, &key), ERR_PARSE);
    char *huge = arena_alloc(*state, 1 << 20);
    assert_err(
        rsa_key_cache_get(cache, (struct rsa_public){ sv_make(huge, 1 << 20), SV("\x03") }, &key),
        ERR_PARSE);
    assert_null(key);
    assert_int_equal(rsa_key_cache_count(cache), 0);
    rsa_key_cache_free(cache);
}

#define THREADS 4
#define ROUNDS 150

struct crowd {
    struct rsa_key_cache *cache;
    unsigned seed;
};

static void *use_many(void *arg)
{
    struct crowd *crowd = arg;
    struct arena a;
    arena_init(&a, 1 << 20);
    for (unsigned i = 0; i < ROUNDS; i++) {
        struct rsa_public numbers = key_number(&a, (i * 7 + crowd->seed) % 12);
        struct rsa_key *key = NULL;
        if (rsa_key_cache_get(crowd->cache, numbers, &key) != ERR_OK ||
            rsa_verify(key, SV("message"), numbers.modulus))
            abort();
        rsa_key_free(key);
        arena_reset(&a);
    }
    arena_done(&a);
    return NULL;
}

static void many_threads(void **state)
{
    UNUSED(state);
    struct rsa_key_cache *cache = rsa_key_cache_new(8);
    struct crowd crowd[THREADS];
    pthread_t threads[THREADS];
    for (unsigned i = 0; i < THREADS; i++) {
        crowd[i] = (struct crowd){ cache, i * 3 };
        assert_int_equal(pthread_create(&threads[i], NULL, use_many, &crowd[i]), 0);
    }
    for (unsigned i = 0; i < THREADS; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    assert_int_equal(rsa_key_cache_count(cache), 8);
    rsa_key_cache_free(cache);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CRYPTO_TEST(gives_the_same_object_again),
        CRYPTO_TEST(drops_what_was_used_longest_ago),
        CRYPTO_TEST(keys_outlive_the_cache),
        CRYPTO_TEST(refuses_without_remembering),
        CRYPTO_TEST(many_threads),
    };
    return cmocka_run_group_tests_name("crypto/rsa_cache", tests, NULL, NULL);
}
