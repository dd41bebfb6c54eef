/* feed/follow_set: membership, the race with a change, the cap. */
#include "harness/harness.h"

#include "feed/follow_set.h"

static struct feed_set_key home(int64_t viewer)
{
    return (struct feed_set_key){ FEED_SET_HOME, viewer };
}

static bool is_kept(struct feed_sets *s, struct feed_set_key key)
{
    struct feed_members *m = feed_sets_find(s, key);
    feed_members_unref(m);
    return m != NULL;
}

static void put_new(struct feed_sets *s, struct feed_set_key key, size_t count, uint64_t epoch)
{
    uint32_t numbers[2000];
    assert_true(count <= ARRAY_COUNT(numbers));
    for (size_t i = 0; i < count; i++)
        numbers[i] = (uint32_t)i * 1000;
    struct feed_members *m = feed_members_new(key, numbers, count);
    feed_sets_put(s, m, epoch);
    feed_members_unref(m);
}

static void the_filter_never_hides_a_member(void **state)
{
    UNUSED(state);
    const uint32_t numbers[] = { 0, 63, 64, 65535, 65536, 1000000, UINT32_MAX - 1, 63 };
    struct feed_members *m = feed_members_new(home(1), numbers, ARRAY_COUNT(numbers));
    for (size_t i = 0; i < ARRAY_COUNT(numbers); i++) {
        assert_true(feed_members_may_have(m, numbers[i]));
        assert_true(feed_members_has(m, numbers[i]));
    }
    assert_false(feed_members_has(m, 1));
    feed_members_unref(m);
    m = feed_members_new(home(1), NULL, 0);
    assert_false(feed_members_may_have(m, 0));
    feed_members_unref(m);
}

static void a_set_read_before_a_change_is_not_kept(void **state)
{
    UNUSED(state);
    struct feed_sets s;
    feed_sets_init(&s, 1 << 20);
    uint64_t epoch = epoch_now(&s.epochs);
    feed_sets_invalidate(&s, home(1));
    put_new(&s, home(1), 10, epoch);
    assert_false(is_kept(&s, home(1)));
    put_new(&s, home(1), 10, epoch_now(&s.epochs));
    assert_true(is_kept(&s, home(1)));
    feed_sets_invalidate(&s, home(2));
    assert_true(is_kept(&s, home(1)));
    feed_sets_invalidate(&s, home(1));
    assert_false(is_kept(&s, home(1)));
    feed_sets_done(&s);
}

static void kinds_are_apart(void **state)
{
    UNUSED(state);
    struct feed_sets s;
    feed_sets_init(&s, 1 << 20);
    put_new(&s, home(1), 10, epoch_now(&s.epochs));
    assert_false(is_kept(&s, (struct feed_set_key){ FEED_SET_LIST, 1 }));
    feed_sets_done(&s);
}

static void the_cap_holds(void **state)
{
    UNUSED(state);
    struct feed_sets s;
    feed_sets_init(&s, 65536);
    for (int64_t viewer = 1; viewer <= 500; viewer++) {
        put_new(&s, home(viewer), 100, epoch_now(&s.epochs));
        assert_true(is_kept(&s, home(1)));
        assert_true(is_kept(&s, home(viewer)));
        assert_true(s.bytes <= 65536);
    }
    assert_false(is_kept(&s, home(2)));
    feed_sets_done(&s);
    feed_sets_init(&s, 100);
    put_new(&s, home(1), 2000, epoch_now(&s.epochs));
    assert_false(is_kept(&s, home(1)));
    feed_sets_done(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_filter_never_hides_a_member),
        cmocka_unit_test(a_set_read_before_a_change_is_not_kept),
        cmocka_unit_test(kinds_are_apart),
        cmocka_unit_test(the_cap_holds),
    };
    return cmocka_run_group_tests_name("feed/follow_set", tests, NULL, NULL);
}
