/* Power cuts: whatever db_write answered well is there afterwards, and the file is whole.
 *
 * The negative control runs the same with syncs that do nothing: then something must be missing, or the test could not
 * see a loss at all. EFFACE_CUT_SEED repeats a run, EFFACE_CUT_ROUNDS makes it longer.
 */
#include "harness/cut_vfs.h"
#include "harness/harness.h"
#include "harness/store_fixture.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/clock.h"
#include "db/migrate.h"
#include "db/sample_queries.h"

extern const struct db_migrations sample_migrations;

#define THREADS 4
#define IDS_MAX 100000
#define WRITES_MAX 40 /* of one thread in one round, should the cut never come */

static const struct db_options OPTIONS = { .queries = &sample_queries,
                                           .migrations = &sample_migrations };

/* Which ids were answered well. */
struct ledger {
    struct fixture *f;
    _Atomic int next_id;
    _Atomic bool is_stored[IDS_MAX];
};

static struct ledger ledger;
static uint64_t seed;

static int64_t setting(const char *name, int64_t otherwise)
{
    const char *text = getenv(name);
    return text == NULL ? otherwise : atoll(text);
}

static enum err insert_note(struct ctx *ctx, void *arg)
{
    static const char body[3000] = {
        'x'
    }; /* several pages now and then, so that checkpoints come */
    int64_t id = *(int *)arg;
    return q_note_insert(ctx, status_id(id), account_id(id % 7), sv_make("b", 1), SV("s"),
                         sv_make(body, (size_t)(id * 37 % 3000)), 0, true, 0, NULL);
}

static void *writer_main(void *arg)
{
    struct ledger *l = arg;
    struct arena arena;
    struct ctx ctx = fixture_ctx(l->f, &arena);
    bool is_busy = false;
    for (int i = 0; i < WRITES_MAX && !cut_vfs_is_dead(); i++) {
        int id = atomic_fetch_add(&l->next_id, 1);
        assert_true(id < IDS_MAX);
        if (db_write(&ctx, insert_note, &id) == ERR_OK)
            atomic_store(&l->is_stored[id], true);
        if (id % 16 == 0) {
            enum err err = db_checkpoint_truncate(&ctx, &is_busy);
            UNUSED(err); /* the power may be gone */
        }
        arena_reset(&arena);
    }
    arena_done(&arena);
    return NULL;
}

static void write_until_cut(struct ledger *l)
{
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, writer_main, l), 0);
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
}

/* SQLite's own look at every page. */
static bool file_is_whole(const struct ledger *l)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *stmt = NULL;
    struct sv path = sv_printf(&l->f->arena, "%s/main.db", l->f->folder);
    int rc = sqlite3_open_v2(path.ptr, &db, SQLITE_OPEN_READWRITE, CUT_VFS_NAME);
    if (rc == SQLITE_OK)
        rc = sqlite3_prepare_v2(db, "PRAGMA integrity_check", -1, &stmt, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(stmt);
    bool is_whole =
        rc == SQLITE_ROW && strcmp((const char *)sqlite3_column_text(stmt, 0), "ok") == 0;
    (void)sqlite3_finalize(stmt);
    (void)sqlite3_close(db);
    return is_whole;
}

/* How many rows that were answered well are missing. */
static int count_missing(struct ledger *l)
{
    struct ctx *ctx = &l->f->ctx;
    int missing = 0;
    for (int id = 1; id < l->next_id; id++) {
        struct note_row row = { 0 };
        bool is_found = false;
        if (!l->is_stored[id])
            continue;
        enum err err = q_note_by_id(ctx, status_id(id), &is_found, &row);
        missing += err != ERR_OK || !is_found;
        db_release(ctx);
    }
    return missing;
}

/* Rows missing, or 1 when the store cannot be opened or is damaged; leaves it open where it can. */
static int count_lost(struct ledger *l)
{
    struct ctx *ctx = &l->f->ctx;
    int lost = 0;
    ARENA_SCOPE (&l->f->arena) {
        lost += !file_is_whole(l);
        if (db_open(ctx, &l->f->options, &ctx->db) == ERR_OK)
            lost += count_missing(l);
        else
            lost++;
    }
    return lost;
}

/* The power fails again while the store recovers. */
static void cut_recovery(struct ledger *l, uint64_t calls)
{
    struct db *db = NULL;
    cut_vfs_arm(calls);
    if (db_open(&l->f->ctx, &l->f->options, &db) == ERR_OK)
        db_close(db);
    cut_vfs_power_on();
}

/* Rounds of write, cut, recover, look, until something was lost; gives how much. */
static int run_rounds(int rounds, bool is_lying, int *out_stored)
{
    struct fixture f;
    int lost = 0;
    memset(&ledger, 0, sizeof ledger);
    ledger.f = &f;
    ledger.next_id = 1;
    fixture_open(&f, FIXTURE_SQLITE, &OPTIONS);
    cut_vfs_lie(is_lying);
    for (uint64_t round = 0; round < (uint64_t)rounds && lost == 0; round++) {
        cut_vfs_arm(1 + (seed + round * 7919) % 211);
        write_until_cut(&ledger);
        db_close(f.ctx.db);
        f.ctx.db = NULL;
        cut_vfs_power_on();
        if (round % 3 == 0)
            cut_recovery(&ledger, 1 + (seed + round) % 7);
        lost = count_lost(&ledger);
    }
    *out_stored = 0;
    for (int id = 1; id < ledger.next_id; id++)
        *out_stored += ledger.is_stored[id];
    fixture_close(&f);
    cut_vfs_lie(false);
    cut_vfs_forget();
    return lost;
}

static void test_nothing_acknowledged_is_lost(void **state)
{
    int stored = 0;
    UNUSED(state);
    int lost = run_rounds((int)setting("EFFACE_CUT_ROUNDS", 50), false, &stored);
    print_message("%d writes were answered well, %d lost\n", stored, lost);
    assert_int_equal(lost, 0);
    assert_true(stored > 50);
}

static void test_loss_would_be_seen(void **state)
{
    int stored = 0;
    UNUSED(state);
    int lost = run_rounds(50, true, &stored);
    print_message("without syncs %d of %d were lost\n", lost, stored);
    assert_true(lost > 0);
}

#define CANARY "canary-71c4-of-a-deleted-note"

static enum err insert_canary(struct ctx *ctx, void *arg)
{
    UNUSED(arg);
    return q_note_insert(ctx, status_id(1), account_id(1), sv_make("b", 1), SV("s"), SV(CANARY), 0,
                         true, 0, NULL);
}

static enum err delete_canary(struct ctx *ctx, void *arg)
{
    UNUSED(arg);
    return q_note_delete_by_owner(ctx, account_id(1), NULL);
}

static int count_files_with_canary(struct fixture *f)
{
    size_t count = 0;
    int found = 0;
    const struct sv *names = harness_list_folder(&f->arena, f->folder, &count);
    for (size_t i = 0; i < count; i++) {
        struct sv path = sv_printf(&f->arena, "%s/%" SV_FMT, f->folder, SV_ARG(names[i]));
        found += sv_find(harness_read_file(&f->arena, path.ptr), SV(CANARY), 0) != SIZE_MAX;
    }
    return found;
}

/* Nobody empties the log a second time: what it held must not come back with the power. */
static void test_emptied_log_stays_empty(void **state)
{
    UNUSED(state);
    for (int round = 0; round < 20; round++) {
        struct fixture f;
        bool is_busy = true;
        fixture_open(&f, FIXTURE_SQLITE, &OPTIONS);
        assert_ctx_ok(&f.ctx, db_write(&f.ctx, insert_canary, NULL));
        assert_ctx_ok(&f.ctx, db_write(&f.ctx, delete_canary, NULL));
        assert_int_equal(count_files_with_canary(&f), 1);
        assert_ctx_ok(&f.ctx, db_checkpoint_truncate(&f.ctx, &is_busy));
        assert_false(is_busy);
        cut_vfs_now();
        db_close(f.ctx.db);
        cut_vfs_power_on();
        f.ctx.db = NULL;
        assert_int_equal(count_files_with_canary(&f), 0);
        fixture_close(&f);
        cut_vfs_forget();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_acknowledged_is_lost),
        cmocka_unit_test(test_loss_would_be_seen),
        cmocka_unit_test(test_emptied_log_stays_empty),
    };
    seed = (uint64_t)setting("EFFACE_CUT_SEED", clock_monotonic_us());
    print_message("EFFACE_CUT_SEED=%llu\n", (unsigned long long)seed);
    cut_vfs_register(seed);
    return cmocka_run_group_tests_name("power cut", tests, NULL, NULL);
}
