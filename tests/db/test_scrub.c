/* Cleaning a page: stale bytes go, cells stay, what is no tree page stays as it is. */
#include "harness/harness.h"

#include "db/scrub.h"

/* A leaf of one cell of ten bytes at the end, a free block of twenty before it, a stale gap. */
static void make_leaf(unsigned char *page, size_t header)
{
    size_t cell = SCRUB_PAGE_BYTES - 10;
    size_t free_block = cell - 20;
    memset(page, 's', SCRUB_PAGE_BYTES);
    page[header] = 13;
    page[header + 1] = (unsigned char)(free_block >> 8);
    page[header + 2] = (unsigned char)free_block;
    page[header + 3] = 0;
    page[header + 4] = 1;
    page[header + 5] = (unsigned char)(free_block >> 8);
    page[header + 6] = (unsigned char)free_block;
    page[header + 7] = 0;
    page[header + 8] = (unsigned char)(cell >> 8);
    page[header + 9] = (unsigned char)cell;
    memset(page + cell, 'c', 10);
    page[free_block] = 0;
    page[free_block + 1] = 0;
    page[free_block + 2] = 0;
    page[free_block + 3] = 20;
}

static size_t count_byte(const unsigned char *page, unsigned char byte, size_t from)
{
    size_t count = 0;
    for (size_t i = from; i < SCRUB_PAGE_BYTES; i++)
        count += page[i] == byte;
    return count;
}

static void test_leaf(void **state)
{
    unsigned char page[SCRUB_PAGE_BYTES];
    UNUSED(state);
    make_leaf(page, 0);
    assert_true(scrub_page(page, false));
    assert_int_equal(count_byte(page, 's', 0), 0);
    assert_int_equal(count_byte(page, 'c', 0), 10);
    assert_int_equal(page[0], 13);
}

static void test_first_page(void **state)
{
    unsigned char page[SCRUB_PAGE_BYTES];
    UNUSED(state);
    make_leaf(page, 100);
    assert_true(scrub_page(page, true));
    assert_int_equal(count_byte(page, 's', 0), 100);
    assert_int_equal(count_byte(page, 's', 100), 0);
}

/* Each way in which a page can fail to hold together leaves it alone. */
static void test_broken_pages_stay(void **state)
{
    static const struct {
        size_t at;
        unsigned char value;
    } breaks[] = {
        { 0, 0 },                        /* an overflow or free page */
        { 0, 7 },                        /* no kind */
        { 3, 0xff },                     /* more cells than fit */
        { 5, 0xff },                     /* cells begin behind the end */
        { 8, 0 },                        /* a cell inside the header */
        { 8, 0xff },                     /* a cell behind the end */
        { 1, 0 },                        /* a free block before the cells */
        { SCRUB_PAGE_BYTES - 28, 0xff }, /* a free block longer than the page */
        { SCRUB_PAGE_BYTES - 27, 1 },    /* a free block shorter than its head */
        { SCRUB_PAGE_BYTES - 29, 9 },    /* a chain that goes back */
    };

    UNUSED(state);
    for (size_t i = 0; i < ARRAY_COUNT(breaks); i++) {
        unsigned char page[SCRUB_PAGE_BYTES];
        unsigned char before[SCRUB_PAGE_BYTES];
        make_leaf(page, 0);
        page[breaks[i].at] = breaks[i].value;
        memcpy(before, page, sizeof page);
        assert_false(scrub_page(page, false));
        assert_memory_equal(page, before, sizeof page);
    }
}

static void test_any_bytes(void **state)
{
    unsigned char page[SCRUB_PAGE_BYTES];
    uint64_t random = 88172645463325252u;
    UNUSED(state);
    for (int round = 0; round < 20000; round++) {
        for (size_t i = 0; i < 64; i++) {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            page[i] = (unsigned char)random;
            page[SCRUB_PAGE_BYTES - 1 - i] = (unsigned char)(random >> 8);
        }
        memset(page + 64, (int)(random >> 16), SCRUB_PAGE_BYTES - 128);
        page[0] = (unsigned char)(2 + round % 12);
        page[3] = 0;
        page[4] = (unsigned char)(round % 3);
        (void)scrub_page(page, round % 5 == 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_leaf),
        cmocka_unit_test(test_first_page),
        cmocka_unit_test(test_broken_pages_stay),
        cmocka_unit_test(test_any_bytes),
    };
    return cmocka_run_group_tests_name("scrub", tests, NULL, NULL);
}
