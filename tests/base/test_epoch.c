/* base/epoch: a stamp after the epoch is always seen. */
#include "harness/harness.h"

#include <pthread.h>

#include "base/epoch.h"

static void a_later_stamp_is_seen(void **state)
{
    UNUSED(state);
    struct epoch_table t = { 0 };
    epoch_init(&t, 1024);
    uint64_t before = epoch_now(&t);
    assert_false(epoch_is_stamped_after(&t, 7, before));
    epoch_stamp(&t, 7);
    assert_true(epoch_is_stamped_after(&t, 7, before));
    assert_false(epoch_is_stamped_after(&t, 7, epoch_now(&t)));
    assert_false(epoch_is_stamped_after(&t, 8, before));
    epoch_done(&t);
    epoch_done(&t);
}

static void colliding_keys_only_refuse_more(void **state)
{
    UNUSED(state);
    struct epoch_table t = { 0 };
    epoch_init(&t, 4);
    for (uint64_t key = 0; key < 1000; key++) {
        uint64_t before = epoch_now(&t);
        epoch_stamp(&t, key);
        assert_true(epoch_is_stamped_after(&t, key, before));
    }
    epoch_done(&t);
}

static void *stamp_often(void *arg)
{
    for (uint64_t i = 0; i < 20000; i++)
        epoch_stamp(arg, i & 3);
    return NULL;
}

static void threads_lose_no_stamp(void **state)
{
    UNUSED(state);
    struct epoch_table t = { 0 };
    epoch_init(&t, 2);
    pthread_t threads[3];
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, stamp_often, &t), 0);
    for (uint64_t i = 0; i < 20000; i++) {
        uint64_t before = epoch_now(&t);
        epoch_stamp(&t, i);
        assert_true(epoch_is_stamped_after(&t, i, before));
    }
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    epoch_done(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_later_stamp_is_seen),
        cmocka_unit_test(colliding_keys_only_refuse_more),
        cmocka_unit_test(threads_lose_no_stamp),
    };
    return cmocka_run_group_tests_name("base/epoch", tests, NULL, NULL);
}
