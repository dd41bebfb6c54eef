/* cache/tombstone: nouns are apart, memory is bounded. */
#include "harness/harness.h"

#include "cache/tombstone.h"

static bool has(struct tombstones *t, struct cache_ref ref)
{
    return tombstones_have_any(t, &ref, 1);
}

static void nouns_do_not_mix(void **state)
{
    UNUSED(state);
    struct tombstones t;
    tombstones_init(&t, 100);
    uint64_t before = tombstones_changes(&t);
    tombstones_insert(&t, cache_ref_status(status_id(7)));
    assert_true(tombstones_changes(&t) != before);
    assert_true(has(&t, cache_ref_status(status_id(7))));
    assert_false(has(&t, cache_ref_account(account_id(7))));
    assert_false(has(&t, cache_ref_status(status_id(8))));
    tombstones_done(&t);
}

static void the_newest_half_stays(void **state)
{
    UNUSED(state);
    struct tombstones t;
    tombstones_init(&t, 100);
    for (int64_t i = 1; i <= 1000; i++) {
        tombstones_insert(&t, cache_ref_media(media_id(i)));
        for (int64_t young = i; young > i - 50 && young > 0; young--)
            assert_true(has(&t, cache_ref_media(media_id(young))));
    }
    size_t count = 0;
    for (int64_t i = 1; i <= 1000; i++)
        count += has(&t, cache_ref_media(media_id(i)));
    assert_in_range(count, 50, 100);
    tombstones_done(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nouns_do_not_mix),
        cmocka_unit_test(the_newest_half_stays),
    };
    return cmocka_run_group_tests_name("cache/tombstone", tests, NULL, NULL);
}
