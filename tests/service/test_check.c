/* service/check: a whole instance has no fault; each kind of damage is one; on both engines. */
#include "harness/harness.h"
#include "harness/service_fixture.h"

#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "db/db.h"
#include "service/check.h"
#include "service/post_status.h"
#include "store/keyring.h"
#include "store/media.h"
#include "store/media_file.h"
#include "store/status.h"

struct notes {
    int faults;
    int others;
    char last[300];
};

static void note(void *arg, bool is_fault, struct sv sentence)
{
    struct notes *notes = arg;
    notes->faults += is_fault;
    notes->others += !is_fault;
    (void)snprintf(notes->last, sizeof notes->last, "%" SV_FMT, SV_ARG(sentence));
}

static struct notes look(struct service_fixture *f)
{
    struct notes notes = { 0 };
    const struct check check = { note, &notes };
    struct ctx *ctx = service_console(f);
    int64_t faults = 0;
    assert_ctx_ok(ctx, service_check(ctx, &check, &faults));
    assert_int_equal(faults, notes.faults);
    return notes;
}

static void damage(struct service_fixture *f, const char *statement)
{
    struct arena *a = &f->keyed.store.arena;
    if (f->keyed.store.schema == NULL) {
        sqlite3 *db = NULL;
        const char *path = sv_printf(a, "%s/main.db", f->keyed.store.folder).ptr;
        assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
        assert_int_equal(sqlite3_exec(db, statement, NULL, NULL, NULL), SQLITE_OK);
        (void)sqlite3_close(db);
        return;
    }
    PGconn *pg = PQconnectdb(getenv("EFFACE_TEST_POSTGRES"));
    PQclear(PQexec(pg, sv_printf(a, "SET search_path = \"%s\"", f->keyed.store.schema).ptr));
    PGresult *result = PQexec(pg, statement);
    assert_int_equal(PQresultStatus(result), PGRES_COMMAND_OK);
    PQclear(result);
    PQfinish(pg);
}

static struct status post(struct service_fixture *f, const struct user *who)
{
    struct ctx *ctx = service_as(f, who);
    struct status status;
    const struct sv options[] = { SV("yes"), SV("no") };
    const struct poll_draft poll = { .options = options, .option_count = 2, .seconds = 3600 };
    const struct post_draft draft = { .text = SV("hello #world"), .poll = &poll };
    assert_ctx_ok(ctx, service_post_status(ctx, &draft, &status));
    return status;
}

static void damage_is_noted(enum fixture_engine engine)
{
    struct service_fixture f;
    service_open(&f, engine);
    struct user ann = service_person(&f, "ann");
    struct status status = post(&f, &ann);
    struct notes notes = look(&f);
    if (notes.faults + notes.others > 0)
        fail_msg("%s", notes.last);
    assert_ctx_ok(service_console(&f), service_check_schema(service_console(&f)));

    damage(&f, "UPDATE account_count SET statuses = statuses + 1");
    damage(&f, "UPDATE status_count SET replies = replies + 1");
    damage(&f, "UPDATE tag SET use_count = use_count + 1");
    assert_int_equal(look(&f).faults, 4);
    damage(&f, "UPDATE account_count SET statuses = statuses - 1");
    damage(&f, "UPDATE instance_count SET value = value + 1 WHERE kind = 1");
    assert_int_equal(look(&f).faults, 3);

    damage(&f, "UPDATE poll SET voters = voters + 1");
    assert_int_equal(look(&f).faults, 4);
    damage(&f, "UPDATE poll SET voters = voters - 1");
    damage(&f, "UPDATE poll_option SET votes = votes + 1");
    assert_int_equal(look(&f).faults, 4);
    damage(&f, "UPDATE poll_option SET votes = votes - 1");

    damage(&f, "INSERT INTO erasure (id, scope, subject_id, owner_id, stage, rows_erased, "
               "files_erased, keys_erased, "
               "rows_expected, requested_ms) VALUES (1, 0, 2, 3, 0, 0, 0, 0, 0, 1000)");
    assert_int_equal(look(&f).faults, 4);
    damage(&f, "UPDATE erasure SET stage = 2");
    assert_int_equal(look(&f).faults, 3);

    damage(&f, "CREATE TABLE diary (line TEXT)");
    assert_int_equal(look(&f).faults, 4);
    assert_err(service_check_schema(service_console(&f)), ERR_CONFLICT);
    damage(&f, "DROP TABLE diary");

    int64_t destroyed = 0;
    struct ctx *ctx = service_console(&f);
    assert_ctx_ok(ctx, keyring_destroy_objects(ctx, ann.account, &status.id.v, 1, &destroyed));
    assert_int_equal(look(&f).faults, 4);

    const char *path = sv_printf(ctx->arena, "%s/notes.txt", f.engine.data_dir).ptr;
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    (void)fclose(file);
    notes = look(&f);
    assert_int_equal(notes.faults, 4);
    assert_int_equal(notes.others, 1);
    service_close(&f);
}

static void damage_is_noted_on_sqlite(void **state)
{
    UNUSED(state);
    damage_is_noted(FIXTURE_SQLITE);
}

static void damage_is_noted_on_postgres(void **state)
{
    UNUSED(state);
    if (!fixture_has(FIXTURE_POSTGRES))
        skip();
    damage_is_noted(FIXTURE_POSTGRES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(damage_is_noted_on_sqlite),
        cmocka_unit_test(damage_is_noted_on_postgres),
    };
    return cmocka_run_group_tests_name("check", tests, NULL, NULL);
}
