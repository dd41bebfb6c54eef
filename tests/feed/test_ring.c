/* feed/ring: order, blocks that split and join, the floor. */
#include "harness/harness.h"

#include "feed/ring.h"

static size_t scan(const struct feed_ring *r, struct feed_range range, size_t slice, int64_t *ids,
                   size_t limit, enum feed_stop *stop)
{
    const uint32_t everybody[] = { 0, 1, 2, 3 };
    struct feed_members *m =
        feed_members_new((struct feed_set_key){ FEED_SET_HOME, 1 }, everybody, 4);
    struct feed_scan s = {
        .members = m, .range = range, .budget = SIZE_MAX, .limit = limit, .ids = ids
    };
    while (feed_ring_scan(r, &s, slice, stop))
        continue;
    feed_members_unref(m);
    return s.count;
}

static void late_entries_land_in_order(void **state)
{
    UNUSED(state);
    struct feed_ring r;
    feed_ring_init(&r, 100000);
    uint32_t seed = 3;
    static bool is_in[40001];
    size_t count = 0;
    for (int i = 0; i < 40000; i++) {
        seed = seed * 1664525 + 1013904223;
        int64_t id = (seed >> 8) % 40000 + 1;
        assert_int_equal(feed_ring_insert(&r, (struct feed_entry){ id, (uint32_t)id & 3, 0 }),
                         !is_in[id]);
        count += !is_in[id];
        is_in[id] = true;
    }
    assert_int_equal(r.count, count);
    static int64_t ids[40000];
    enum feed_stop stop = FEED_STOP_CAP;
    assert_int_equal(scan(&r, feed_range_of(-1, -1, -1), 777, ids, 40000, &stop), count);
    assert_int_equal(stop, FEED_STOP_BOUND);
    for (size_t i = 1; i < count; i++)
        assert_true(ids[i] < ids[i - 1]);
    assert_int_equal(scan(&r, feed_range_of(-1, -1, 0), 333, ids, 40000, &stop), count);
    for (size_t i = 1; i < count; i++)
        assert_true(ids[i] > ids[i - 1]);
    for (int64_t id = 1; id <= 40000; id++)
        assert_int_equal(feed_ring_delete(&r, id), is_in[id]);
    assert_int_equal(r.count, 0);
    assert_int_equal(r.block_count, 0);
    feed_ring_done(&r);
}

static void a_full_ring_forgets_the_oldest(void **state)
{
    UNUSED(state);
    struct feed_ring r;
    feed_ring_init(&r, 5000);
    for (int64_t id = 1; id <= 50000; id++)
        assert_true(feed_ring_insert(&r, (struct feed_entry){ id, 0, 0 }));
    assert_true(r.count <= 5000 && r.count > 2500);
    assert_int_equal(r.floor, 50001 - (int64_t)r.count);
    assert_false(feed_ring_insert(&r, (struct feed_entry){ r.floor - 1, 0, 0 }));
    int64_t ids[5000];
    enum feed_stop stop = FEED_STOP_CAP;
    assert_int_equal(scan(&r, feed_range_of(-1, -1, -1), 9999, ids, 5000, &stop), r.count);
    assert_int_equal(stop, FEED_STOP_TAIL);
    assert_int_equal(scan(&r, feed_range_of(-1, r.floor - 1, -1), 9999, ids, 5000, &stop), r.count);
    assert_int_equal(stop, FEED_STOP_BOUND);
    assert_int_equal(scan(&r, feed_range_of(-1, -1, r.floor - 2), 9999, ids, 5000, &stop), 0);
    assert_int_equal(stop, FEED_STOP_TAIL);
    feed_ring_done(&r);
}

static void sparse_blocks_are_joined(void **state)
{
    UNUSED(state);
    struct feed_ring r;
    feed_ring_init(&r, 100000);
    for (int64_t id = 1; id <= 60000; id++)
        (void)feed_ring_insert(&r, (struct feed_entry){ id, id % 50 == 0 ? 1 : 2, 0 });
    int64_t from = 0;
    while (feed_ring_delete_author(&r, 2, &from, 1))
        continue;
    assert_int_equal(r.count, 1200);
    assert_true(r.block_count <= 4);
    int64_t ids[1200];
    enum feed_stop stop = FEED_STOP_CAP;
    assert_int_equal(scan(&r, feed_range_of(-1, -1, -1), 100, ids, 1200, &stop), 1200);
    for (size_t i = 0; i < 1200; i++)
        assert_int_equal(ids[i], 60000 - 50 * (int64_t)i);
    feed_ring_done(&r);
}

static void hostile_ranges_end(void **state)
{
    UNUSED(state);
    struct feed_ring r;
    feed_ring_init(&r, 100);
    (void)feed_ring_insert(&r, (struct feed_entry){ 10, 0, 0 });
    const struct feed_range ranges[] = {
        feed_range_of(0, -1, -1),         feed_range_of(5, -1, 9),
        feed_range_of(-1, INT64_MAX, -1), feed_range_of(-1, -1, INT64_MAX),
        feed_range_of(10, 10, 10),        feed_range_of(INT64_MAX, -1, INT64_MAX - 1),
        feed_range_of(11, -1, 10),        feed_range_of(10, 9, -1),
    };
    for (size_t i = 0; i < ARRAY_COUNT(ranges); i++) {
        int64_t id = 0;
        enum feed_stop stop = FEED_STOP_CAP;
        assert_int_equal(scan(&r, ranges[i], 10, &id, 1, &stop), 0);
        assert_int_equal(stop, FEED_STOP_BOUND);
    }
    assert_false(feed_ring_delete(&r, 0));
    assert_false(feed_ring_delete(&r, -5));
    assert_false(feed_ring_delete(&r, INT64_MAX));
    feed_ring_done(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(late_entries_land_in_order),
        cmocka_unit_test(a_full_ring_forgets_the_oldest),
        cmocka_unit_test(sparse_blocks_are_joined),
        cmocka_unit_test(hostile_ranges_end),
    };
    return cmocka_run_group_tests_name("feed/ring", tests, NULL, NULL);
}
