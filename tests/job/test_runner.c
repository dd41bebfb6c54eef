/* job/runner: order within an owner, retries, restarts. */
#include "base/ctx.h"

#include "harness/harness.h"
#include "harness/keyed_fixture.h"

#include <sqlite3.h>
#include <stdatomic.h>
#include <unistd.h>

#include "base/clock.h"
#include "job/kinds.h"
#include "job/runner.h"
#include "store/ingest.h"
#include "store/keyring.h"

#define OWNERS 4
#define JOBS_EACH 50

struct seen {
    struct fixture *store;
    _Atomic int count;
    _Atomic int64_t last[OWNERS];
    _Atomic int disorder;
    _Atomic int failures_left;
};

static struct seen seen;

static void setup(void *arg, struct ctx *ctx)
{
    struct fixture *store = arg;
    ctx->db = store->ctx.db;
    ctx->keyring = store->ctx.keyring;
}

static void finish(void *arg, struct ctx *ctx)
{
    UNUSED(arg);
    db_release(ctx);
}

static enum err note(struct ctx *ctx, const struct job *job)
{
    UNUSED(ctx);
    if (atomic_fetch_sub(&seen.failures_left, 1) > 0)
        return ERR_UPSTREAM;
    int64_t before = atomic_exchange(&seen.last[job->owner.v % OWNERS], job->subject);
    if (before >= job->subject)
        atomic_fetch_add(&seen.disorder, 1);
    atomic_fetch_add(&seen.count, 1);
    return ERR_OK;
}

static enum err nothing(struct ctx *ctx, const struct job *job)
{
    UNUSED(ctx);
    UNUSED(job);
    return ERR_OK;
}

static enum err refuse(struct ctx *ctx, const struct job *job)
{
    UNUSED(job);
    UNUSED(ctx);
    return ERR_PARSE;
}

static struct job_runner_options options_of(struct keyed_fixture *f)
{
    struct job_runner_options o = {
        .thread_count = 3,
        .arena_bytes = 1 << 20,
        .setup = setup,
        .finish = finish,
        .arg = &f->store,
    };
    for (size_t i = 0; i < JOB_KIND_COUNT; i++)
        o.handlers[i] = nothing;
    o.handlers[JOB_INGEST_ACTIVITY] = note;
    o.handlers[JOB_REFRESH_ACTOR] = refuse;
    return o;
}

struct batch {
    int64_t first_id;
    enum job_kind kind;
    int count;
};

static enum err enqueue(struct ctx *ctx, void *arg)
{
    struct batch *b = arg;
    for (int i = 0; i < b->count; i++)
        TRY(store_job_insert(ctx, job_id(b->first_id + i), b->kind, account_id(1 + i % OWNERS),
                             b->first_id + i, 0, ctx->now_ms));
    return ERR_OK;
}

static void wait_for_count(int count)
{
    for (int i = 0; i < 500 && atomic_load(&seen.count) < count; i++)
        (void)usleep(10000);
    assert_int_equal(atomic_load(&seen.count), count);
}

static void run_on(enum fixture_engine engine)
{
    struct keyed_fixture f;
    keyed_open(&f, engine);
    memset(&seen, 0, sizeof seen);
    struct job_runner_options options = options_of(&f);
    struct ctx *ctx = &f.store.ctx;
    struct batch batch = { 1000, JOB_INGEST_ACTIVITY, OWNERS * JOBS_EACH };
    assert_ctx_ok(ctx, db_write(ctx, enqueue, &batch));
    struct job_runner *r = NULL;
    assert_ctx_ok(ctx, job_runner_start(ctx, &options, &r));
    wait_for_count(OWNERS * JOBS_EACH);
    batch.first_id = 5000;
    assert_ctx_ok(ctx, db_write(ctx, enqueue, &batch));
    job_runner_wake(r);
    wait_for_count(2 * OWNERS * JOBS_EACH);
    job_runner_stop(r);
    assert_int_equal(atomic_load(&seen.disorder), 0);
    int64_t next_ms = 0;
    assert_ctx_ok(ctx, store_job_next(ctx, &next_ms));
    assert_true(next_ms == INT64_MAX);
    keyed_close(&f);
}

static void all_run_in_order(void **state)
{
    UNUSED(state);
    run_on(FIXTURE_SQLITE);
    if (fixture_has(FIXTURE_POSTGRES))
        run_on(FIXTURE_POSTGRES);
}

static void failures_wait_or_go(void **state)
{
    UNUSED(state);
    struct keyed_fixture f;
    keyed_open(&f, FIXTURE_SQLITE);
    memset(&seen, 0, sizeof seen);
    atomic_store(&seen.failures_left, 1);
    struct job_runner_options options = options_of(&f);
    struct ctx *ctx = &f.store.ctx;
    struct batch one = { 1000, JOB_INGEST_ACTIVITY, 1 };
    struct batch hopeless = { 2000, JOB_REFRESH_ACTOR, 1 };
    assert_ctx_ok(ctx, db_write(ctx, enqueue, &one));
    assert_ctx_ok(ctx, db_write(ctx, enqueue, &hopeless));
    int64_t run = 0;
    assert_ctx_ok(ctx, job_run_due(ctx, &options, &run));
    assert_int_equal(run, 2);
    assert_int_equal(atomic_load(&seen.count), 0);
    int64_t next_ms = 0;
    assert_ctx_ok(ctx, store_job_next(ctx, &next_ms));
    assert_true(next_ms > ctx->now_ms && next_ms < ctx->now_ms + MS_PER_HOUR);
    keyed_close(&f);
}

static enum err receive(struct ctx *ctx, void *arg)
{
    const struct ingest *ingest = arg;
    struct sv box;
    TRY(store_ingest_seal(ctx, ingest, &box));
    TRY(store_ingest_insert(ctx, ingest, box));
    return store_job_insert(ctx, job_id(ingest->id), JOB_INGEST_ACTIVITY, account_id(1), ingest->id,
                            0, ctx->now_ms);
}

static void an_activity_goes_with_its_job(void **state)
{
    UNUSED(state);
    struct keyed_fixture f;
    keyed_open(&f, FIXTURE_SQLITE);
    memset(&seen, 0, sizeof seen);
    atomic_store(&seen.failures_left, 1);
    struct job_runner_options options = options_of(&f);
    struct ctx *ctx = &f.store.ctx;
    struct ingest failing = { .id = 1000, .body = SV("{}"), .received_ms = ctx->now_ms };
    struct ingest worked = failing;
    worked.id = 1001;
    assert_ctx_ok(ctx, db_write(ctx, receive, &failing));
    assert_ctx_ok(ctx, db_write(ctx, receive, &worked));
    int64_t run = 0;
    assert_ctx_ok(ctx, job_run_due(ctx, &options, &run));
    assert_int_equal(run, 2);
    assert_ctx_ok(ctx, store_ingest_get(ctx, 1000, &failing));
    assert_int_equal(store_ingest_get(ctx, 1001, &worked), ERR_NOT_FOUND);
    keyed_close(&f);
}

struct claimed {
    struct job *jobs;
    size_t count;
};

static enum err claim(struct ctx *ctx, void *arg)
{
    struct claimed *c = arg;
    ctx->now_ms += MS_PER_DAY; /* the clock ran ahead */
    return store_job_claim(ctx, 10, &c->jobs, &c->count);
}

static void claimed_jobs_run_after_a_restart(void **state)
{
    UNUSED(state);
    struct keyed_fixture f;
    keyed_open(&f, FIXTURE_SQLITE);
    memset(&seen, 0, sizeof seen);
    struct job_runner_options options = options_of(&f);
    struct ctx *ctx = &f.store.ctx;
    struct batch one = { 1000, JOB_INGEST_ACTIVITY, 1 };
    struct claimed claimed = { 0 };
    assert_ctx_ok(ctx, db_write(ctx, enqueue, &one));
    assert_ctx_ok(ctx, db_write(ctx, claim, &claimed));
    assert_int_equal(claimed.count, 1);
    ctx->now_ms = clock_now_ms();
    struct job_runner *r = NULL;
    assert_ctx_ok(ctx, job_runner_start(ctx, &options, &r));
    wait_for_count(1);
    job_runner_stop(r);
    keyed_close(&f);
}

/* Everything that is enqueued is due now. */
static enum err all_due(struct ctx *ctx, void *arg)
{
    const struct batch *b = arg;
    for (int i = 0; i < b->count; i++)
        TRY(store_job_retry(ctx, job_id(b->first_id + i), ctx->now_ms));
    return ERR_OK;
}

static enum err never_ends(struct ctx *ctx, const struct job *job)
{
    UNUSED(ctx);
    atomic_store(&seen.last[0], job->attempts);
    atomic_fetch_add(&seen.count, 1);
    return atomic_load(&seen.failures_left) > 0 ? ERR_CORRUPT : ERR_NOT_FOUND;
}

static void an_erasure_is_never_given_up(void **state)
{
    UNUSED(state);
    struct keyed_fixture f;
    keyed_open(&f, FIXTURE_SQLITE);
    memset(&seen, 0, sizeof seen);
    struct job_runner_options options = options_of(&f);
    options.handlers[JOB_RUN_ERASURE] = never_ends;
    struct ctx *ctx = &f.store.ctx;
    struct batch one = { 1000, JOB_RUN_ERASURE, 1 };
    assert_ctx_ok(ctx, db_write(ctx, enqueue, &one));
    for (int attempt = 1; attempt <= 30; attempt++) {
        int64_t run = 0;
        int64_t next_ms = 0;
        atomic_store(&seen.failures_left, attempt % 2);
        assert_ctx_ok(ctx, job_run_due(ctx, &options, &run));
        assert_int_equal(run, 1);
        assert_int_equal(atomic_load(&seen.last[0]), attempt);
        assert_ctx_ok(ctx, store_job_next(ctx, &next_ms));
        assert_in_range(next_ms, clock_now_ms(), clock_now_ms() + 2 * MS_PER_HOUR);
        assert_ctx_ok(ctx, db_write(ctx, all_due, &one));
    }
    keyed_close(&f);
}

static enum err tell_attempts(struct ctx *ctx, const struct job *job)
{
    UNUSED(ctx);
    atomic_store(&seen.last[job->kind == JOB_RUN_ERASURE], job->attempts);
    atomic_fetch_add(&seen.count, 1);
    return ERR_OK;
}

/* A crash counts where one may be to blame for it, and never for an erasure. */
static void a_crash_is_no_attempt_of_an_erasure(void **state)
{
    UNUSED(state);
    struct keyed_fixture f;
    struct claimed claimed = { 0 };
    struct job_runner *r = NULL;
    keyed_open(&f, FIXTURE_SQLITE);
    memset(&seen, 0, sizeof seen);
    struct job_runner_options options = options_of(&f);
    options.handlers[JOB_RUN_ERASURE] = tell_attempts;
    options.handlers[JOB_INGEST_ACTIVITY] = tell_attempts;
    struct ctx *ctx = &f.store.ctx;
    struct batch erasure = { 1000, JOB_RUN_ERASURE, 1 };
    struct batch ingest = { 2000, JOB_INGEST_ACTIVITY, 1 };
    assert_ctx_ok(ctx, db_write(ctx, enqueue, &erasure));
    assert_ctx_ok(ctx, db_write(ctx, enqueue, &ingest));
    assert_ctx_ok(ctx, db_write(ctx, claim, &claimed));
    assert_int_equal(claimed.count, 2);
    ctx->now_ms = clock_now_ms();
    assert_ctx_ok(ctx, job_runner_start(ctx, &options, &r));
    wait_for_count(2);
    job_runner_stop(r);
    assert_int_equal(atomic_load(&seen.last[true]), 1);
    assert_int_equal(atomic_load(&seen.last[false]), 2);
    keyed_close(&f);
}

static enum err take_long(struct ctx *ctx, const struct job *job)
{
    UNUSED(ctx);
    UNUSED(job);
    atomic_fetch_add(&seen.count, 1);
    (void)usleep(400000);
    return ERR_OK;
}

static void a_stop_is_no_attempt(void **state)
{
    UNUSED(state);
    struct keyed_fixture f;
    struct claimed claimed = { 0 };
    struct job_runner *r = NULL;
    keyed_open(&f, FIXTURE_SQLITE);
    memset(&seen, 0, sizeof seen);
    struct job_runner_options options = options_of(&f);
    options.thread_count = 1;
    options.handlers[JOB_INGEST_ACTIVITY] = take_long;
    struct ctx *ctx = &f.store.ctx;
    struct batch three = { 1000, JOB_INGEST_ACTIVITY, 3 };
    assert_ctx_ok(ctx, db_write(ctx, enqueue, &three));
    assert_ctx_ok(ctx, job_runner_start(ctx, &options, &r));
    wait_for_count(1);
    job_runner_stop(r);
    assert_int_equal(atomic_load(&seen.count), 1);
    assert_ctx_ok(ctx, db_write(ctx, claim, &claimed));
    assert_int_equal(claimed.count, 2);
    for (size_t i = 0; i < claimed.count; i++)
        assert_int_equal(claimed.jobs[i].attempts, 1);
    keyed_close(&f);
}

static enum err count_one(struct ctx *ctx, const struct job *job)
{
    UNUSED(ctx);
    UNUSED(job);
    atomic_fetch_add(&seen.count, 1);
    return ERR_OK;
}

/* A sweep that ends when a job has run. */
static enum err wait_for_a_job(struct ctx *ctx, const struct job *job)
{
    UNUSED(ctx);
    UNUSED(job);
    for (int i = 0; i < 300 && atomic_load(&seen.count) == 0; i++)
        (void)usleep(10000);
    atomic_store(&seen.last[0], atomic_load(&seen.count));
    return ERR_OK;
}

static void no_job_waits_for_a_sweep(void **state)
{
    UNUSED(state);
    struct keyed_fixture f;
    struct job_runner *r = NULL;
    keyed_open(&f, FIXTURE_SQLITE);
    memset(&seen, 0, sizeof seen);
    struct job_runner_options options = options_of(&f);
    options.handlers[JOB_INGEST_ACTIVITY] = count_one;
    options.handlers[JOB_SWEEP_KEYS] = wait_for_a_job;
    struct ctx *ctx = &f.store.ctx;
    assert_ctx_ok(ctx, job_runner_start(ctx, &options, &r));
    (void)usleep(100000); /* the sweep has begun */
    struct batch one = { 1000, JOB_INGEST_ACTIVITY, 1 };
    assert_ctx_ok(ctx, db_write(ctx, enqueue, &one));
    job_runner_wake(r);
    wait_for_count(1);
    job_runner_stop(r);
    assert_int_equal(atomic_load(&seen.last[0]), 1);
    keyed_close(&f);
}

static void run_sql(const struct fixture *store, const char *statement)
{
    sqlite3 *db = NULL;
    struct arena arena;
    arena_init(&arena, 4096);
    assert_int_equal(sqlite3_open(sv_printf(&arena, "%s/main.db", store->folder).ptr, &db),
                     SQLITE_OK);
    assert_int_equal(sqlite3_busy_timeout(db, 10000), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, statement, NULL, NULL, NULL), SQLITE_OK);
    (void)sqlite3_close(db);
    arena_done(&arena);
}

/* Fails, and the store takes no change of a job any more. */
static enum err fail_in_a_full_store(struct ctx *ctx, const struct job *job)
{
    UNUSED(ctx);
    UNUSED(job);
    run_sql(seen.store,
            "CREATE TRIGGER full BEFORE UPDATE ON job BEGIN SELECT RAISE(ABORT, 'full'); END");
    atomic_fetch_add(&seen.count, 1);
    return ERR_DISK_FULL;
}

/* A job whose failure cannot be written is not lost until the next start. */
static void a_failure_is_recorded_later(void **state)
{
    UNUSED(state);
    struct keyed_fixture f;
    struct job_runner *r = NULL;
    int64_t next_ms = 0;
    keyed_open(&f, FIXTURE_SQLITE);
    memset(&seen, 0, sizeof seen);
    seen.store = &f.store;
    struct job_runner_options options = options_of(&f);
    options.handlers[JOB_RUN_ERASURE] = fail_in_a_full_store;
    struct ctx *ctx = &f.store.ctx;
    struct batch one = { 1000, JOB_RUN_ERASURE, 1 };
    assert_ctx_ok(ctx, db_write(ctx, enqueue, &one));
    assert_ctx_ok(ctx, job_runner_start(ctx, &options, &r));
    wait_for_count(1);
    (void)usleep(1200000);
    assert_ctx_ok(ctx, store_job_next(ctx, &next_ms));
    assert_true(next_ms == INT64_MAX);
    db_release(ctx);
    run_sql(&f.store, "DROP TRIGGER full");
    for (int i = 0; i < 500 && next_ms == INT64_MAX; i++) {
        (void)usleep(10000);
        assert_ctx_ok(ctx, store_job_next(ctx, &next_ms));
        db_release(ctx);
    }
    assert_in_range(next_ms, clock_now_ms(), clock_now_ms() + MS_PER_HOUR);
    job_runner_stop(r);
    keyed_close(&f);
}

static void backoff_grows_and_ends(void **state)
{
    UNUSED(state);
    int64_t last = 0;
    for (int64_t attempt = 1; attempt < 5; attempt++) {
        int64_t wait = job_backoff_ms(JOB_INGEST_ACTIVITY, ERR_DB, attempt, 0);
        assert_true(wait > last);
        assert_true(job_backoff_ms(JOB_INGEST_ACTIVITY, ERR_DB, attempt, 0xFFFF) >= wait);
        last = wait;
    }
    assert_int_equal(job_backoff_ms(JOB_INGEST_ACTIVITY, ERR_DB, 5, 0), -1);
    assert_int_equal(job_backoff_ms(JOB_INGEST_ACTIVITY, ERR_PARSE, 1, 0), -1);
    assert_true(job_backoff_ms(JOB_INGEST_ACTIVITY, ERR_DB, 4, 0) < MS_PER_DAY);
    assert_in_range(job_backoff_ms(JOB_RUN_ERASURE, ERR_NOT_FOUND, 99999, 0xFFFF), 1,
                    2 * MS_PER_HOUR);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_run_in_order),
        cmocka_unit_test(failures_wait_or_go),
        cmocka_unit_test(an_activity_goes_with_its_job),
        cmocka_unit_test(claimed_jobs_run_after_a_restart),
        cmocka_unit_test(an_erasure_is_never_given_up),
        cmocka_unit_test(a_crash_is_no_attempt_of_an_erasure),
        cmocka_unit_test(a_stop_is_no_attempt),
        cmocka_unit_test(no_job_waits_for_a_sweep),
        cmocka_unit_test(a_failure_is_recorded_later),
        cmocka_unit_test(backoff_grows_and_ends),
    };
    return cmocka_run_group_tests_name("job/runner", tests, NULL, NULL);
}
