/* store/tombstone: what was erased is known, and nothing else can be read from it. */
#include "harness/harness.h"
#include "harness/keyed_fixture.h"

#include "store/tombstone.h"

static enum err insert(struct ctx *ctx, void *arg)
{
    UNUSED(arg);
    TRY(store_tombstone_insert(ctx, TOMBSTONE_HANDLE, SV("alice")));
    TRY(store_tombstone_insert(ctx, TOMBSTONE_HANDLE, SV("alice")));
    return store_tombstone_insert_id(ctx, TOMBSTONE_STATUS, 42);
}

static bool has(struct ctx *ctx, enum tombstone_kind kind, struct sv key)
{
    bool is_there = false;
    assert_ctx_ok(ctx, store_tombstone_has(ctx, kind, key, &is_there));
    return is_there;
}

static void remembers(enum fixture_engine engine)
{
    struct keyed_fixture f;
    keyed_open(&f, engine);
    struct ctx *ctx = &f.store.ctx;
    assert_false(has(ctx, TOMBSTONE_HANDLE, SV("alice")));
    assert_ctx_ok(ctx, db_write(ctx, insert, NULL));
    assert_true(has(ctx, TOMBSTONE_HANDLE, SV("alice")));
    assert_false(has(ctx, TOMBSTONE_HANDLE, SV("bob")));
    assert_false(has(ctx, TOMBSTONE_EMAIL, SV("alice")));
    assert_true(has(ctx, TOMBSTONE_STATUS, SV("42")));
    assert_false(has(ctx, TOMBSTONE_MEDIA, SV("42")));
    bool is_there = false;
    assert_ctx_ok(ctx, store_tombstone_has_id(ctx, TOMBSTONE_STATUS, 42, &is_there));
    assert_true(is_there);
    keyed_reopen(&f);
    assert_true(has(&f.store.ctx, TOMBSTONE_HANDLE, SV("alice")));
    keyed_close(&f);
}

static void remembers_on_sqlite(void **state)
{
    UNUSED(state);
    remembers(FIXTURE_SQLITE);
}

static void remembers_on_postgres(void **state)
{
    UNUSED(state);
    if (!fixture_has(FIXTURE_POSTGRES))
        skip();
    remembers(FIXTURE_POSTGRES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(remembers_on_sqlite),
        cmocka_unit_test(remembers_on_postgres),
    };
    return cmocka_run_group_tests_name("tombstone", tests, NULL, NULL);
}
