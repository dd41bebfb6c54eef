/* service/view_instance: the totals are right, and counted once in ten minutes. */
#include "harness/harness.h"
#include "harness/service_fixture.h"

#include "base/clock.h"
#include "service/view_instance.h"

static void totals_are_counted_now_and_then(struct service_fixture *f)
{
    struct instance_totals totals;
    service_person(f, "ann");
    struct ctx *ctx = service_anonymous(f);
    int64_t begin_ms = ctx->now_ms - ctx->now_ms % (10 * MS_PER_MINUTE);
    ctx->now_ms = begin_ms;
    assert_ctx_ok(ctx, service_total_instance(ctx, &totals));
    assert_int_equal(totals.users.total, 1);
    assert_int_equal(totals.statuses, 0);
    assert_int_equal(totals.hosts, 0);
    service_person(f, "bob");
    service_remote(f, "far", "far.example", 7000);
    ctx = service_anonymous(f);
    ctx->now_ms = begin_ms + 10 * MS_PER_MINUTE - 1;
    assert_ctx_ok(ctx, service_total_instance(ctx, &totals));
    assert_int_equal(totals.users.total, 1);
    ctx->now_ms++;
    assert_ctx_ok(ctx, service_total_instance(ctx, &totals));
    assert_int_equal(totals.users.total, 2);
    assert_int_equal(totals.hosts, 1);
}

static void on(enum fixture_engine engine)
{
    struct service_fixture f;
    if (!fixture_has(engine))
        return;
    service_open(&f, engine);
    totals_are_counted_now_and_then(&f);
    service_close(&f);
}

static void test_on_sqlite(void **state)
{
    UNUSED(state);
    on(FIXTURE_SQLITE);
}

static void test_on_postgres(void **state)
{
    UNUSED(state);
    on(FIXTURE_POSTGRES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_on_sqlite),
        cmocka_unit_test(test_on_postgres),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
