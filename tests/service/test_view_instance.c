/* service/view_instance: the totals follow everything that changes them, also what runs at the same time. */
#include "harness/harness.h"
#include "harness/service_fixture.h"

#include <pthread.h>

#include "base/clock.h"
#include "db/db.h"
#include "model/scope.h"
#include "service/domain_rule.h"
#include "service/erase_account.h"
#include "service/erase_status.h"
#include "service/manage_user.h"
#include "service/post_status.h"
#include "service/reblog_status.h"
#include "service/run_erasure.h"
#include "service/sign_in.h"
#include "service/sweep.h"
#include "service/view_instance.h"
#include "text/date.h"

#define WRITERS 4
#define POSTS_EACH 8

static struct instance_totals totals_at(struct service_fixture *f, int64_t days_ahead)
{
    struct instance_totals totals;
    struct ctx *ctx = service_anonymous(f);
    ctx->now_ms += days_ahead * MS_PER_DAY;
    assert_ctx_ok(ctx, service_total_instance(ctx, &totals));
    return totals;
}

static void assert_totals(struct service_fixture *f, int users, int statuses, int hosts)
{
    struct instance_totals totals = totals_at(f, 0);
    assert_int_equal(totals.users.total, users);
    assert_int_equal(totals.statuses, statuses);
    assert_int_equal(totals.hosts, hosts);
    service_counters_check(f);
}

static struct status post(struct service_fixture *f, const struct user *who)
{
    struct status status;
    struct ctx *ctx = service_as(f, who);
    const struct post_draft draft = { .text = SV("words") };
    assert_ctx_ok(ctx, service_post_status(ctx, &draft, &status));
    return status;
}

static void statuses_come_and_go(struct service_fixture *f, const struct user *ann,
                                 const struct user *bob)
{
    struct status first = post(f, ann);
    struct status reblog;
    (void)post(f, ann);
    assert_totals(f, 2, 2, 0);
    struct ctx *ctx = service_as(f, bob);
    assert_ctx_ok(ctx, service_reblog_status(ctx, first.id, VISIBILITY_PUBLIC, &reblog));
    assert_totals(f, 2, 3, 0);
    ctx = service_as(f, bob);
    assert_ctx_ok(ctx, service_unreblog_status(ctx, first.id));
    assert_totals(f, 2, 2, 0);
    ctx = service_as(f, ann);
    assert_ctx_ok(ctx, service_erase_status(ctx, first.id, NULL));
    assert_ctx_ok(ctx, service_finish_open_erasures(service_console(f)));
    assert_totals(f, 2, 1, 0);
}

/* Active is who was here lately: the day counts, and goes with who is suspended. */
static void days_move_on(struct service_fixture *f, const struct user *ann)
{
    struct sv cookie;
    assert_int_equal(totals_at(f, 0).users.active_month, 0);
    struct ctx *ctx = service_anonymous(f);
    assert_ctx_ok(ctx, service_begin_session(ctx, ann, SV(""), &cookie));
    assert_int_equal(totals_at(f, 0).users.active_month, 1);
    assert_int_equal(totals_at(f, 31).users.active_month, 0);
    assert_int_equal(totals_at(f, 31).users.active_half_year, 1);
    ctx = service_anonymous(f);
    ctx->now_ms += 31 * MS_PER_DAY;
    assert_ctx_ok(ctx, service_begin_session(ctx, ann, SV(""), &cookie));
    assert_int_equal(totals_at(f, 31).users.active_month, 1);
    assert_int_equal(totals_at(f, 31).users.active_half_year, 1);
    assert_ctx_ok(service_console(f), service_suspend_user(service_console(f), ann->id));
    assert_int_equal(totals_at(f, 31).users.active_month, 0);
    assert_totals(f, 1, 1, 0);
    assert_ctx_ok(service_console(f), service_suspend_user(service_console(f), ann->id));
    assert_totals(f, 1, 1, 0);
    assert_ctx_ok(service_console(f), service_unsuspend_user(service_console(f), ann->id));
    assert_int_equal(totals_at(f, 31).users.active_month, 1);
    assert_totals(f, 2, 1, 0);
}

/* Neither the login nor the posts count from the answer on. */
static void the_erased_are_not_counted(struct service_fixture *f, const struct user *ann)
{
    struct account_erasure erasure;
    struct ctx *ctx = service_as(f, ann);
    assert_ctx_ok(ctx, service_erase_account(ctx, ann->account, false, &erasure));
    assert_totals(f, 1, 0, 0);
    assert_ctx_ok(ctx, service_finish_erasure(service_console(f), erasure.id, NULL, NULL));
    assert_totals(f, 1, 0, 0);
}

/* A server is known while an account of it is. */
static void servers_come_and_go(struct service_fixture *f)
{
    struct account_erasure erasure;
    struct account_id far = service_remote(f, "far", "far.example", 7000);
    (void)service_remote(f, "away", "away.example", 7010);
    (void)service_remote(f, "other", "away.example", 7020);
    assert_totals(f, 1, 0, 2);
    struct ctx *ctx = service_console(f);
    assert_ctx_ok(ctx, service_erase_account(ctx, far, false, &erasure));
    assert_ctx_ok(ctx, service_finish_erasure(service_console(f), erasure.id, NULL, NULL));
    assert_totals(f, 1, 0, 1);
}

static void week_is(struct service_fixture *f, int64_t days_ahead, size_t ago, int statuses,
                    int logins, int registrations)
{
    struct instance_week weeks[INSTANCE_WEEKS_SHOWN];
    struct ctx *ctx = service_anonymous(f);
    ctx->now_ms += days_ahead * MS_PER_DAY;
    assert_ctx_ok(ctx, service_list_weeks(ctx, weeks));
    assert_int_equal(date_civil(weeks[0].begin_ms).weekday, 1);
    assert_true(weeks[0].begin_ms <= ctx->now_ms);
    assert_true(ctx->now_ms < weeks[0].begin_ms + 7 * MS_PER_DAY);
    assert_int_equal(weeks[0].begin_ms - weeks[11].begin_ms, 77 * MS_PER_DAY);
    assert_int_equal(weeks[ago].statuses, statuses);
    assert_int_equal(weeks[ago].logins, logins);
    assert_int_equal(weeks[ago].registrations, registrations);
}

/* A week tells what happened in it, whatever was deleted later; twelve are kept. */
static void weeks_are_told(struct service_fixture *f, int statuses, int logins, int registrations)
{
    week_is(f, 0, 0, statuses, logins, registrations);
    week_is(f, 0, 1, 0, 0, 0);
    week_is(f, 14, 2, statuses, logins, registrations);
    week_is(f, 14, 0, 0, 0, 0);
    week_is(f, 77, 11, statuses, logins, registrations);
    week_is(f, 84, 11, 0, 0, 0);
    struct ctx *ctx = service_console(f);
    const struct job job = { 0 };
    assert_ctx_ok(ctx, service_sweep_expired(ctx, &job));
    week_is(f, 0, 0, statuses, logins, registrations);
    ctx = service_console(f);
    ctx->now_ms += 84 * MS_PER_DAY;
    assert_ctx_ok(ctx, service_sweep_expired(ctx, &job));
    week_is(f, 0, 0, 0, 0, 0);
}

static size_t peers(struct service_fixture *f, const char *query, struct sv **out)
{
    size_t count = 0;
    struct ctx *ctx = service_anonymous(f);
    assert_ctx_ok(ctx, service_search_peers(ctx, sv_from(query), out, &count));
    return count;
}

static void peers_are_found(struct service_fixture *f)
{
    struct sv *names = NULL;
    struct domain_rule rule;
    (void)service_remote(f, "one", "be-a.example", 8000);
    (void)service_remote(f, "two", "be.example", 8010);
    (void)service_remote(f, "three", "bea.example", 8020);
    assert_int_equal(peers(f, "be", &names), 3);
    assert_int_equal(peers(f, " BE. ", &names), 1);
    assert_sv_lit(names[0], "be.example");
    assert_int_equal(peers(f, "be-", &names), 1);
    assert_int_equal(peers(f, "", &names), 0);
    assert_int_equal(peers(f, "%", &names), 0);
    struct ctx *ctx = service_console(f);
    assert_ctx_ok(ctx, service_set_domain_rule(ctx, SV("be.example"), DOMAIN_BLOCK, SV(""), &rule));
    assert_int_equal(peers(f, "be", &names), 2);
    assert_sv_lit(names[0], "be-a.example");
}

struct poster {
    struct service_fixture *f;
    struct user who;
    pthread_t thread;
    int posted;
};

static void *posts_write(void *arg)
{
    struct poster *p = arg;
    struct arena arena;
    const struct ctx fresh = service_thread_as(p->f, &p->who, &arena);
    while (p->posted < POSTS_EACH) {
        struct ctx ctx = fresh;
        struct status status;
        const struct post_draft draft = { .text = SV("at once") };
        ctx.now_ms = clock_now_ms();
        enum err err = service_post_status(&ctx, &draft, &status);
        p->posted += err == ERR_OK;
        db_release(&ctx);
        arena_reset(&arena);
        if (err != ERR_OK && err != ERR_BUSY && err != ERR_DB_CONFLICT)
            break;
    }
    arena_done(&arena);
    return NULL;
}

static void many_write_at_once(struct service_fixture *f)
{
    static const char *const names[WRITERS] = { "one", "two", "three", "four" };
    struct poster posters[WRITERS];
    for (size_t i = 0; i < WRITERS; i++)
        posters[i] = (struct poster){ .f = f, .who = service_person(f, names[i]) };
    for (size_t i = 0; i < WRITERS; i++)
        assert_int_equal(pthread_create(&posters[i].thread, NULL, posts_write, &posters[i]), 0);
    for (size_t i = 0; i < WRITERS; i++)
        assert_int_equal(pthread_join(posters[i].thread, NULL), 0);
    for (size_t i = 0; i < WRITERS; i++)
        assert_int_equal(posters[i].posted, POSTS_EACH);
    assert_totals(f, 1 + WRITERS, WRITERS * POSTS_EACH, 1);
}

static void totals_follow(enum fixture_engine engine)
{
    struct service_fixture f;
    if (!fixture_has(engine))
        skip();
    service_open(&f, engine);
    assert_totals(&f, 0, 0, 0);
    struct user ann = service_person(&f, "ann");
    struct user bob = service_person(&f, "bob");
    assert_totals(&f, 2, 0, 0);
    statuses_come_and_go(&f, &ann, &bob);
    days_move_on(&f, &ann);
    the_erased_are_not_counted(&f, &ann);
    servers_come_and_go(&f);
    many_write_at_once(&f);
    weeks_are_told(&f, 3 + WRITERS * POSTS_EACH, 1, 2 + WRITERS);
    peers_are_found(&f);
    service_close(&f);
}

static void test_on_sqlite(void **state)
{
    UNUSED(state);
    totals_follow(FIXTURE_SQLITE);
}

static void test_on_postgres(void **state)
{
    UNUSED(state);
    totals_follow(FIXTURE_POSTGRES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_on_sqlite),
        cmocka_unit_test(test_on_postgres),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
