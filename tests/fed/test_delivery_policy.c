/* fed/delivery_policy: what an answer means, how long is waited, when a host is left alone. */
#include "harness/harness.h"

#include "base/clock.h"
#include "fed/delivery_policy.h"
#include "net/net.h"

#define NOW_MS INT64_C(1761987612345)

static struct delivery_outcome outcome(enum activity_kind kind, int64_t attempts, int64_t age_ms,
                                       int64_t failing_ms)
{
    return (struct delivery_outcome){
        .delivery = { .kind = kind,
                      .attempts = attempts,
                      .created_ms = NOW_MS - age_ms,
                      .inbox = { .failing_since_ms = failing_ms > 0 ? NOW_MS - failing_ms : 0 } }
    };
}

static struct fed_post answered(int64_t status)
{
    return (struct fed_post){ .status = status,
                              .err = status == 0 ? ERR_UPSTREAM : net_err_of_status(status) };
}

struct answer_case {
    int64_t status; /* 0 = none */
    enum delivery_end end;
    bool host_failed;
};

static void test_answers(void **state)
{
    (void)state;
    static const struct answer_case cases[] = {
        { 200, DELIVERY_SENT, false },    { 202, DELIVERY_SENT, false },
        { 204, DELIVERY_SENT, false },    { 301, DELIVERY_DROPPED, false },
        { 400, DELIVERY_DROPPED, false }, { 401, DELIVERY_KEPT, false },
        { 403, DELIVERY_DROPPED, false }, { 404, DELIVERY_DROPPED, false },
        { 408, DELIVERY_KEPT, false },    { 410, DELIVERY_DROPPED, false },
        { 413, DELIVERY_DROPPED, false }, { 425, DELIVERY_KEPT, false },
        { 429, DELIVERY_KEPT, false },    { 500, DELIVERY_KEPT, true },
        { 501, DELIVERY_DROPPED, false }, { 503, DELIVERY_KEPT, true },
        { 0, DELIVERY_KEPT, true },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct delivery_outcome o = outcome(ACTIVITY_CREATE, 0, 0, 0);
        struct fed_post post = answered(cases[i].status);
        fed_delivery_judge(&o, &post, NOW_MS, 0);
        assert_int_equal(o.end, cases[i].end);
        assert_int_equal(o.host_failed, cases[i].host_failed);
        assert_int_equal(o.delivery.attempts, o.end == DELIVERY_KEPT);
        assert_false(o.host_answered);
    }
}

static void test_waits(void **state)
{
    (void)state;
    struct fed_post post = answered(503);
    int64_t before = 0;
    int64_t total = 0;
    for (int64_t attempts = 0; attempts < 16; attempts++) {
        struct delivery_outcome o = outcome(ACTIVITY_CREATE, attempts, 0, 0);
        fed_delivery_judge(&o, &post, NOW_MS, 0);
        int64_t wait = o.delivery.next_ms - NOW_MS;
        assert_true(wait > before);
        struct delivery_outcome spread = outcome(ACTIVITY_CREATE, attempts, 0, 0);
        fed_delivery_judge(&spread, &post, NOW_MS, 0xFFFF);
        assert_true(spread.delivery.next_ms - NOW_MS > wait);
        assert_true(spread.delivery.next_ms - NOW_MS <= wait + wait / 2);
        before = wait;
        total += wait;
    }
    assert_true(total > 2 * MS_PER_DAY);
    post.retry_after_s = 3600;
    struct delivery_outcome asked = outcome(ACTIVITY_CREATE, 0, 0, 0);
    fed_delivery_judge(&asked, &post, NOW_MS, 0);
    assert_int_equal(asked.delivery.next_ms, NOW_MS + MS_PER_HOUR);
    post.retry_after_s = INT64_MAX / 4000;
    fed_delivery_judge(&asked, &post, NOW_MS, 0);
    assert_int_equal(asked.delivery.next_ms, NOW_MS + MS_PER_DAY);
}

static void test_horizons(void **state)
{
    (void)state;
    struct fed_post post = answered(0);
    struct delivery_outcome o = outcome(ACTIVITY_CREATE, 9, 4 * MS_PER_DAY, MS_PER_HOUR);
    fed_delivery_judge(&o, &post, NOW_MS, 0);
    assert_int_equal(o.end, DELIVERY_DROPPED);
    o = outcome(ACTIVITY_DELETE, 9, 29 * MS_PER_DAY, 8 * MS_PER_DAY);
    fed_delivery_judge(&o, &post, NOW_MS, 0);
    assert_int_equal(o.end, DELIVERY_KEPT);
    o = outcome(ACTIVITY_DELETE_ACTOR, 9, 31 * MS_PER_DAY, 8 * MS_PER_DAY);
    fed_delivery_judge(&o, &post, NOW_MS, 0);
    assert_int_equal(o.end, DELIVERY_DROPPED);
}

static void test_parking(void **state)
{
    (void)state;
    struct fed_post post = answered(0);
    struct delivery_outcome o = outcome(ACTIVITY_CREATE, 0, 0, MS_PER_HOUR);
    fed_delivery_judge(&o, &post, NOW_MS, 0);
    assert_int_equal(o.parked_until_ms, 0);
    o = outcome(ACTIVITY_CREATE, 0, 0, 2 * MS_PER_DAY);
    fed_delivery_judge(&o, &post, NOW_MS, 0);
    assert_int_equal(o.parked_until_ms, NOW_MS + 6 * MS_PER_HOUR);
    assert_true(o.delivery.next_ms >= o.parked_until_ms);
    o = outcome(ACTIVITY_CREATE, 0, 0, 9 * MS_PER_DAY);
    fed_delivery_judge(&o, &post, NOW_MS, 0);
    assert_int_equal(o.parked_until_ms, NOW_MS + MS_PER_DAY);
    post = answered(202);
    fed_delivery_judge(&o, &post, NOW_MS, 0);
    assert_true(o.host_answered);
    /* We stopped: no fault of theirs, and no attempt. */
    o = outcome(ACTIVITY_CREATE, 3, 0, 0);
    post = (struct fed_post){ .err = ERR_BUSY };
    fed_delivery_judge(&o, &post, NOW_MS, 0);
    assert_int_equal(o.end, DELIVERY_KEPT);
    assert_int_equal(o.delivery.attempts, 3);
    assert_false(o.host_failed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answers),
        cmocka_unit_test(test_waits),
        cmocka_unit_test(test_horizons),
        cmocka_unit_test(test_parking),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
