/* Queries: binding, mapping, leases, what errors look like; on each engine. */
#include "harness/harness.h"
#include "harness/store_fixture.h"

#include "base/clock.h"
#include "db/migrate.h"
#include "db/sample_queries.h"

extern const struct db_migrations sample_migrations;

static const struct db_options OPTIONS = { .queries = &sample_queries,
                                           .migrations = &sample_migrations,
                                           .reader_count = 2 };

static int setup_sqlite(void **state)
{
    static struct fixture f;
    fixture_open(&f, FIXTURE_SQLITE, &OPTIONS);
    *state = &f;
    return 0;
}

static int setup_postgres(void **state)
{
    static struct fixture f;
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

struct note {
    int64_t id;
    int64_t owner;
    struct sv body;
    struct sv subject;
};

static enum err insert_note(struct ctx *ctx, void *arg)
{
    const struct note *n = arg;
    int64_t changed = 0;
    TRY(q_note_insert(ctx, status_id(n->id), account_id(n->owner), n->body, n->subject,
                      SV("\0\xff"), 1.5, true, 0, &changed));
    assert_int_equal(changed, 1);
    return ERR_OK;
}

static void write_note(struct ctx *ctx, int64_t id, int64_t owner, struct sv body)
{
    struct note n = { id, owner, body, { 0 } };
    assert_ctx_ok(ctx, db_write(ctx, insert_note, &n));
}

static void test_round_trip(void **state)
{
    struct fixture *f = *state;
    struct ctx *ctx = &f->ctx;
    struct note_row row = { 0 };
    bool is_found = true;
    write_note(ctx, 7, 3, SV("h\xc3\xa9llo"));
    assert_ctx_ok(ctx, q_note_by_id(ctx, status_id(7), &is_found, &row));
    assert_true(is_found);
    assert_int_equal(row.id.v, 7);
    assert_int_equal(row.owner_id.v, 3);
    assert_sv_lit(row.body, "h\xc3\xa9llo");
    assert_null(row.subject.ptr);
    assert_sv_lit(row.seal, "\0\xff");
    assert_true(row.weight == 1.5);
    assert_true(row.is_public);
    assert_int_equal(row.deleted_ms, 0);
}

static void test_absent(void **state)
{
    struct fixture *f = *state;
    struct note_row row = { .id.v = 42 };
    bool is_found = true;
    assert_ctx_ok(&f->ctx, q_note_by_id(&f->ctx, status_id(9), &is_found, &row));
    assert_false(is_found);
    assert_int_equal(row.id.v, 42);
    assert_err(q_note_must(&f->ctx, status_id(9), &row), ERR_NOT_FOUND);
}

static void test_empty_text_is_not_null(void **state)
{
    struct fixture *f = *state;
    struct note n = { 8, 3, SV(""), SV("") };
    struct note_row row = { 0 };
    assert_ctx_ok(&f->ctx, db_write(&f->ctx, insert_note, &n));
    assert_ctx_ok(&f->ctx, q_note_must(&f->ctx, status_id(8), &row));
    assert_non_null(row.body.ptr);
    assert_non_null(row.subject.ptr);
    assert_int_equal(row.subject.len, 0);
    n = (struct note){ 9, 3, { 0 }, { 0 } }; /* an absent view in a column that has no NULL */
    assert_ctx_ok(&f->ctx, db_write(&f->ctx, insert_note, &n));
    assert_ctx_ok(&f->ctx, q_note_must(&f->ctx, status_id(9), &row));
    assert_non_null(row.body.ptr);
}

static void test_many(void **state)
{
    struct fixture *f = *state;
    struct q_note_ids_by_owner_row *rows = NULL;
    size_t count = 0;
    for (int64_t id = 100; id < 130; id++)
        write_note(&f->ctx, id, 5, SV("many"));
    assert_ctx_ok(&f->ctx, q_note_ids_by_owner(&f->ctx, account_id(5), 120, 15, &rows, &count));
    assert_int_equal(count, 15);
    assert_int_equal(rows[0].id.v, 119);
    assert_int_equal(rows[14].id.v, 105);
    int64_t total = 0;
    assert_ctx_ok(&f->ctx, q_note_count_by_owner(&f->ctx, account_id(5), &total));
    assert_int_equal(total, 30);
}

static void test_lists(void **state)
{
    struct fixture *f = *state;
    const struct status_id ids[] = { { 202 }, { 200 }, { 999 } };
    const struct sv words[] = { SV_INIT("zwei"), SV_INIT("drei") };
    struct note_row *rows = NULL;
    struct q_note_ids_by_words_row *found = NULL;
    size_t count = 0;
    write_note(&f->ctx, 200, 6, SV("eins"));
    write_note(&f->ctx, 201, 6, SV("zwei"));
    write_note(&f->ctx, 202, 6, SV("drei"));
    assert_ctx_ok(&f->ctx, q_notes_by_ids(&f->ctx, ids, 3, &rows, &count));
    assert_int_equal(count, 2);
    assert_int_equal(rows[0].id.v, 200);
    assert_sv_lit(rows[1].body, "drei");
    assert_ctx_ok(&f->ctx, q_notes_by_ids(&f->ctx, ids, 1, &rows, &count));
    assert_int_equal(count, 1);
    assert_int_equal(rows[0].id.v, 202);
    assert_ctx_ok(&f->ctx, q_notes_by_ids(&f->ctx, NULL, 0, &rows, &count));
    assert_int_equal(count, 0);
    assert_ctx_ok(&f->ctx, q_note_ids_by_words(&f->ctx, words, 2, &found, &count));
    assert_int_equal(count, 2);
    assert_int_equal(found[0].id.v, 201);
    assert_ctx_ok(&f->ctx, q_note_ids_by_words(&f->ctx, words + 1, 1, &found, &count));
    assert_int_equal(count, 1);
    assert_int_equal(found[0].id.v, 202);
    assert_ctx_ok(&f->ctx, q_note_ids_by_words(&f->ctx, NULL, 0, &found, &count));
    assert_int_equal(count, 0);
}

/* A reader keeps its map of the file while others write; what lies behind the map's end is read all the same. */
static void test_reads_what_grew(void **state)
{
    struct fixture *f = *state;
    struct note_row row = { 0 };
    bool is_busy = false;
    struct sv body = sv_make(ARENA_ARRAY(f->ctx.arena, char, 3000), 3000);
    memset((char *)(uintptr_t)body.ptr, 'g', body.len);
    for (int64_t id = 500; id < 900; id++) {
        write_note(&f->ctx, id, 9, body);
        if (id % 100 == 0)
            assert_ctx_ok(&f->ctx, db_checkpoint_truncate(&f->ctx, &is_busy));
        assert_ctx_ok(&f->ctx, q_note_must(&f->ctx, status_id(id), &row));
        assert_int_equal(row.body.len, 3000);
        assert_ctx_ok(&f->ctx, q_note_must(&f->ctx, status_id(500 + (id - 500) / 2), &row));
        assert_int_equal(row.body.len, 3000);
    }
}

static enum err skip_twice(struct ctx *ctx, void *arg)
{
    struct q_note_insert_or_skip_row row = { 0 };
    bool is_new[2] = { false, true };
    UNUSED(arg);
    TRY(q_note_insert_or_skip(ctx, status_id(300), account_id(7), &is_new[0], &row));
    TRY(q_note_insert_or_skip(ctx, status_id(300), account_id(7), &is_new[1], &row));
    assert_true(is_new[0]);
    assert_false(is_new[1]);
    assert_int_equal(row.id.v, 300);
    return ERR_OK;
}

static void test_returning(void **state)
{
    struct fixture *f = *state;
    struct note_row row = { 0 };
    assert_ctx_ok(&f->ctx, db_write(&f->ctx, skip_twice, NULL));
    assert_ctx_ok(&f->ctx, q_note_must(&f->ctx, status_id(300), &row));
    assert_sv_lit(row.body, "x:y");
}

static void test_lease_is_a_snapshot(void **state)
{
    struct fixture *f = *state;
    struct arena arena;
    struct ctx other = fixture_ctx(f, &arena);
    int64_t before = 0;
    int64_t after = 0;
    assert_ctx_ok(&other, q_note_count_by_owner(&other, account_id(8), &before));
    write_note(&f->ctx, 400, 8, SV("unseen"));
    assert_ctx_ok(&other, q_note_count_by_owner(&other, account_id(8), &after));
    assert_int_equal(after, before);
    db_release(&other);
    assert_ctx_ok(&other, q_note_count_by_owner(&other, account_id(8), &after));
    assert_int_equal(after, before + 1);
    db_release(&other);
    arena_done(&arena);
}

static void test_pool_is_bounded(void **state)
{
    struct fixture *f = *state;
    struct arena arenas[3];
    struct ctx ctxs[3];
    int64_t n = 0;
    for (int i = 0; i < 3; i++)
        ctxs[i] = fixture_ctx(f, &arenas[i]);
    assert_ctx_ok(&ctxs[0], q_note_count_by_owner(&ctxs[0], account_id(1), &n));
    assert_ctx_ok(&ctxs[1], q_note_count_by_owner(&ctxs[1], account_id(1), &n));
    ctxs[2].deadline_ms = clock_monotonic_ms() + 20;
    assert_err(q_note_count_by_owner(&ctxs[2], account_id(1), &n), ERR_BUSY);
    db_release(&ctxs[0]);
    ctxs[2].deadline_ms = 0;
    assert_ctx_ok(&ctxs[2], q_note_count_by_owner(&ctxs[2], account_id(1), &n));
    for (int i = 0; i < 3; i++) {
        db_release(&ctxs[i]);
        arena_done(&arenas[i]);
    }
}

static void test_arena_cap(void **state)
{
    struct fixture *f = *state;
    struct arena arena;
    struct q_note_ids_by_owner_row *rows = NULL;
    size_t count = 77;
    struct ctx small = fixture_ctx(f, &arena);
    arena_init(&arena, 100);
    assert_err(q_note_ids_by_owner(&small, account_id(5), 1000, 30, &rows, &count), ERR_LIMIT);
    assert_int_equal(count, 77);
    db_release(&small);
    arena_done(&arena);
}

static void test_slow_read_is_stopped(void **state)
{
    struct fixture *f = *state;
    int64_t n = 0;
    int64_t start_ms = clock_monotonic_ms();
    assert_err(q_note_slow(&f->ctx, &n), ERR_TIMEOUT);
    assert_true(clock_monotonic_ms() - start_ms < 5000);
    db_release(&f->ctx);
    assert_ctx_ok(&f->ctx, q_note_count_by_owner(&f->ctx, account_id(5), &n));
}

static void test_reader_cannot_write(void **state)
{
    struct fixture *f = *state;
    assert_int_not_equal(q_note_add_weight(&f->ctx, status_id(7), 1, NULL), ERR_OK);
    db_release(&f->ctx);
}

static void test_dialects(void **state)
{
    struct fixture *f = *state;
    struct q_engine_name_row row = { 0 };
    assert_ctx_ok(&f->ctx, q_engine_name(&f->ctx, &row));
    assert_sv(row.name, db_dialect_of(f->ctx.db) == DB_SQLITE ? SV("sqlite") : SV("postgres"));
}

static void test_idle_reader_is_ended(void **state)
{
    struct fixture *f = *state;
    struct arena arena;
    struct ctx reader = fixture_ctx(f, &arena);
    bool is_busy = false;
    int64_t n = 0;
    write_note(&f->ctx, 500, 9, SV("old"));
    assert_ctx_ok(&reader, q_note_count_by_owner(&reader, account_id(9), &n));
    write_note(&f->ctx, 501, 9, SV("new"));
    assert_ctx_ok(&f->ctx, db_checkpoint_truncate(&f->ctx, &is_busy));
    assert_true(is_busy);
    db_interrupt_readers_before(f->ctx.db, clock_monotonic_us());
    assert_ctx_ok(&f->ctx, db_checkpoint_truncate(&f->ctx, &is_busy));
    assert_false(is_busy);
    assert_err(q_note_count_by_owner(&reader, account_id(9), &n), ERR_TIMEOUT);
    db_release(&reader);
    assert_ctx_ok(&reader, q_note_count_by_owner(&reader, account_id(9), &n));
    assert_int_equal(n, 2);
    db_release(&reader);
    arena_done(&arena);
}

static void test_bad_address(void **state)
{
    struct fixture *f = *state;
    struct ctx ctx = { .arena = &f->arena };
    struct db *db = NULL;
    struct db_options options = OPTIONS;
    options.url = SV("mysql:x");
    assert_err(db_open(&ctx, &options, &db), ERR_BAD_PARAM);
    options.url = SV("sqlite:/nonexistent/folder/x.db");
    assert_err(db_open(&ctx, &options, &db), ERR_DB);
    assert_null(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_absent),
        cmocka_unit_test(test_empty_text_is_not_null),
        cmocka_unit_test(test_many),
        cmocka_unit_test(test_lists),
        cmocka_unit_test(test_reads_what_grew),
        cmocka_unit_test(test_returning),
        cmocka_unit_test(test_lease_is_a_snapshot),
        cmocka_unit_test(test_pool_is_bounded),
        cmocka_unit_test(test_arena_cap),
        cmocka_unit_test(test_reader_cannot_write),
        cmocka_unit_test(test_dialects),
        cmocka_unit_test(test_slow_read_is_stopped),
        cmocka_unit_test(test_bad_address),
    };
    const struct CMUnitTest sqlite_tests[] = {
        cmocka_unit_test(test_idle_reader_is_ended),
    };
    int failed = cmocka_run_group_tests_name("sqlite", tests, setup_sqlite, teardown);
    failed += cmocka_run_group_tests_name("sqlite only", sqlite_tests, setup_sqlite, teardown);
    if (fixture_has(FIXTURE_POSTGRES))
        failed += cmocka_run_group_tests_name("postgres", tests, setup_postgres, teardown);
    return failed;
}
