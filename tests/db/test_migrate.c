/* Migrations: applied once, recorded, refused when the database is newer. */
#include "harness/harness.h"
#include "harness/store_fixture.h"

#include "db/migrate.h"
#include "db/sample_queries.h"

extern const struct db_migrations sample_migrations;

static const struct db_options OPTIONS = { .queries = &sample_queries,
                                           .migrations = &sample_migrations };

static void test_again_is_nothing(void **state)
{
    struct fixture f;
    fixture_open(&f, *(enum fixture_engine *)*state, &OPTIONS);
    assert_ctx_ok(&f.ctx, db_migrate(&f.ctx));
    fixture_close(&f);
}

static void test_newer_database(void **state)
{
    struct fixture f;
    const struct db_migrations older = { sample_migrations.rows, 1 };
    fixture_open(&f, *(enum fixture_engine *)*state, &OPTIONS);
    f.options.migrations = &older;
    fixture_reopen(&f);
    assert_err(db_migrate(&f.ctx), ERR_DB);
    fixture_close(&f);
}

static void test_failed_migration_leaves_nothing(void **state)
{
    struct fixture f;
    const char *broken = "CREATE TABLE half (id INTEGER); CREATE TABLE nonsense nonsense";
    const char *whole = "CREATE TABLE half (id INTEGER)";
    const struct db_migration bad_rows[] = {
        sample_migrations.rows[0],
        sample_migrations.rows[1],
        { .number = 3, .name = "half", .sql = { broken, broken } },
    };
    const struct db_migration good_rows[] = {
        sample_migrations.rows[0],
        sample_migrations.rows[1],
        { .number = 3, .name = "half", .sql = { whole, whole } },
    };
    const struct db_migrations bad = { bad_rows, 3 };
    const struct db_migrations good = { good_rows, 3 };
    fixture_open(&f, *(enum fixture_engine *)*state, &OPTIONS);
    f.options.migrations = &bad;
    fixture_reopen(&f);
    assert_err(db_migrate(&f.ctx), ERR_INTERNAL);
    f.options.migrations = &good;
    fixture_reopen(&f);
    assert_ctx_ok(&f.ctx, db_migrate(&f.ctx));
    fixture_close(&f);
}

int main(void)
{
    enum fixture_engine engine = FIXTURE_SQLITE;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(test_again_is_nothing, &engine),
        cmocka_unit_test_prestate(test_newer_database, &engine),
        cmocka_unit_test_prestate(test_failed_migration_leaves_nothing, &engine),
    };
    int failed = cmocka_run_group_tests_name("sqlite", tests, NULL, NULL);
    engine = FIXTURE_POSTGRES;
    if (fixture_has(engine))
        failed += cmocka_run_group_tests_name("postgres", tests, NULL, NULL);
    return failed;
}
