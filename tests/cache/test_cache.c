/* cache/cache: keys, the race rules one by one, bounds, and threads against a store that is the
 * truth. */
#include "harness/harness.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

#include "base/clock.h"
#include "cache/cache.h"

#define CAP_BYTES ((size_t)4 << 20)

static struct cache *new_cache(size_t cap_bytes)
{
    return cache_new(&(struct cache_settings){ .cap_bytes = cap_bytes, .tombstone_max = 1000 });
}

static struct cache_key status_key(int64_t id)
{
    return (struct cache_key){ .kind = CACHE_KIND_STATUS_API, .id = id };
}

static bool put(struct cache *c, struct cache_key key, int64_t owner, struct sv text,
                uint64_t epoch)
{
    struct cache_value *v = cache_value_new(text, SV(""));
    bool is_kept = cache_put(c, &key, account_id(owner), NULL, 0, v, epoch);
    cache_value_unref(v);
    return is_kept;
}

static bool has(struct cache *c, struct cache_key key)
{
    struct cache_value *v = cache_find(c, &key);
    cache_value_unref(v);
    return v != NULL;
}

static void finds_what_was_put(void **state)
{
    UNUSED(state);
    struct cache *c = new_cache(CAP_BYTES);
    assert_false(has(c, status_key(1)));
    assert_true(put(c, status_key(1), 9, SV("one"), cache_epoch(c)));
    struct cache_key key = status_key(1);
    struct cache_value *v = cache_find(c, &key);
    assert_non_null(v);
    assert_sv_lit(v->bytes, "one");
    assert_true(put(c, status_key(1), 9, SV("uno"), cache_epoch(c)));
    assert_sv_lit(v->bytes, "one");
    cache_value_unref(v);
    v = cache_find(c, &key);
    assert_sv_lit(v->bytes, "uno");
    cache_value_unref(v);
    struct cache_stats stats;
    cache_stats_get(c, &stats);
    assert_int_equal(stats.count, 1);
    assert_int_equal(stats.hits, 2);
    cache_free(c);
}

static void keys_differ_in_every_part(void **state)
{
    UNUSED(state);
    struct cache *c = new_cache(CAP_BYTES);
    struct cache_key keys[] = {
        { .kind = CACHE_KIND_STATUS_API, .id = 1 },
        { .kind = CACHE_KIND_STATUS_VIEWER, .id = 1 },
        { .kind = CACHE_KIND_STATUS_API, .id = 1, .variant = 1 },
        { .kind = CACHE_KIND_STATUS_API, .id = 2 },
        { .kind = CACHE_KIND_ANSWER, .name = SV("acct:a@example.org") },
        { .kind = CACHE_KIND_ANSWER, .name = SV("acct:b@example.org") },
    };
    for (size_t i = 0; i < ARRAY_COUNT(keys); i++) {
        char text[2] = { (char)('a' + i), 0 };
        assert_false(has(c, keys[i]));
        assert_true(put(c, keys[i], 5, sv_from(text), cache_epoch(c)));
    }
    for (size_t i = 0; i < ARRAY_COUNT(keys); i++) {
        struct cache_value *v = cache_find(c, &keys[i]);
        assert_non_null(v);
        assert_int_equal(v->bytes.ptr[0], 'a' + (int)i);
        cache_value_unref(v);
    }
    cache_free(c);
}

/* Reader begins, thing changes, reader puts what it read before: refused. */
static void a_late_put_is_refused(void **state)
{
    UNUSED(state);
    const struct cache_ref changes[] = {
        cache_ref_status(status_id(1)),
        cache_ref_account(account_id(9)),
        cache_ref_status(status_id(2)),
        cache_ref_account(account_id(8)),
    };
    const struct cache_ref deps[] = { cache_ref_status(status_id(2)),
                                      cache_ref_account(account_id(8)) };
    for (size_t i = 0; i < ARRAY_COUNT(changes); i++) {
        struct cache *c = new_cache(CAP_BYTES);
        struct cache_key key = status_key(1);
        struct cache_value *v = cache_value_new(SV("old"), SV(""));
        uint64_t epoch = cache_epoch(c);
        cache_invalidate(c, changes[i]);
        assert_false(cache_put(c, &key, account_id(9), deps, 2, v, epoch));
        assert_false(has(c, key));
        assert_true(cache_put(c, &key, account_id(9), deps, 2, v, cache_epoch(c)));
        cache_value_unref(v);
        cache_free(c);
    }
}

static void a_late_put_of_a_named_key_is_refused(void **state)
{
    UNUSED(state);
    struct cache *c = new_cache(CAP_BYTES);
    struct cache_key key = { .kind = CACHE_KIND_ANSWER, .name = SV("acct:a@example.org") };
    uint64_t epoch = cache_epoch(c);
    cache_invalidate_key(c, &key);
    assert_false(put(c, key, 3, SV("old"), epoch));
    assert_true(put(c, key, 3, SV("new"), cache_epoch(c)));
    cache_invalidate_key(c, &key);
    assert_false(has(c, key));
    cache_free(c);
}

/* Something else changed meanwhile: kept. */
static void an_unrelated_change_does_not_refuse(void **state)
{
    UNUSED(state);
    struct cache *c = new_cache(CAP_BYTES);
    uint64_t epoch = cache_epoch(c);
    cache_invalidate(c, cache_ref_status(status_id(77)));
    cache_invalidate(c, cache_ref_account(account_id(1)));
    assert_true(put(c, status_key(1), 9, SV("good"), epoch));
    cache_free(c);
}

/* Put first, then the change: dropped in every kind and variant, by id, by owner, by dependency. */
static void a_change_drops_what_is_about_it(void **state)
{
    UNUSED(state);
    struct cache *c = new_cache(CAP_BYTES);
    struct cache_key html = { .kind = CACHE_KIND_STATUS_VIEWER, .id = 1, .variant = 3 };
    struct cache_key reblog = status_key(4);
    const struct cache_ref deps[] = { cache_ref_status(status_id(1)),
                                      cache_ref_account(account_id(9)) };
    struct cache_value *v = cache_value_new(SV("text"), SV(""));
    for (int round = 0; round < 2; round++) {
        assert_true(put(c, status_key(1), 9, SV("a"), cache_epoch(c)));
        assert_true(put(c, html, 9, SV("b"), cache_epoch(c)));
        assert_true(cache_put(c, &reblog, account_id(8), deps, 2, v, cache_epoch(c)));
        assert_true(put(c, status_key(5), 8, SV("stays"), cache_epoch(c)));
        cache_invalidate(c, deps[round]);
        assert_false(has(c, status_key(1)));
        assert_false(has(c, html));
        assert_false(has(c, reblog));
        assert_true(has(c, status_key(5)));
    }
    cache_value_unref(v);
    cache_free(c);
}

static void one_key_alone_can_go(void **state)
{
    UNUSED(state);
    struct cache *c = new_cache(CAP_BYTES);
    struct cache_key html = { .kind = CACHE_KIND_STATUS_VIEWER, .id = 1 };
    struct cache_key api = status_key(1);
    assert_true(put(c, api, 9, SV("a"), cache_epoch(c)));
    assert_true(put(c, html, 9, SV("b"), cache_epoch(c)));
    cache_invalidate_key(c, &api);
    assert_false(has(c, api));
    assert_true(has(c, html));
    cache_free(c);
}

static void erased_things_are_not_served(void **state)
{
    UNUSED(state);
    struct cache *c = new_cache(CAP_BYTES);
    assert_true(put(c, status_key(1), 9, SV("a"), cache_epoch(c)));
    assert_true(put(c, status_key(2), 8, SV("b"), cache_epoch(c)));
    cache_tombstone(c, cache_ref_account(account_id(9)));
    assert_true(cache_is_tombstoned(c, cache_ref_account(account_id(9))));
    assert_false(cache_is_tombstoned(c, cache_ref_status(status_id(9))));
    assert_false(has(c, status_key(1)));
    assert_true(has(c, status_key(2)));
    assert_false(put(c, status_key(1), 9, SV("a"), cache_epoch(c)));
    assert_false(put(c, status_key(3), 9, SV("c"), cache_epoch(c)));
    cache_tombstone(c, cache_ref_status(status_id(2)));
    assert_false(has(c, status_key(2)));
    cache_free(c);
}

/* A tombstone that was forgotten for room still refuses what was read before it. */
static void forgotten_tombstones_still_refuse_late_puts(void **state)
{
    UNUSED(state);
    struct cache *c =
        cache_new(&(struct cache_settings){ .cap_bytes = CAP_BYTES, .tombstone_max = 2 });
    uint64_t epoch = cache_epoch(c);
    for (int64_t id = 1; id <= 100; id++)
        cache_tombstone(c, cache_ref_status(status_id(id)));
    assert_false(cache_is_tombstoned(c, cache_ref_status(status_id(1))));
    for (int64_t id = 1; id <= 100; id++)
        assert_false(put(c, status_key(id), 9, SV("late"), epoch));
    cache_free(c);
}

static void stays_within_its_cap(void **state)
{
    UNUSED(state);
    struct cache *c = new_cache(65536 * 4);
    static char text[900];
    for (int64_t id = 1; id <= 5000; id++) {
        assert_true(put(c, status_key(id), id % 7 + 1, sv_make(text, sizeof text), cache_epoch(c)));
        assert_true(has(c, status_key(id)));
    }
    struct cache_stats stats;
    cache_stats_get(c, &stats);
    assert_in_range(stats.bytes, 65536, 65536 * 4);
    assert_int_equal(stats.evicted + stats.count, 5000);
    static char large[65536];
    assert_false(put(c, status_key(1), 9, sv_make(large, sizeof large), cache_epoch(c)));
    cache_free(c);
}

static void the_least_recently_used_goes_first(void **state)
{
    UNUSED(state);
    struct cache *c = new_cache(65536 * 4);
    static char text[900];
    for (int64_t id = 1; id <= 3000; id++) {
        (void)put(c, status_key(id), 1, sv_make(text, sizeof text), cache_epoch(c));
        assert_true(has(c, status_key(1)));
    }
    cache_free(c);
}

/* Threads: a "store" of versions; readers render, put and serve, writers change, invalidate and
 * check that what is served after their invalidation is not older than it. */
#define THINGS 64

struct world {
    struct cache *cache;
    _Atomic uint64_t versions[THINGS];
    _Atomic unsigned stale_count;
    _Atomic bool is_over;
};

static uint64_t served_version(struct world *w, size_t thing)
{
    struct cache_key key = status_key((int64_t)thing + 1);
    struct cache_value *v = cache_find(w->cache, &key);
    if (v == NULL)
        return UINT64_MAX;
    uint64_t version = 0;
    memcpy(&version, v->bytes.ptr, sizeof version);
    cache_value_unref(v);
    return version;
}

static void *read_often(void *arg)
{
    struct world *w = arg;
    uint32_t seed = 1;
    static const char padding[700];
    while (!atomic_load(&w->is_over)) {
        seed = seed * 1664525 + 1013904223;
        size_t thing = (seed >> 10) % THINGS;
        uint64_t epoch = cache_epoch(w->cache);
        char text[sizeof padding];
        memset(text, 0, sizeof text);
        uint64_t version = atomic_load(&w->versions[thing]);
        memcpy(text, &version, sizeof version);
        (void)put(w->cache, status_key((int64_t)thing + 1), (int64_t)(thing % 4) + 1,
                  sv_make(text, sizeof text), epoch);
        /* Filler, so that eviction runs meanwhile. */
        (void)put(w->cache, status_key((int64_t)(seed >> 8) + 1000), 50,
                  sv_make(padding, sizeof padding), cache_epoch(w->cache));
        (void)served_version(w, seed >> 4 & (THINGS - 1));
    }
    return NULL;
}

static void *write_often(void *arg)
{
    struct world *w = arg;
    uint32_t seed = 99;
    for (int i = 0; i < 4000; i++) {
        seed = seed * 1664525 + 1013904223;
        size_t thing = (seed >> 10) % THINGS;
        uint64_t version = atomic_fetch_add(&w->versions[thing], 1) + 1;
        bool by_owner = (seed & 0x40000000) != 0;
        cache_invalidate(w->cache, by_owner
                                       ? cache_ref_account(account_id((int64_t)(thing % 4) + 1))
                                       : cache_ref_status(status_id((int64_t)thing + 1)));
        if (served_version(w, thing) < version)
            (void)atomic_fetch_add(&w->stale_count, 1);
    }
    return NULL;
}

static void threads_never_see_stale_bytes(void **state)
{
    UNUSED(state);
    struct world w = { .cache = new_cache(65536 * 8) };
    pthread_t readers[3];
    pthread_t writer;
    for (size_t i = 0; i < ARRAY_COUNT(readers); i++)
        assert_int_equal(pthread_create(&readers[i], NULL, read_often, &w), 0);
    assert_int_equal(pthread_create(&writer, NULL, write_often, &w), 0);
    assert_int_equal(pthread_join(writer, NULL), 0);
    atomic_store(&w.is_over, true);
    for (size_t i = 0; i < ARRAY_COUNT(readers); i++)
        assert_int_equal(pthread_join(readers[i], NULL), 0);
    assert_int_equal(atomic_load(&w.stale_count), 0);
    cache_free(w.cache);
}

static void finding_is_cheap(void **state)
{
    UNUSED(state);
    struct cache *c = new_cache((size_t)64 << 20);
    static char text[1500];
    for (int64_t id = 1; id <= 10000; id++)
        assert_true(put(c, status_key(id << 20), id, sv_make(text, sizeof text), cache_epoch(c)));
    int64_t begin_us = clock_monotonic_us();
    uint32_t seed = 5;
    const int rounds = 200000;
    for (int i = 0; i < rounds; i++) {
        seed = seed * 1664525 + 1013904223;
        assert_true(has(c, status_key((int64_t)((seed >> 8) % 10000 + 1) << 20)));
    }
    int64_t took_us = clock_monotonic_us() - begin_us;
    print_message("find + ref + unref: %d ns\n", (int)(took_us * 1000 / rounds));
    cache_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_what_was_put),
        cmocka_unit_test(keys_differ_in_every_part),
        cmocka_unit_test(a_late_put_is_refused),
        cmocka_unit_test(a_late_put_of_a_named_key_is_refused),
        cmocka_unit_test(an_unrelated_change_does_not_refuse),
        cmocka_unit_test(a_change_drops_what_is_about_it),
        cmocka_unit_test(one_key_alone_can_go),
        cmocka_unit_test(erased_things_are_not_served),
        cmocka_unit_test(forgotten_tombstones_still_refuse_late_puts),
        cmocka_unit_test(stays_within_its_cap),
        cmocka_unit_test(the_least_recently_used_goes_first),
        cmocka_unit_test(threads_never_see_stale_bytes),
        cmocka_unit_test(finding_is_cheap),
    };
    return cmocka_run_group_tests_name("cache/cache", tests, NULL, NULL);
}
