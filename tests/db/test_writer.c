/* The writer: what is answered is stored, who fails fails alone, callbacks and attachments. */
#include "harness/harness.h"
#include "harness/store_fixture.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/clock.h"
#include "db/migrate.h"
#include "db/sample_queries.h"

extern const struct db_migrations sample_migrations;

#define THREADS 64

/* What the hook saw, and what it shall answer. */
struct hook {
    enum err answer;
    size_t calls;
    size_t attachments;
    int64_t last_id;
};

static struct hook hook;
static pthread_mutex_t hook_lock = PTHREAD_MUTEX_INITIALIZER;

static enum err before_commit(void *arg, const struct db_attachment *first, size_t count)
{
    struct hook *h = arg;
    size_t seen = 0;
    (void)pthread_mutex_lock(&hook_lock); /* PostgreSQL: several threads commit */
    h->calls++;
    for (const struct db_attachment *a = first; a != NULL; a = a->next) {
        assert_sv_lit(a->bytes, "key");
        h->last_id = a->id;
        seen++;
    }
    assert_int_equal(seen, count);
    h->attachments += count;
    enum err answer = h->answer;
    (void)pthread_mutex_unlock(&hook_lock);
    return answer;
}

static const struct db_options OPTIONS = { .queries = &sample_queries,
                                           .migrations = &sample_migrations,
                                           .before_commit = before_commit,
                                           .before_commit_arg = &hook };

static int setup_sqlite(void **state)
{
    static struct fixture f;
    hook = (struct hook){ 0 };
    fixture_open(&f, FIXTURE_SQLITE, &OPTIONS);
    *state = &f;
    return 0;
}

static int setup_postgres(void **state)
{
    static struct fixture f;
    hook = (struct hook){ 0 };
    fixture_open(&f, FIXTURE_POSTGRES, &OPTIONS);
    *state = &f;
    return 0;
}

static int teardown(void **state)
{
    if (*state != NULL)
        fixture_close(*state);
    return 0;
}

static int64_t count_of(struct ctx *ctx, int64_t owner)
{
    int64_t n = -1;
    assert_ctx_ok(ctx, q_note_count_by_owner(ctx, account_id(owner), &n));
    return n;
}

/* A write, described. */
struct plan {
    int64_t id;
    int64_t owner;
    enum err answer;
    bool hides_error;
    bool attaches;
    int *callbacks;
};

static void count_callback(void *arg)
{
    ++*(int *)arg;
}

static enum err run_plan(struct ctx *ctx, void *arg)
{
    const struct plan *p = arg;
    assert_true(db_is_writing(ctx));
    if (p->callbacks != NULL)
        db_after_commit(ctx, count_callback, p->callbacks);
    if (p->attaches)
        db_attach(ctx, 1, p->id, p->owner, SV("key"));
    enum err err = q_note_insert(ctx, status_id(p->id), account_id(p->owner), SV("b"), SV(""),
                                 SV(""), 0, true, 0, NULL);
    if (err != ERR_OK && !p->hides_error)
        return err;
    return p->answer;
}

static void test_commit(void **state)
{
    struct fixture *f = *state;
    int callbacks = 0;
    struct plan p = { .id = 1, .owner = 1, .callbacks = &callbacks, .attaches = true };
    assert_ctx_ok(&f->ctx, db_write(&f->ctx, run_plan, &p));
    assert_int_equal(callbacks, 1);
    assert_int_equal(hook.calls, 1);
    assert_int_equal(hook.last_id, 1);
    assert_int_equal(count_of(&f->ctx, 1), 1);
    fixture_reopen(f);
    assert_int_equal(count_of(&f->ctx, 1), 1);
}

static void test_failed_item_leaves_nothing(void **state)
{
    struct fixture *f = *state;
    int callbacks = 0;
    struct plan p = {
        .id = 10, .owner = 2, .answer = ERR_FORBIDDEN, .callbacks = &callbacks, .attaches = true
    };
    hook.calls = 0;
    assert_err(db_write(&f->ctx, run_plan, &p), ERR_FORBIDDEN);
    assert_int_equal(callbacks, 0);
    assert_int_equal(hook.calls, 0);
    assert_int_equal(count_of(&f->ctx, 2), 0);
}

static void test_duplicate(void **state)
{
    struct fixture *f = *state;
    struct plan p = { .id = 20, .owner = 3 };
    assert_ctx_ok(&f->ctx, db_write(&f->ctx, run_plan, &p));
    assert_err(db_write(&f->ctx, run_plan, &p), ERR_DUPLICATE);
    p.hides_error = true;
    assert_err(db_write(&f->ctx, run_plan, &p), ERR_DUPLICATE);
    assert_int_equal(count_of(&f->ctx, 3), 1);
}

static void test_hook_fails_batch(void **state)
{
    struct fixture *f = *state;
    int callbacks = 0;
    struct plan p = { .id = 30, .owner = 4, .callbacks = &callbacks, .attaches = true };
    hook.answer = ERR_DISK_FULL;
    assert_err(db_write(&f->ctx, run_plan, &p), ERR_DISK_FULL);
    hook.answer = ERR_OK;
    assert_int_equal(callbacks, 0);
    assert_int_equal(count_of(&f->ctx, 4), 0);
    assert_ctx_ok(&f->ctx, db_write(&f->ctx, run_plan, &p));
}

static void test_read_after_write_is_fresh(void **state)
{
    struct fixture *f = *state;
    struct plan p = { .id = 40, .owner = 5 };
    assert_int_equal(count_of(&f->ctx, 5), 0);
    assert_ctx_ok(&f->ctx, db_write(&f->ctx, run_plan, &p));
    assert_int_equal(count_of(&f->ctx, 5), 1);
}

/* Sixty-four callers at once; every seventh write is made to fail. */
struct caller {
    struct fixture *f;
    pthread_t thread;
    int number;
    int writes;
    int stored;
    int callbacks;
    int wrong;
    int64_t took_us;
};

static void *caller_main(void *arg)
{
    struct caller *c = arg;
    struct arena arena;
    struct ctx ctx = fixture_ctx(c->f, &arena);
    int64_t start_us = clock_monotonic_us();
    for (int i = 0; i < c->writes; i++) {
        bool fails = (c->number + i) % 7 == 0;
        struct plan p = { .id = 1000000 + c->number * 100000 + i,
                          .owner = 6,
                          .answer = fails ? ERR_CONFLICT : ERR_OK,
                          .callbacks = &c->callbacks,
                          .attaches = i % 2 == 0 };
        enum err err = db_write(&ctx, run_plan, &p);
        c->stored += err == ERR_OK;
        c->wrong += err != p.answer || c->callbacks != c->stored;
        arena_reset(&arena);
    }
    c->took_us = clock_monotonic_us() - start_us;
    arena_done(&arena);
    return NULL;
}

static void run_callers(struct fixture *f, struct caller *callers, int count, int writes)
{
    for (int i = 0; i < count; i++) {
        callers[i] = (struct caller){ .f = f, .number = i, .writes = writes };
        assert_int_equal(pthread_create(&callers[i].thread, NULL, caller_main, &callers[i]), 0);
    }
    for (int i = 0; i < count; i++)
        assert_int_equal(pthread_join(callers[i].thread, NULL), 0);
}

static void test_many_callers(void **state)
{
    struct fixture *f = *state;
    static struct caller callers[THREADS];
    int64_t stored = 0;
    run_callers(f, callers, THREADS, 20);
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(callers[i].wrong, 0);
        stored += callers[i].stored;
    }
    db_release(&f->ctx); /* of an earlier test */
    assert_int_equal(count_of(&f->ctx, 6), stored);
    fixture_reopen(f);
    assert_int_equal(count_of(&f->ctx, 6), stored);
}

#define ADDERS 8

static enum err add_one(struct ctx *ctx, void *arg)
{
    struct note_row row = { 0 };
    UNUSED(arg);
    TRY(q_note_must(ctx, status_id(70), &row));
    return q_note_set_weight(ctx, status_id(70), row.weight + 1, NULL);
}

static void *adder_main(void *arg)
{
    struct caller *c = arg;
    struct arena arena;
    struct ctx ctx = fixture_ctx(c->f, &arena);
    while (c->stored < c->writes) {
        enum err err = db_write(&ctx, add_one, NULL);
        c->stored += err == ERR_OK;
        c->wrong += err != ERR_OK;
        if (err != ERR_OK)
            break;
    }
    arena_done(&arena);
    return NULL;
}

/* Read, then write what was read: no update is lost, on either engine, and nobody is sent away for losing. */
static void test_read_modify_write(void **state)
{
    struct fixture *f = *state;
    struct caller callers[ADDERS];
    struct plan p = { .id = 70, .owner = 8 };
    struct note_row row = { 0 };
    assert_ctx_ok(&f->ctx, db_write(&f->ctx, run_plan, &p));
    for (int i = 0; i < ADDERS; i++) {
        callers[i] = (struct caller){ .f = f, .number = i, .writes = 15 };
        assert_int_equal(pthread_create(&callers[i].thread, NULL, adder_main, &callers[i]), 0);
    }
    for (int i = 0; i < ADDERS; i++) {
        assert_int_equal(pthread_join(callers[i].thread, NULL), 0);
        assert_int_equal(callers[i].wrong, 0);
    }
    assert_ctx_ok(&f->ctx, q_note_must(&f->ctx, status_id(70), &row));
    assert_true(row.weight == ADDERS * 15);
}

/* Not a test of speed on a shared machine: figures to look at, when asked for. */
static void test_bench(void **state)
{
    UNUSED(state);
    static struct caller callers[THREADS];
    const char *asked = getenv("EFFACE_BENCH");
    if (asked == NULL)
        skip();
    int writes = atoi(asked);
    for (int count = 1; count <= THREADS; count *= 8) {
        struct fixture fresh;
        fixture_open(&fresh, FIXTURE_SQLITE, &OPTIONS);
        int64_t start_us = clock_monotonic_us();
        run_callers(&fresh, callers, count, writes);
        int64_t took_us = clock_monotonic_us() - start_us;
        print_message("%2d callers: %lld writes/s, %lld us each\n", count,
                      (long long)count * writes * 1000000 / took_us,
                      (long long)callers[0].took_us / writes);
        fixture_close(&fresh);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_commit),
        cmocka_unit_test(test_failed_item_leaves_nothing),
        cmocka_unit_test(test_duplicate),
        cmocka_unit_test(test_hook_fails_batch),
        cmocka_unit_test(test_read_after_write_is_fresh),
        cmocka_unit_test(test_many_callers),
        cmocka_unit_test(test_read_modify_write),
        cmocka_unit_test(test_bench),
    };
    int failed = cmocka_run_group_tests_name("sqlite", tests, setup_sqlite, teardown);
    if (fixture_has(FIXTURE_POSTGRES))
        failed += cmocka_run_group_tests_name("postgres", tests, setup_postgres, teardown);
    return failed;
}
