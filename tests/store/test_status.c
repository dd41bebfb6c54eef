/* store/status and store/account: what goes in comes out, on both engines, and nothing of it is readable in the file. */
#include "harness/harness.h"
#include "harness/keyed_fixture.h"

#include "store/account.h"
#include "store/status.h"

static const enum fixture_engine engines[] = { FIXTURE_SQLITE, FIXTURE_POSTGRES };

struct insert {
    struct status status;
    struct status_sealed sealed;
    struct tag_id tag_ids[2];
};

static enum err insert(struct ctx *ctx, void *arg)
{
    struct insert *i = arg;
    return store_status_insert(ctx, &i->status, &i->sealed, i->tag_ids);
}

static struct insert plain_status(struct account_id by, int64_t id)
{
    return (struct insert){
        .status = { .id = status_id(id),
                    .account = by,
                    .thread = status_id(id),
                    .is_local = true,
                    .content = HTML_LIT("<p>plainword</p>"),
                    .source = SV("plainword"),
                    .spoiler = SV("spoilerword"),
                    .language = SV("fr"),
                    .created_ms = 12345 },
        .tag_ids = { { id + 1 }, { id + 2 } },
    };
}

static void post(struct ctx *ctx, struct insert *i)
{
    assert_ctx_ok(ctx, store_status_seal(ctx, &i->status, &i->sealed));
    assert_ctx_ok(ctx, db_write(ctx, insert, i));
    store_status_sealed_wipe(&i->sealed);
}

static void round_trip(struct keyed_fixture *f)
{
    struct ctx *ctx = &f->store.ctx;
    struct account_id alice = keyed_account(f, "Alice", 100);
    struct account_id bob = keyed_account(f, "bob", 101);
    struct insert i = plain_status(alice, 5000);
    struct sv tags[] = { SV("one"), SV("two") };
    struct status_mention mention = { .account = bob };
    i.status.tags = tags;
    i.status.tag_count = 2;
    i.status.mentions = &mention;
    i.status.mention_count = 1;
    post(ctx, &i);
    struct insert second = plain_status(bob, 6000);
    second.status.tags = tags;
    second.status.tag_count = 1;
    post(ctx, &second);

    struct status out;
    assert_ctx_ok(ctx, store_status_get(ctx, status_id(5000), &out));
    assert_sv_lit(out.content.bytes, "<p>plainword</p>");
    assert_sv_lit(out.spoiler, "spoilerword");
    assert_sv_lit(out.language, "fr");
    assert_int_equal(out.tag_count, 2);
    assert_sv_lit(out.tags[1], "two");
    assert_int_equal(out.mention_count, 1);
    assert_sv_lit(out.mentions[0].username, "bob");
    assert_int_equal(out.created_ms, 12345);

    struct status_id ids[] = { { 6000 }, { 7777 }, { 5000 } };
    struct status *list = NULL;
    size_t count = 0;
    assert_ctx_ok(ctx, store_status_list(ctx, ids, 3, &list, &count));
    assert_int_equal(count, 2);
    assert_int_equal(list[0].id.v, 6000);
    assert_int_equal(list[0].tag_count, 1);
    assert_int_equal(list[1].id.v, 5000);
    assert_err(db_write(ctx, insert, &i), ERR_DUPLICATE);

    struct account account;
    bool is_found = false;
    assert_ctx_ok(ctx, store_account_find_handle(ctx, SV("aLICE"), SV(""), &is_found, &account));
    assert_true(is_found);
    assert_sv_lit(account.username, "Alice");
    assert_sv_lit(account.display_name, "Alice");
    assert_err(store_account_get(ctx, account_id(999), &account), ERR_NOT_FOUND);
}

static void both_engines(void **state)
{
    UNUSED(state);
    for (size_t i = 0; i < ARRAY_COUNT(engines); i++) {
        if (!fixture_has(engines[i]))
            continue;
        struct keyed_fixture f;
        keyed_open(&f, engines[i]);
        round_trip(&f);
        keyed_close(&f);
    }
}

static void files_hold_no_word(void **state)
{
    UNUSED(state);
    struct keyed_fixture f;
    keyed_open(&f, FIXTURE_SQLITE);
    struct ctx *ctx = &f.store.ctx;
    struct account_id alice = keyed_account(&f, "alice", 100);
    struct insert i = plain_status(alice, 5000);
    post(ctx, &i);
    size_t count = 0;
    struct sv *names = harness_list_folder(ctx->arena, f.store.folder, &count);
    bool has_handle = false;
    for (size_t n = 0; n < count; n++) {
        struct sv path = sv_printf(ctx->arena, "%s/%" SV_FMT, f.store.folder, SV_ARG(names[n]));
        struct sv bytes = harness_read_file(ctx->arena, path.ptr);
        assert_true(sv_find(bytes, SV("plainword"), 0) == SIZE_MAX);
        assert_true(sv_find(bytes, SV("spoilerword"), 0) == SIZE_MAX);
        has_handle |= sv_find(bytes, SV("alice"), 0) != SIZE_MAX;
    }
    /* The control: what the manifest lists as clear is found. */
    assert_true(has_handle);
    int64_t destroyed = 0;
    assert_ctx_ok(ctx, keyring_destroy_objects(ctx, alice, (int64_t[]){ 5000 }, 1, &destroyed));
    struct status out;
    assert_err(store_status_get(ctx, status_id(5000), &out), ERR_NOT_FOUND);
    keyed_close(&f);
}

struct edit {
    struct status before;
    struct status_sealed version;
    struct status after;
    struct status_sealed sealed;
    struct tag_id tag_ids[1];
};

static enum err edit(struct ctx *ctx, void *arg)
{
    struct edit *e = arg;
    return store_status_update(ctx, &e->before, &e->version, &e->after, &e->sealed, e->tag_ids);
}

static void edits_keep_history(void **state)
{
    UNUSED(state);
    for (size_t n = 0; n < ARRAY_COUNT(engines); n++) {
        if (!fixture_has(engines[n]))
            continue;
        struct keyed_fixture f;
        keyed_open(&f, engines[n]);
        struct ctx *ctx = &f.store.ctx;
        struct account_id alice = keyed_account(&f, "alice", 100);
        struct insert i = plain_status(alice, 5000);
        struct sv old_tag = SV("old");
        i.status.tags = &old_tag;
        i.status.tag_count = 1;
        post(ctx, &i);
        struct edit e = { .tag_ids = { { 5100 } } };
        assert_ctx_ok(ctx, store_status_get(ctx, status_id(5000), &e.before));
        e.after = e.before;
        struct sv new_tag = SV("new");
        e.after.tags = &new_tag;
        e.after.content = HTML_LIT("<p>second</p>");
        e.after.edited_ms = 20000;
        assert_ctx_ok(ctx, store_status_seal_version(ctx, &e.before, &e.version));
        assert_ctx_ok(ctx, store_status_reseal(ctx, &e.after, &e.sealed));
        assert_ctx_ok(ctx, db_write(ctx, edit, &e));
        struct status out;
        struct status_version *versions = NULL;
        size_t count = 0;
        assert_ctx_ok(ctx, store_status_get(ctx, status_id(5000), &out));
        assert_sv_lit(out.content.bytes, "<p>second</p>");
        assert_int_equal(out.edited_ms, 20000);
        assert_int_equal(out.tag_count, 1);
        assert_sv_lit(out.tags[0], "new");
        assert_ctx_ok(ctx, store_status_versions(ctx, &out, &versions, &count));
        assert_int_equal(count, 1);
        assert_sv_lit(versions[0].content.bytes, "<p>plainword</p>");
        assert_int_equal(versions[0].created_ms, 12345);
        keyed_close(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_engines),
        cmocka_unit_test(files_hold_no_word),
        cmocka_unit_test(edits_keep_history),
    };
    return cmocka_run_group_tests_name("store/status", tests, NULL, NULL);
}
