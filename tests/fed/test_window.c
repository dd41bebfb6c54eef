/* fed/window: places, shares, and what a plan writes when things end in any order. */
#include "harness/harness.h"

#include "fed/window.h"

#define OWNER 7
#define OBJECT 70
#define NOW_MS 1000000

static struct delivery_outcome outcome_of(int64_t inbox, int64_t host)
{
    return (struct delivery_outcome){ .delivery = { .owner = account_id(OWNER),
                                                    .object = OBJECT,
                                                    .inbox = { .id = inbox_id(inbox),
                                                               .host = host_id(host),
                                                               .url = SV("https://h/inbox"),
                                                               .host_name = SV("h") } } };
}

static struct fed_sending *add(struct fed_window *w, struct fed_walk *walk, int64_t inbox,
                               int64_t start_ms)
{
    struct delivery_outcome outcome = outcome_of(inbox, inbox);
    if (walk != NULL)
        walk->position = inbox_id(inbox);
    else
        outcome.has_row = true;
    return fed_window_add(w, &outcome, walk, start_ms);
}

static struct fed_walk *walk_of(struct fed_window *w, int64_t seq)
{
    struct fanout fanout = { .owner = account_id(OWNER), .seq = seq, .object = OBJECT };
    fed_window_list(w, &fanout, 1);
    assert_int_equal(w->walks->fanout.seq, seq);
    return w->walks;
}

static struct delivery_batch plan(struct fed_window *w, struct arena *a, int64_t late_ms)
{
    struct delivery_batch batch;
    fed_window_plan(w, a, NOW_MS, late_ms, &batch);
    return batch;
}

static void the_cursor_waits_for_the_slowest(void **state)
{
    UNUSED(state);
    struct arena a;
    struct fed_window w;
    struct fed_sending *sendings[6];
    arena_init(&a, 1 << 20);
    fed_window_init(&w);
    struct fed_walk *walk = walk_of(&w, 1);
    for (int64_t i = 1; i <= 5; i++)
        sendings[i] = add(&w, walk, 10 * i, 100 * i);
    struct delivery_batch batch = plan(&w, &a, 0);
    assert_int_equal(batch.count + batch.progress_count, 0);
    fed_window_settle(&w, sendings[1]);
    fed_window_settle(&w, sendings[2]);
    fed_window_settle(&w, sendings[4]);
    batch = plan(&w, &a, 0);
    assert_int_equal(batch.count, 2);
    assert_int_equal(batch.progress_count, 1);
    assert_int_equal(batch.progress[0].cursor.v, 20);
    assert_false(batch.progress[0].is_finished);
    /* Not on disk: the same again. */
    batch = plan(&w, &a, 0);
    assert_int_equal(batch.count, 2);
    fed_window_recorded(&w);
    assert_int_equal(w.count, 3);
    assert_int_equal(plan(&w, &a, 0).count, 0);

    /* The third is late: it gets a row, and what stands behind it is written. */
    batch = plan(&w, &a, 301);
    assert_int_equal(batch.count, 2);
    assert_int_equal(batch.outcomes[0].delivery.inbox.id.v, 30);
    assert_int_equal(batch.outcomes[0].end, DELIVERY_KEPT);
    assert_int_equal(batch.outcomes[0].delivery.next_ms, NOW_MS);
    assert_int_equal(batch.progress[0].cursor.v, 40);
    fed_window_recorded(&w);
    assert_int_equal(w.count, 2);
    assert_int_equal(w.row_count, 1);
    walk->is_read = true;
    assert_int_equal(plan(&w, &a, 301).progress_count, 0);

    /* The last one ends: the fan-out is over, though the late one is under way. */
    fed_window_settle(&w, sendings[5]);
    batch = plan(&w, &a, 301);
    assert_int_equal(batch.count, 1);
    assert_true(batch.progress[0].is_finished);
    fed_window_recorded(&w);
    assert_non_null(w.walks);
    sendings[3]->outcome.end = DELIVERY_SENT;
    fed_window_settle(&w, sendings[3]);
    batch = plan(&w, &a, 301);
    assert_int_equal(batch.count, 1);
    assert_true(batch.outcomes[0].has_row);
    assert_int_equal(batch.progress_count, 0);
    fed_window_recorded(&w);
    assert_int_equal(w.count, 0);
    assert_null(w.walks);
    fed_window_done(&w);
    arena_done(&a);
}

static void too_many_do_not_wait(void **state)
{
    UNUSED(state);
    struct arena a;
    struct fed_window w;
    arena_init(&a, 1 << 20);
    fed_window_init(&w);
    struct fed_walk *walk = walk_of(&w, 1);
    for (int64_t i = 1; i <= FED_WINDOW_MAX; i++) {
        struct fed_sending *s = add(&w, walk, i, 100);
        if (i > 2)
            fed_window_settle(&w, s);
    }
    assert_int_equal(fed_window_room(&w), 0);
    struct delivery_batch batch = plan(&w, &a, 0);
    assert_int_equal(batch.count, FED_WINDOW_MAX);
    assert_int_equal(batch.progress[0].cursor.v, FED_WINDOW_MAX);
    fed_window_recorded(&w);
    assert_int_equal(fed_window_room(&w), FED_WINDOW_MAX - 2);
    assert_true(fed_window_oldest_ms(&w) == INT64_MAX);
    fed_window_done(&w);
    arena_done(&a);
}

static void shares_and_pairs(void **state)
{
    UNUSED(state);
    struct arena a;
    struct fed_window w;
    struct fed_sending *first = NULL;
    size_t count = 0;
    arena_init(&a, 1 << 20);
    fed_window_init(&w);
    for (int64_t i = 1; i <= FED_WINDOW_HOST_MAX; i++) {
        struct delivery_outcome outcome = outcome_of(i, 3);
        assert_false(fed_window_is_host_full(&w, host_id(3)));
        struct fed_sending *s = fed_window_add(&w, &outcome, NULL, 0);
        first = first == NULL ? s : first;
        assert_sv_lit(s->post.url, "https://h/inbox");
        assert_true(s->post.url.ptr != outcome.delivery.inbox.url.ptr);
    }
    assert_true(fed_window_is_host_full(&w, host_id(3)));
    const struct host_id *full = fed_window_full_hosts(&w, &a, &count);
    assert_int_equal(count, 1);
    assert_int_equal(full[0].v, 3);
    fed_window_settle(&w, first);
    assert_false(fed_window_is_host_full(&w, host_id(3)));
    /* Until it is on disk nothing else about the object may go to this inbox. */
    assert_true(fed_window_has(&w, account_id(OWNER), OBJECT, inbox_id(1)));
    assert_false(fed_window_has(&w, account_id(OWNER), OBJECT + 1, inbox_id(1)));
    (void)plan(&w, &a, 0);
    fed_window_recorded(&w);
    assert_false(fed_window_has(&w, account_id(OWNER), OBJECT, inbox_id(1)));
    assert_true(fed_window_has(&w, account_id(OWNER), OBJECT, inbox_id(2)));
    fed_window_done(&w);
    arena_done(&a);
}

static void a_later_walk_stays_behind(void **state)
{
    UNUSED(state);
    struct arena a;
    struct fed_window w;
    arena_init(&a, 1 << 20);
    fed_window_init(&w);
    struct fanout fanouts[] = { { .owner = account_id(OWNER), .seq = 1, .object = OBJECT },
                                { .owner = account_id(OWNER), .seq = 2, .object = OBJECT },
                                { .owner = account_id(OWNER), .seq = 3, .object = 71 } };
    fed_window_list(&w, fanouts, 3);
    struct fed_walk *first = w.walks;
    struct fed_walk *second = first->next;
    assert_true(fed_window_limit(&w, first).v == INT64_MAX);
    assert_int_equal(fed_window_limit(&w, second).v, 0);
    assert_true(fed_window_limit(&w, second->next).v == INT64_MAX);
    struct fed_sending *s = add(&w, first, 10, 0);
    (void)add(&w, first, 20, 0);
    assert_int_equal(fed_window_limit(&w, second).v, 9);
    fed_window_settle(&w, s);
    (void)plan(&w, &a, 0);
    fed_window_recorded(&w);
    assert_int_equal(fed_window_limit(&w, second).v, 19);

    /* Cancelled: nobody waits for it, and what it has under way is written as it ends. */
    fed_window_list(&w, &fanouts[1], 2);
    assert_true(first->is_gone);
    assert_true(fed_window_limit(&w, second).v == INT64_MAX);
    fed_window_settle(&w, w.ring.newer);
    struct delivery_batch batch = plan(&w, &a, 0);
    assert_int_equal(batch.count, 1);
    assert_int_equal(batch.progress_count, 0);
    fed_window_recorded(&w);
    assert_ptr_equal(w.walks, second);
    fed_window_done(&w);
    arena_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_cursor_waits_for_the_slowest),
        cmocka_unit_test(too_many_do_not_wait),
        cmocka_unit_test(shares_and_pairs),
        cmocka_unit_test(a_later_walk_stays_behind),
    };
    return cmocka_run_group_tests_name("fed/window", tests, NULL, NULL);
}
