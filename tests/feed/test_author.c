/* feed/author: dense numbers, never given twice. */
#include "harness/harness.h"

#include "feed/author.h"

static void numbers_are_dense_and_stay(void **state)
{
    UNUSED(state);
    struct feed_authors a = { 0 };
    assert_int_equal(feed_author_find(&a, account_id(5)), FEED_AUTHOR_NONE);
    for (int64_t i = 1; i <= 5000; i++)
        assert_int_equal(feed_author_number(&a, account_id(i << 16)), i - 1);
    for (int64_t i = 1; i <= 5000; i++) {
        assert_int_equal(feed_author_find(&a, account_id(i << 16)), i - 1);
        assert_int_equal(feed_author_number(&a, account_id(i << 16)), i - 1);
    }
    assert_int_equal(feed_author_find(&a, account_id(0)), FEED_AUTHOR_NONE);
    feed_authors_done(&a);
}

static void forgotten_numbers_are_not_given_again(void **state)
{
    UNUSED(state);
    struct feed_authors a = { 0 };
    for (int64_t i = 1; i <= 3000; i++)
        (void)feed_author_number(&a, account_id(i << 20));
    for (int64_t i = 1; i <= 3000; i += 2)
        feed_author_forget(&a, account_id(i << 20));
    feed_author_forget(&a, account_id(77));
    for (int64_t i = 1; i <= 3000; i++) {
        uint32_t expected = i % 2 == 1 ? FEED_AUTHOR_NONE : (uint32_t)i - 1;
        assert_int_equal(feed_author_find(&a, account_id(i << 20)), expected);
    }
    assert_int_equal(feed_author_number(&a, account_id(1 << 20)), 3000);
    feed_authors_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_dense_and_stay),
        cmocka_unit_test(forgotten_numbers_are_not_given_again),
    };
    return cmocka_run_group_tests_name("feed/author", tests, NULL, NULL);
}
