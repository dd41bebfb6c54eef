/* feed/feed: against a naive model through all forms of paging; the race with a follow; threads. */
/* Before the harness: cmocka has a macro of the name of fail(). */
#include "base/ctx.h"

#include "harness/harness.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/clock.h"
#include "feed/feed.h"

#define AUTHORS 48
#define VIEWERS 6
#define ID_MAX 20000

/* The store: post of id i belongs to author_of[i] (0 = none). Viewer v follows author a. */
struct world {
    struct feed *feed;
    struct arena arena;
    struct ctx ctx;
    uint32_t seed;
    int64_t newest;
    uint8_t author_of[ID_MAX + 1];
    uint8_t flags_of[ID_MAX + 1];
    bool follows[VIEWERS + 1][AUTHORS + 1];
    bool is_erased[AUTHORS + 1];
    uint32_t skip_flags; /* for fetch */
    unsigned load_count;
};

/* The loader gets no argument but the context; tests are single-threaded where they use this. */
static struct world *the_world;

static enum err load(struct ctx *ctx, struct feed_set_key key, struct feed_draft *draft)
{
    UNUSED(ctx);
    the_world->load_count++;
    for (int64_t a = 1; a <= AUTHORS; a++) {
        if (the_world->follows[key.id][a])
            feed_draft_add(draft, account_id(a << 16));
    }
    return ERR_OK;
}

static struct world *world_new(size_t ring_capacity)
{
    struct world *w = calloc(1, sizeof *w);
    w->feed = feed_new(&(struct feed_settings){
        .ring_capacity = ring_capacity, .sets_cap_bytes = 1 << 20, .load = load });
    arena_init(&w->arena, 1 << 22);
    w->ctx.arena = &w->arena;
    w->seed = 20;
    the_world = w;
    return w;
}

static void world_free(struct world *w)
{
    feed_free(w->feed);
    arena_done(&w->arena);
    free(w);
}

static uint32_t roll(struct world *w, uint32_t sides)
{
    w->seed = w->seed * 1664525 + 1013904223;
    return (w->seed >> 9) % sides;
}

static struct feed_post post_of(const struct world *w, int64_t id)
{
    return (struct feed_post){ status_id(id), account_id((int64_t)w->author_of[id] << 16),
                               w->flags_of[id] };
}

static void add_post(struct world *w, int64_t id)
{
    uint32_t author = roll(w, AUTHORS) + 1;
    if (w->author_of[id] != 0 || w->is_erased[author])
        return;
    w->author_of[id] = (uint8_t)author;
    w->flags_of[id] = (uint8_t)roll(w, 4);
    struct feed_post post = post_of(w, id);
    feed_insert_posts(w->feed, &post, 1);
    if (id > w->newest)
        w->newest = id;
}

static void fill_author(struct world *w, uint32_t author)
{
    struct feed_post *posts = calloc(ID_MAX, sizeof *posts);
    size_t count = 0;
    int64_t newest = 0;
    for (int64_t id = 1; id <= ID_MAX; id++) {
        if (w->author_of[id] != author)
            continue;
        newest = id;
        if (id >= feed_floor(w->feed))
            posts[count++] = post_of(w, id);
    }
    feed_fill_author(w->feed, posts, count, account_id((int64_t)author << 16), status_id(newest));
    free(posts);
}

static void toggle_follow(struct world *w, uint32_t viewer, uint32_t author)
{
    bool *follows = &w->follows[viewer][author];
    if (w->is_erased[author])
        return;
    *follows = !*follows;
    struct account_id id = account_id((int64_t)author << 16);
    if (!*follows)
        feed_release_author(w->feed, id, 1);
    else if (feed_retain_author(w->feed, id, 1))
        fill_author(w, author);
    feed_set_invalidate(w->feed, (struct feed_set_key){ FEED_SET_HOME, viewer });
}

static void erase_author(struct world *w, uint32_t author)
{
    w->is_erased[author] = true;
    for (int64_t id = 1; id <= ID_MAX; id++) {
        if (w->author_of[id] == author)
            w->author_of[id] = 0;
    }
    feed_erase_author(w->feed, account_id((int64_t)author << 16));
    for (int64_t v = 1; v <= VIEWERS; v++) {
        w->follows[v][author] = false;
        feed_set_invalidate(w->feed, (struct feed_set_key){ FEED_SET_HOME, v });
    }
}

static bool is_shown(const struct world *w, uint32_t viewer, int64_t id, uint32_t skip_flags)
{
    uint32_t author = w->author_of[id];
    return author != 0 && w->follows[viewer][author] && (w->flags_of[id] & skip_flags) == 0;
}

static void reverse(struct status_id *ids, size_t count)
{
    for (size_t i = 0; i < count / 2; i++) {
        struct status_id kept = ids[i];
        ids[i] = ids[count - 1 - i];
        ids[count - 1 - i] = kept;
    }
}

static size_t naive_page(const struct world *w, uint32_t viewer, const struct feed_query *q,
                         struct status_id *out)
{
    size_t count = 0;
    for (int64_t i = 0; i < ID_MAX && count < q->limit; i++) {
        int64_t id = q->range.is_from_oldest ? i + 1 : ID_MAX - i;
        if (id > q->range.after && id < q->range.before && is_shown(w, viewer, id, q->skip_flags))
            out[count++] = status_id(id);
    }
    if (q->range.is_from_oldest)
        reverse(out, count);
    return count;
}

static enum err fetch(void *arg, struct account_id author, const struct feed_range *range,
                      size_t cap, struct status_id *out_ids, size_t *out_count)
{
    const struct world *w = arg;
    size_t count = 0;
    for (int64_t i = 0; i < ID_MAX && count < cap; i++) {
        int64_t id = range->is_from_oldest ? i + 1 : ID_MAX - i;
        if (w->author_of[id] == author.v >> 16 && id > range->after && id < range->before &&
            (w->flags_of[id] & w->skip_flags) == 0)
            out_ids[count++] = status_id(id);
    }
    *out_count = count;
    return ERR_OK;
}

/* What service does: ask the ring until the page is full or the range is done, and the merge for
 * the rest. */
static size_t whole_page(struct world *w, const struct feed_query *query, struct status_id *out)
{
    struct feed_query q = *query;
    struct feed_page page = { .stop = FEED_STOP_CAP };
    size_t count = 0;
    while (page.stop == FEED_STOP_CAP) {
        struct status_id part[64];
        assert_ok(feed_select(w->feed, &w->ctx, &q, part, &page));
        /* Each part of a page from the oldest goes before the parts below it. */
        if (q.range.is_from_oldest)
            memmove(out + page.count, out, count * sizeof *out);
        memcpy(q.range.is_from_oldest ? out : out + count, part, page.count * sizeof *out);
        count += page.count;
        q.limit -= page.count;
        q.range = page.rest;
    }
    if (page.stop != FEED_STOP_TAIL)
        return count;
    struct feed_source *sources = NULL;
    size_t source_count = 0;
    assert_ok(feed_list_sources(w->feed, &w->ctx, q.set, q.epoch, &sources, &source_count));
    w->skip_flags = q.skip_flags;
    struct status_id part[64];
    size_t part_count = 0;
    assert_ok(feed_merge_list(&w->arena, sources, source_count, &q.range, q.limit, fetch, w, part,
                              &part_count));
    if (q.range.is_from_oldest)
        memmove(out + part_count, out, count * sizeof *out);
    memcpy(q.range.is_from_oldest ? out : out + count, part, part_count * sizeof *out);
    return count + part_count;
}

static int64_t roll_bound(struct world *w)
{
    return roll(w, 3) == 0 ? (int64_t)roll(w, (uint32_t)w->newest + 10) : -1;
}

static void compare_page(struct world *w)
{
    uint32_t viewer = roll(w, VIEWERS) + 1;
    struct feed_query q = {
        .set = { FEED_SET_HOME, viewer },
        .range = feed_range_of(roll_bound(w), roll_bound(w), roll_bound(w)),
        .limit = roll(w, 40) + 1,
        .scan_cap = roll(w, 2) == 0 ? 100000 : roll(w, 300) + 1,
        .skip_flags = roll(w, 3) == 0 ? FEED_FLAG_REPLY : 0,
        .epoch = feed_epoch(w->feed),
    };
    struct status_id expected[64];
    struct status_id actual[64];
    size_t expected_count = naive_page(w, viewer, &q, expected);
    ARENA_SCOPE (&w->arena) {
        assert_int_equal(whole_page(w, &q, actual), expected_count);
    }
    assert_memory_equal(actual, expected, expected_count * sizeof actual[0]);
}

static void step(struct world *w)
{
    uint32_t kind = roll(w, 1000);
    if (kind < 600)
        add_post(w, w->newest + 1 + roll(w, 3));
    else if (kind < 700)
        add_post(w, roll(w, (uint32_t)w->newest + 1) + 1);
    else if (kind < 780) {
        int64_t id = roll(w, (uint32_t)w->newest + 1);
        w->author_of[id] = 0;
        (void)feed_delete_post(w->feed, status_id(id));
    } else if (kind < 850)
        toggle_follow(w, roll(w, VIEWERS) + 1, roll(w, AUTHORS) + 1);
    else if (kind == 850)
        erase_author(w, roll(w, AUTHORS) + 1);
    else if (kind > 985)
        compare_page(w);
}

static void equals_a_naive_model(void **state)
{
    UNUSED(state);
    struct world *w = world_new(3000);
    for (int i = 0; i < 200; i++)
        toggle_follow(w, roll(w, VIEWERS) + 1, roll(w, AUTHORS) + 1);
    for (int i = 0; i < 30000 && w->newest < ID_MAX - 4; i++)
        step(w);
    struct feed_stats stats;
    feed_stats_get(w->feed, &stats);
    assert_true(stats.floor > 1000);
    assert_true(stats.post_count > 500);
    world_free(w);
}

static void a_follow_during_a_load_is_not_lost(void **state)
{
    UNUSED(state);
    struct world *w = world_new(1000);
    toggle_follow(w, 1, 1);
    struct feed_query q = { .set = { FEED_SET_HOME, 1 },
                            .range = feed_range_of(-1, -1, -1),
                            .limit = 10,
                            .scan_cap = 1000,
                            .epoch = feed_epoch(w->feed) };
    struct status_id ids[10];
    struct feed_page page;
    /* The reader's snapshot is older than the follow: as if it loaded before and stores after it.
     */
    toggle_follow(w, 1, 2);
    w->follows[1][2] = false;
    assert_ok(feed_select(w->feed, &w->ctx, &q, ids, &page));
    w->follows[1][2] = true;
    w->author_of[5] = 2;
    struct feed_post post = post_of(w, 5);
    feed_insert_posts(w->feed, &post, 1);
    q.epoch = feed_epoch(w->feed);
    assert_ok(feed_select(w->feed, &w->ctx, &q, ids, &page));
    assert_int_equal(page.count, 1);
    assert_int_equal(w->load_count, 2);
    assert_ok(feed_select(w->feed, &w->ctx, &q, ids, &page));
    assert_int_equal(w->load_count, 2);
    world_free(w);
}

static void members_are_known(void **state)
{
    UNUSED(state);
    struct world *w = world_new(1000);
    toggle_follow(w, 1, 7);
    const struct feed_set_key home = { FEED_SET_HOME, 1 };
    bool is_member = false;
    assert_ok(feed_has_member(w->feed, &w->ctx, home, feed_epoch(w->feed), account_id(7 << 16),
                              &is_member));
    assert_true(is_member);
    assert_ok(feed_has_member(w->feed, &w->ctx, home, feed_epoch(w->feed), account_id(8 << 16),
                              &is_member));
    assert_false(is_member);
    world_free(w);
}

static enum err load_fails(struct ctx *ctx, struct feed_set_key key, struct feed_draft *draft)
{
    for (int64_t i = 1; key.id == 2 && i < 10000; i++)
        feed_draft_add(draft, account_id(i));
    return key.id == 2 ? ERR_OK : (fail)(ctx, ERR_DB, "no store");
}

static void errors_of_the_loader_go_up(void **state)
{
    UNUSED(state);
    struct feed *f = feed_new(
        &(struct feed_settings){ .ring_capacity = 10, .sets_cap_bytes = 1000, .load = load_fails });
    struct arena arena;
    arena_init(&arena, 20000);
    struct ctx ctx = { .arena = &arena };
    struct feed_query q = { .set = { FEED_SET_HOME, 1 },
                            .range = feed_range_of(-1, -1, -1),
                            .limit = 1,
                            .scan_cap = 10,
                            .epoch = feed_epoch(f) };
    struct status_id id;
    struct feed_page page;
    assert_err(feed_select(f, &ctx, &q, &id, &page), ERR_DB);
    q.set.id = 2;
    assert_err(feed_select(f, &ctx, &q, &id, &page), ERR_LIMIT);
    arena_done(&arena);
    feed_free(f);
}

struct race {
    struct feed *feed;
    _Atomic bool is_over;
};

static enum err load_some(struct ctx *ctx, struct feed_set_key key, struct feed_draft *draft)
{
    UNUSED(ctx);
    for (int64_t a = key.id; a <= 40; a += 2)
        feed_draft_add(draft, account_id(a));
    return ERR_OK;
}

static void *read_often(void *arg)
{
    struct race *r = arg;
    struct arena arena;
    arena_init(&arena, 1 << 20);
    struct ctx ctx = { .arena = &arena };
    for (int64_t round = 0; !atomic_load(&r->is_over); round++) {
        struct feed_query q = {
            .set = { FEED_SET_HOME, round % 3 + 1 },
            .range = feed_range_of(-1, -1, round % 2 == 0 ? -1 : feed_floor(r->feed) + 10),
            .limit = 20,
            .scan_cap = 10000,
            .epoch = feed_epoch(r->feed),
        };
        struct status_id ids[20];
        struct feed_page page;
        assert_ok(feed_select(r->feed, &ctx, &q, ids, &page));
        for (size_t i = 1; i < page.count; i++)
            assert_true(ids[i].v < ids[i - 1].v);
        arena_reset(&arena);
    }
    arena_done(&arena);
    return NULL;
}

static void threads_see_whole_pages(void **state)
{
    UNUSED(state);
    struct race r = { .feed = feed_new(&(struct feed_settings){
                          .ring_capacity = 6000, .sets_cap_bytes = 1500, .load = load_some }) };
    for (int64_t a = 1; a <= 40; a++)
        (void)feed_retain_author(r.feed, account_id(a), 1);
    pthread_t readers[2];
    for (size_t i = 0; i < ARRAY_COUNT(readers); i++)
        assert_int_equal(pthread_create(&readers[i], NULL, read_often, &r), 0);
    for (int64_t i = 1; i <= 12000; i++) {
        struct feed_post post = { status_id(i * 4 - i % 7), account_id(i % 40 + 1), 0 };
        feed_insert_posts(r.feed, &post, 1);
        if (i % 10 == 0)
            (void)feed_delete_post(r.feed, post.id);
        if (i % 100 == 0)
            feed_set_invalidate(r.feed, (struct feed_set_key){ FEED_SET_HOME, i % 3 + 1 });
        if (i == 9000)
            feed_erase_author(r.feed, account_id(7));
    }
    atomic_store(&r.is_over, true);
    for (size_t i = 0; i < ARRAY_COUNT(readers); i++)
        assert_int_equal(pthread_join(readers[i], NULL), 0);
    feed_free(r.feed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equals_a_naive_model),
        cmocka_unit_test(a_follow_during_a_load_is_not_lost),
        cmocka_unit_test(members_are_known),
        cmocka_unit_test(errors_of_the_loader_go_up),
        cmocka_unit_test(threads_see_whole_pages),
    };
    return cmocka_run_group_tests_name("feed/feed", tests, NULL, NULL);
}
