/* feed/merge: against sorting everything; few fetches. */
#include "harness/harness.h"

#include <stdlib.h>

#include "feed/merge.h"

#define AUTHORS 60
#define POSTS 4000

/* Post number i has id i + 1 and belongs to authors[i]. */
struct store {
    uint8_t authors[POSTS];
    int64_t newest[AUTHORS];
    size_t fetch_count;
    bool fails;
};

static enum err fetch(void *arg, struct account_id author, const struct feed_range *range,
                      size_t cap, struct status_id *out_ids, size_t *out_count)
{
    struct store *s = arg;
    s->fetch_count++;
    if (s->fails)
        return ERR_DB;
    size_t count = 0;
    for (int64_t i = 0; i < POSTS && count < cap; i++) {
        int64_t id = range->is_from_oldest ? i + 1 : POSTS - i;
        if (s->authors[id - 1] == author.v - 1 && id > range->after && id < range->before)
            out_ids[count++] = status_id(id);
    }
    *out_count = count;
    return ERR_OK;
}

static void fill(struct store *s, uint32_t seed)
{
    *s = (struct store){ 0 };
    for (int64_t i = 0; i < POSTS; i++) {
        seed = seed * 1664525 + 1013904223;
        s->authors[i] = (uint8_t)((seed >> 12) % AUTHORS);
        s->newest[s->authors[i]] = i + 1;
    }
}

/* Authors of even number are followed. */
static size_t expected_page(const struct store *s, const struct feed_range *range, size_t limit,
                            struct status_id *out)
{
    size_t count = 0;
    for (int64_t i = 0; i < POSTS && count < limit; i++) {
        int64_t id = range->is_from_oldest ? i + 1 : POSTS - i;
        if (s->authors[id - 1] % 2 == 0 && id > range->after && id < range->before)
            out[count++] = status_id(id);
    }
    for (size_t i = 0; range->is_from_oldest && i < count / 2; i++) {
        struct status_id kept = out[i];
        out[i] = out[count - 1 - i];
        out[count - 1 - i] = kept;
    }
    return count;
}

static void equals_sorting_everything(void **state)
{
    UNUSED(state);
    static struct store s;
    fill(&s, 7);
    struct arena a;
    arena_init(&a, 1 << 20);
    struct feed_source sources[AUTHORS];
    size_t count = 0;
    for (int64_t author = 0; author < AUTHORS; author += 2)
        sources[count++] = (struct feed_source){ account_id(author + 1),
                                                 author % 4 == 0 ? s.newest[author] : INT64_MAX };
    const int64_t bounds[] = { -1, 0, 1, 17, 900, 2000, 3999, 4000, 5000 };
    const size_t n = ARRAY_COUNT(bounds);
    for (size_t i = 0; i < n * n * n; i++) {
        struct feed_range range =
            feed_range_of(bounds[i % n], bounds[i / n % n], bounds[i / n / n]);
        size_t limit = i % 41 + 1;
        struct status_id expected[41];
        struct status_id actual[41];
        size_t actual_count = 0;
        size_t expected_count = expected_page(&s, &range, limit, expected);
        ARENA_SCOPE (&a) {
            assert_ok(feed_merge_list(&a, sources, count, &range, limit, fetch, &s, actual,
                                      &actual_count));
        }
        assert_int_equal(actual_count, expected_count);
        assert_memory_equal(actual, expected, expected_count * sizeof actual[0]);
    }
    arena_done(&a);
}

static void fetches_from_few_authors(void **state)
{
    UNUSED(state);
    static struct store s;
    fill(&s, 11);
    struct arena a;
    arena_init(&a, 1 << 20);
    struct feed_source sources[AUTHORS];
    for (int64_t author = 0; author < AUTHORS; author++)
        sources[author] = (struct feed_source){ account_id(author + 1), s.newest[author] };
    struct feed_range range = feed_range_of(-1, -1, -1);
    struct status_id ids[5];
    size_t count = 0;
    assert_ok(feed_merge_list(&a, sources, AUTHORS, &range, 5, fetch, &s, ids, &count));
    assert_int_equal(count, 5);
    assert_true(s.fetch_count <= 5);
    arena_done(&a);
}

static void an_error_ends_it(void **state)
{
    UNUSED(state);
    static struct store s;
    fill(&s, 11);
    s.fails = true;
    struct arena a;
    arena_init(&a, 1 << 20);
    struct feed_source source = { account_id(1), INT64_MAX };
    struct feed_range range = feed_range_of(-1, -1, -1);
    struct status_id id;
    size_t count = 99;
    assert_err(feed_merge_list(&a, &source, 1, &range, 1, fetch, &s, &id, &count), ERR_DB);
    assert_int_equal(count, 99);
    assert_ok(feed_merge_list(&a, &source, 0, &range, 1, fetch, &s, &id, &count));
    assert_int_equal(count, 0);
    arena_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equals_sorting_everything),
        cmocka_unit_test(fetches_from_few_authors),
        cmocka_unit_test(an_error_ends_it),
    };
    return cmocka_run_group_tests_name("feed/merge", tests, NULL, NULL);
}
