/* The fake driver: scripted answers, and SQLite with each call failing in turn. */
#include "harness/harness.h"
#include "harness/store_fixture.h"

#include "db/fake.h"
#include "db/migrate.h"
#include "db/sample_queries.h"

extern const struct db_migrations sample_migrations;

static const struct db_options OPTIONS = { .queries = &sample_queries,
                                           .migrations = &sample_migrations };

static void test_script(void **state)
{
    const struct db_bind id = { .type = DB_I64, .i64 = 5 };
    struct db_fake_answer answers[] = {
        { .query = "note_ids_by_owner", .values = &id, .columns = 1, .rows = 1 },
        { .query = "note_ids_by_owner", .err = ERR_CORRUPT },
    };
    struct db_fake fake = { .answers = answers, .answer_count = ARRAY_COUNT(answers) };
    struct arena arena;
    struct ctx ctx = { .arena = &arena };
    struct db_options options = OPTIONS;
    struct q_note_ids_by_owner_row *rows = NULL;
    size_t count = 0;
    UNUSED(state);
    arena_init(&arena, 1 << 20);
    options.url = SV("fake:");
    options.fake = &fake;
    assert_ctx_ok(&ctx, db_open(&ctx, &options, &ctx.db));
    assert_ok(q_note_ids_by_owner(&ctx, account_id(1), 9, 9, &rows, &count));
    assert_int_equal(count, 1);
    assert_int_equal(rows[0].id.v, 5);
    assert_err(q_note_ids_by_owner(&ctx, account_id(1), 9, 9, &rows, &count), ERR_CORRUPT);
    assert_ok(q_note_ids_by_owner(&ctx, account_id(1), 9, 9, &rows, &count));
    assert_int_equal(count, 0);
    db_release(&ctx);
    db_close(ctx.db);
    arena_done(&arena);
}

static enum err insert_two(struct ctx *ctx, void *arg)
{
    UNUSED(arg);
    for (int64_t id = 1; id <= 2; id++)
        TRY(q_note_insert(ctx, status_id(id), account_id(1), SV("b"), SV(""), SV(""), 0, true, 0,
                          NULL));
    return ERR_OK;
}

/* Whichever call fails: both rows are there when the write was answered well, none otherwise. */
static void test_each_call_fails(void **state)
{
    struct fixture f;
    struct db_fake fake = { .fail_with = ERR_DISK_FULL };
    bool has_failed = true;
    UNUSED(state);
    fixture_open(&f, FIXTURE_SQLITE, &OPTIONS);
    struct sv plain = f.options.url;
    for (size_t at = 1; has_failed; at++) {
        assert_true(at < 100);
        f.options.url = sv_printf(&f.arena, "fake:%" SV_FMT, SV_ARG(plain));
        f.options.fake = &fake;
        fixture_reopen(&f);
        atomic_store(&fake.call_count, 0);
        fake.fail_at = at;
        enum err err = db_write(&f.ctx, insert_two, NULL);
        has_failed = fake.call_count >= at;
        assert_err(err, has_failed ? ERR_DISK_FULL : ERR_OK);
        fake.fail_at = 0;
        int64_t count = -1;
        assert_ctx_ok(&f.ctx, q_note_count_by_owner(&f.ctx, account_id(1), &count));
        assert_int_equal(count, has_failed ? 0 : 2);
    }
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_script),
        cmocka_unit_test(test_each_call_fails),
    };
    return cmocka_run_group_tests_name("fake", tests, NULL, NULL);
}
