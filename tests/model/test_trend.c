/* model/trend: one person counts once, a swarm of one server hardly, old uses less, and what is usual is no news. */
#include "harness/harness.h"

#include "model/trend.h"

#define NOW (INT64_C(20000) * MS_PER_DAY + 12 * MS_PER_HOUR)
#define LONG_AGO (NOW - 30 * MS_PER_DAY)

static void use(struct trend_tally *t, int64_t subject, int64_t person_since_ms, int64_t number,
                int64_t host, int64_t at_ms)
{
    trend_tally_add(t,
                    &(struct trend_use){ .subject = subject,
                                         .at_ms = at_ms,
                                         .person = account_id(id_floor(person_since_ms) + number),
                                         .host = host_id(host) });
}

static void weighs(void **state)
{
    UNUSED(state);
    assert_int_equal(trend_weight(0), TREND_WHOLE);
    assert_int_equal(trend_weight(-5), TREND_WHOLE);
    assert_int_equal(trend_weight(TREND_HALF_LIFE_MS), TREND_WHOLE / 2);
    assert_int_equal(trend_weight(2 * TREND_HALF_LIFE_MS), TREND_WHOLE / 4);
    assert_int_equal(trend_weight(TREND_HALF_LIFE_MS / 2), TREND_WHOLE * 3 / 4);
    assert_int_equal(trend_weight(MS_PER_DAY * 3650), 0);
}

static void counts_a_person_once(void **state)
{
    UNUSED(state);
    CLEANUP(trend_tally_done) struct trend_tally t = { 0 };
    trend_tally_init(&t, NOW);
    for (int i = 0; i < 50; i++)
        use(&t, 1, LONG_AGO, 0, 0, NOW);
    use(&t, 1, LONG_AGO, 0, 0, NOW - 20 * MS_PER_HOUR);
    use(&t, 1, LONG_AGO, 0, 0, NOW - 40 * MS_PER_HOUR);
    const struct trend_count *c = trend_tally_find(&t, 1);
    assert_non_null(c);
    assert_int_equal(c->days[0].uses, 50);
    assert_int_equal(c->days[0].people, 1);
    assert_int_equal(c->days[1].uses, 1);
    assert_int_equal(c->days[1].people, 1);
    assert_int_equal(c->heat, TREND_WHOLE);
    assert_int_equal(c->people, 1);
    assert_int_equal(trend_score(c, 2, 0), 0);
    assert_null(trend_tally_find(&t, 2));
}

static void bounds_a_swarm(void **state)
{
    UNUSED(state);
    CLEANUP(trend_tally_done) struct trend_tally t = { 0 };
    trend_tally_init(&t, NOW);
    for (int64_t i = 0; i < 1000; i++) {
        use(&t, 1, LONG_AGO, i, 7, NOW);             /* a far server */
        use(&t, 2, NOW - 2 * MS_PER_DAY, i, 0, NOW); /* new here */
        use(&t, 3, LONG_AGO, i, 100 + i, NOW);       /* everybody somewhere else */
        use(&t, 4, LONG_AGO, i, 0, NOW);             /* settled here */
    }
    const struct trend_count *far = trend_tally_find(&t, 1);
    const struct trend_count *new = trend_tally_find(&t, 2);
    assert_int_equal(far->people, TREND_HOST_PEOPLE);
    assert_int_equal(new->people, TREND_HOST_PEOPLE);
    assert_true(far->heat > 6 * TREND_WHOLE && far->heat < 8 * TREND_WHOLE);
    assert_int_equal(far->days[0].people, 1000);
    assert_int_equal(trend_score(far, 3, 0), 0);
    assert_int_equal(trend_tally_find(&t, 3)->people, 1000);
    assert_int_equal(trend_tally_find(&t, 4)->people, 1000);
    assert_int_equal(trend_tally_find(&t, 4)->heat, 1000 * TREND_WHOLE);
}

static void weighs_against_the_usual(void **state)
{
    UNUSED(state);
    struct trend_count c = { .heat = 10 * TREND_WHOLE, .people = 10 };
    int64_t news = trend_score(&c, 5, 0);
    int64_t usual = trend_score(&c, 5, 50);
    assert_int_equal(news, 10 * TREND_WHOLE);
    assert_int_equal(usual, 5 * TREND_WHOLE);
    assert_int_equal(trend_score(&c, 11, 0), 0);
    c.heat = 0;
    assert_int_equal(trend_score(&c, 5, 0), 0);
}

static void leaves_out_what_is_too_old(void **state)
{
    UNUSED(state);
    CLEANUP(trend_tally_done) struct trend_tally t = { 0 };
    trend_tally_init(&t, NOW);
    use(&t, 1, LONG_AGO, 1, 0, NOW - 2 * MS_PER_DAY);
    assert_null(trend_tally_find(&t, 1));
    use(&t, 1, LONG_AGO, 1, 0, NOW + MS_PER_DAY);
    assert_int_equal(trend_tally_find(&t, 1)->days[0].uses, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(weighs),
        cmocka_unit_test(counts_a_person_once),
        cmocka_unit_test(bounds_a_swarm),
        cmocka_unit_test(weighs_against_the_usual),
        cmocka_unit_test(leaves_out_what_is_too_old),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
