/* A second file beside the store. */
#include "harness/harness.h"
#include "harness/store_fixture.h"

#include "db/file.h"
#include "db/migrate.h"
#include "db/sample_queries.h"

extern const struct db_migrations sample_migrations;

static const struct db_options OPTIONS = { .queries = &sample_queries,
                                           .migrations = &sample_migrations };

static enum err insert(struct ctx *ctx, int64_t id)
{
    return q_note_insert(ctx, status_id(id), account_id(1), SV("b"), SV(""), SV(""), 0, true, 0,
                         NULL);
}

static int64_t count_of(struct ctx *ctx)
{
    int64_t n = -1;
    assert_ctx_ok(ctx, q_note_count_by_owner(ctx, account_id(1), &n));
    return n;
}

static void test_beside_the_store(void **state)
{
    struct fixture f;
    struct db_file *file = NULL;
    bool is_busy = true;
    UNUSED(state);
    fixture_open(&f, FIXTURE_SQLITE, &OPTIONS);
    const struct db_file_options options = {
        .path = sv_printf(&f.arena, "%s/second.db", f.folder).ptr,
        .queries = &sample_queries,
        .migrations = &sample_migrations,
    };
    assert_ctx_ok(&f.ctx, db_file_open(&f.ctx, &options, &file));
    assert_int_equal(count_of(&f.ctx), 0); /* leases the store */
    assert_ctx_ok(&f.ctx, db_file_begin(&f.ctx, file, true));
    assert_ctx_ok(&f.ctx, insert(&f.ctx, 1));
    assert_int_equal(count_of(&f.ctx), 1);
    assert_ctx_ok(&f.ctx, db_file_commit(&f.ctx, file));
    assert_int_equal(count_of(&f.ctx), 0);
    assert_ctx_ok(&f.ctx, db_file_begin(&f.ctx, file, true));
    assert_ctx_ok(&f.ctx, insert(&f.ctx, 2));
    db_file_rollback(&f.ctx, file);
    assert_ctx_ok(&f.ctx, db_file_checkpoint_truncate(&f.ctx, file, &is_busy));
    assert_false(is_busy);
    db_file_close(file);
    assert_ctx_ok(&f.ctx, db_file_open(&f.ctx, &options, &file));
    assert_ctx_ok(&f.ctx, db_file_begin(&f.ctx, file, false));
    assert_int_equal(count_of(&f.ctx), 1);
    db_file_rollback(&f.ctx, file);
    db_file_close(file);
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_beside_the_store),
    };
    return cmocka_run_group_tests_name("file", tests, NULL, NULL);
}
