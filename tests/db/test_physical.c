/* Deleted bytes leave the files: secure_delete, clean page gaps, the truncated log, each seen by what it guards.
 *
 * Built with -Dmutant=secure_delete_off, no_truncate or scrub_off this program must fail.
 */
#include "harness/harness.h"
#include "harness/store_fixture.h"

#include "db/migrate.h"
#include "db/sample_queries.h"

extern const struct db_migrations sample_migrations;

static const struct db_options OPTIONS = { .queries = &sample_queries,
                                           .migrations = &sample_migrations };

#define CANARY "canary-5e1f-of-a-deleted-note"

/* Enough rows that the deleted ones share pages with kept ones, and some with overflow pages. */
static enum err insert_notes(struct ctx *ctx, void *arg)
{
    UNUSED(arg);
    for (int64_t id = 1; id <= 200; id++) {
        bool is_kept = id % 3 == 0;
        struct sv body = is_kept ? SV("kept") : SV(CANARY);
        char seal[9000];
        memset(seal, 'k', sizeof seal);
        memcpy(seal + 8000, is_kept ? "kept" : CANARY, is_kept ? 4 : strlen(CANARY));
        TRY(q_note_insert(ctx, status_id(id), account_id(is_kept ? 2 : 1), body, body,
                          sv_make(seal, id % 10 == 0 ? sizeof seal : 3), 0, true, 0, NULL));
    }
    return ERR_OK;
}

static enum err delete_notes(struct ctx *ctx, void *arg)
{
    UNUSED(arg);
    return q_note_delete_by_owner(ctx, account_id(1), NULL);
}

/* Files of the store that hold the canary. */
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

static void checkpoint(struct fixture *f)
{
    bool is_busy = true;
    assert_ctx_ok(&f->ctx, db_checkpoint_truncate(&f->ctx, &is_busy));
    assert_false(is_busy);
}

static void test_deleted_bytes_are_gone(void **state)
{
    struct fixture f;
    UNUSED(state);
    fixture_open(&f, FIXTURE_SQLITE, &OPTIONS);
    assert_ctx_ok(&f.ctx, db_write(&f.ctx, insert_notes, NULL));
    checkpoint(&f);
    assert_int_equal(count_files_with_canary(&f), 1);
    assert_ctx_ok(&f.ctx, db_write(&f.ctx, delete_notes, NULL));
    checkpoint(&f);
    assert_int_equal(count_files_with_canary(&f), 0);
    fixture_close(&f);
}

/* The bytes were only ever in the log. */
static void test_log_is_emptied(void **state)
{
    struct fixture f;
    UNUSED(state);
    fixture_open(&f, FIXTURE_SQLITE, &OPTIONS);
    checkpoint(&f);
    assert_ctx_ok(&f.ctx, db_write(&f.ctx, insert_notes, NULL));
    assert_ctx_ok(&f.ctx, db_write(&f.ctx, delete_notes, NULL));
    assert_int_equal(count_files_with_canary(&f), 1);
    checkpoint(&f);
    assert_int_equal(count_files_with_canary(&f), 0);
    fixture_close(&f);
}

/* Rows that came and went in another order than they were laid, so that pages were split and joined. */
static enum err churn(struct ctx *ctx, void *arg)
{
    int64_t turn = *(int64_t *)arg;
    for (int64_t i = 0; i < 400; i++) {
        int64_t id = 1 + (i * 7919 + turn * 104729) % 100003;
        struct q_note_insert_or_skip_row row = { 0 };
        bool is_new = false;
        TRY(q_note_insert_or_skip(ctx, status_id(id), account_id(id % 3), &is_new, &row));
        TRY(q_note_set_body(ctx, status_id(id), id % 3 == 0 ? SV("kept") : SV(CANARY " longer"),
                            NULL));
        if (i % 5 == 0)
            TRY(q_note_set_body(ctx, status_id(id), SV(CANARY), NULL));
        if (i % 5 == 0 && id % 3 == 0)
            TRY(q_note_set_body(ctx, status_id(id), SV("kept, and longer than before"), NULL));
    }
    return ERR_OK;
}

static enum err delete_two_owners(struct ctx *ctx, void *arg)
{
    UNUSED(arg);
    TRY(q_note_delete_by_owner(ctx, account_id(1), NULL));
    return q_note_delete_by_owner(ctx, account_id(2), NULL);
}

static void test_moved_cells_leave_nothing(void **state)
{
    struct fixture f;
    UNUSED(state);
    fixture_open(&f, FIXTURE_SQLITE, &OPTIONS);
    for (int64_t turn = 0; turn < 30; turn++)
        assert_ctx_ok(&f.ctx, db_write(&f.ctx, churn, &turn));
    checkpoint(&f);
    assert_int_equal(count_files_with_canary(&f), 1);
    assert_ctx_ok(&f.ctx, db_write(&f.ctx, delete_two_owners, NULL));
    checkpoint(&f);
    assert_int_equal(count_files_with_canary(&f), 0);
    fixture_close(&f);
}

/* Long values lie in chains of pages, each with a piece; made of one short word all over, so that no piece of any page can be
 * overlooked, wherever a page cuts the word. */
#define PIECE "qXz7"

static struct sv pieces(struct arena *a, size_t len)
{
    char *bytes = arena_alloc(a, len);
    for (size_t i = 0; i < len; i++)
        bytes[i] = PIECE[i % 4];
    return sv_make(bytes, len);
}

/* Longer, shorter, into the row and out of it again: chains are freed, taken again and cut. */
static enum err chains_write(struct ctx *ctx, void *arg)
{
    UNUSED(arg);
    static const size_t lengths[] = { 13000, 4100, 30, 9000, 5000 };
    for (int64_t id = 1; id <= 60; id++)
        TRY(q_note_insert(ctx, status_id(id), account_id(1), SV("title"), SV("body"),
                          pieces(ctx->arena, 9000 + (size_t)id * 100), 0, true, 0, NULL));
    for (size_t turn = 0; turn < ARRAY_COUNT(lengths); turn++)
        for (int64_t id = 1 + (int64_t)turn % 2; id <= 60; id += 2)
            TRY(q_note_set_body(ctx, status_id(id), pieces(ctx->arena, lengths[turn]), NULL));
    return ERR_OK;
}

static size_t count_pieces(struct fixture *f)
{
    size_t found = 0;
    struct sv bytes =
        harness_read_file(&f->arena, sv_printf(&f->arena, "%s/main.db", f->folder).ptr);
    for (size_t i = 0; i + 4 <= bytes.len; i++)
        found += memcmp(bytes.ptr + i, "qXz7", 4) == 0 || memcmp(bytes.ptr + i, "z7qX", 4) == 0;
    return found;
}

static void test_long_values_leave_no_piece(void **state)
{
    struct fixture f;
    UNUSED(state);
    fixture_open(&f, FIXTURE_SQLITE, &OPTIONS);
    assert_ctx_ok(&f.ctx, db_write(&f.ctx, chains_write, NULL));
    checkpoint(&f);
    assert_true(count_pieces(&f) > 100000);
    assert_ctx_ok(&f.ctx, db_write(&f.ctx, delete_notes, NULL));
    checkpoint(&f);
    assert_int_equal(count_pieces(&f), 0);
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_deleted_bytes_are_gone),
        cmocka_unit_test(test_moved_cells_leave_nothing),
        cmocka_unit_test(test_log_is_emptied),
        cmocka_unit_test(test_long_values_leave_no_piece),
    };
    return cmocka_run_group_tests_name("physical", tests, NULL, NULL);
}
