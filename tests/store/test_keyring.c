/* store/keyring: key first, key last, and what is left in the files. */
#include "harness/harness.h"
#include "harness/keyed_fixture.h"

#include <sqlite3.h>

#include <sys/stat.h>
#include <unistd.h>

#include "crypto/secret.h"

struct one_key {
    struct keyring_new key;
    struct sv wrapped;
    enum err answer;
};

static enum err attach(struct ctx *ctx, void *arg)
{
    struct one_key *k = arg;
    keyring_attach(ctx, &k->key, k->wrapped);
    return k->answer;
}

static struct one_key make(struct ctx *ctx, struct account_id account, int64_t object)
{
    struct one_key k = { .answer = ERR_OK };
    keyring_new_key(account, object, &k.key);
    assert_ctx_ok(ctx, keyring_wrap(ctx, &k.key, NULL, &k.wrapped));
    return k;
}

static void keys_live_across_a_restart(void **state)
{
    UNUSED(state);
    struct keyed_fixture f;
    keyed_open(&f, FIXTURE_SQLITE);
    struct ctx *ctx = &f.store.ctx;
    struct account_id alice = keyed_account(&f, "alice", 100);
    struct one_key k = make(ctx, alice, 200);
    assert_ctx_ok(ctx, db_write(ctx, attach, &k));
    struct crypto_key derived;
    struct crypto_key derived_again;
    keyring_derive(ctx->keyring, SV("email"), &derived);
    keyed_reopen(&f);
    struct crypto_key out;
    assert_ctx_ok(ctx, keyring_object_key(ctx, alice, 200, &out));
    assert_memory_equal(out.bytes, k.key.key.bytes, sizeof out.bytes);
    keyring_derive(ctx->keyring, SV("email"), &derived_again);
    assert_memory_equal(derived.bytes, derived_again.bytes, sizeof derived.bytes);
    keyring_derive(ctx->keyring, SV("other"), &derived_again);
    assert_memory_not_equal(derived.bytes, derived_again.bytes, sizeof derived.bytes);
    keyed_close(&f);
}

/* The file is closed to everybody while the writer commits to it: what was just written must not be read from there. */
static void a_new_key_is_open_once_committed(void **state)
{
    UNUSED(state);
    struct keyed_fixture f;
    keyed_open(&f, FIXTURE_SQLITE);
    struct ctx *ctx = &f.store.ctx;
    struct account_id alice = keyed_account(&f, "alice", 100);
    struct one_key k = make(ctx, alice, 200);
    struct crypto_key out;
    assert_err(keyring_object_key(ctx, alice, 200, &out), ERR_KEY_GONE);
    assert_ctx_ok(ctx, db_write(ctx, attach, &k));
    /* Behind the keyring's back, so that only memory can answer. */
    sqlite3 *file = NULL;
    assert_int_equal(sqlite3_open(sv_printf(ctx->arena, "%s/keyring.db", f.keys).ptr, &file),
                     SQLITE_OK);
    assert_int_equal(sqlite3_exec(file, "DELETE FROM object_wrap", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(file), SQLITE_OK);
    assert_ctx_ok(ctx, keyring_object_key(ctx, alice, 200, &out));
    assert_memory_equal(out.bytes, k.key.key.bytes, sizeof out.bytes);
    keyed_close(&f);
}

struct two_keys {
    struct one_key *keys[2];
};

static enum err attach_both(struct ctx *ctx, void *arg)
{
    struct two_keys *two = arg;
    TRY(attach(ctx, two->keys[0]));
    return attach(ctx, two->keys[1]);
}

/* Two workers find that an author has no key yet: both their batches commit, and one key stays. */
static void the_first_key_of_an_account_stays(void **state)
{
    UNUSED(state);
    struct keyed_fixture f;
    keyed_open(&f, FIXTURE_SQLITE);
    struct ctx *ctx = &f.store.ctx;
    struct account_id rae = account_id(300);
    struct one_key first = make(ctx, rae, 0);
    struct one_key second = make(ctx, rae, 0);
    struct one_key third = make(ctx, rae, 0);
    struct two_keys two = { { &first, &second } };
    struct crypto_key out;
    assert_ctx_ok(ctx, db_write(ctx, attach_both, &two));
    assert_ctx_ok(ctx, db_write(ctx, attach, &third));
    assert_ctx_ok(ctx, keyring_account_key(ctx, rae, &out));
    assert_memory_equal(out.bytes, first.key.key.bytes, sizeof out.bytes);
    keyed_reopen(&f);
    assert_ctx_ok(ctx, keyring_account_key(ctx, rae, &out));
    assert_memory_equal(out.bytes, first.key.key.bytes, sizeof out.bytes);
    keyed_close(&f);
}

static void a_failed_write_leaves_no_key(void **state)
{
    UNUSED(state);
    struct keyed_fixture f;
    keyed_open(&f, FIXTURE_SQLITE);
    struct ctx *ctx = &f.store.ctx;
    struct account_id alice = keyed_account(&f, "alice", 100);
    struct one_key k = make(ctx, alice, 200);
    k.answer = ERR_CONFLICT;
    assert_err(db_write(ctx, attach, &k), ERR_CONFLICT);
    struct crypto_key out;
    assert_err(keyring_object_key(ctx, alice, 200, &out), ERR_KEY_GONE);
    keyed_close(&f);
}

/* The bytes of all files of the keys folder, as a thief of the disk would have them. */
static bool keyring_files_hold(struct keyed_fixture *f, struct sv bytes)
{
    struct arena a;
    arena_init(&a, (size_t)64 << 20);
    bool is_found = false;
    size_t count = 0;
    struct sv *names = harness_list_folder(&a, f->keys, &count);
    for (size_t i = 0; i < count; i++) {
        struct sv path = sv_printf(&a, "%s/%" SV_FMT, f->keys, SV_ARG(names[i]));
        is_found |= sv_find(harness_read_file(&a, path.ptr), bytes, 0) != SIZE_MAX;
    }
    arena_done(&a);
    return is_found;
}

static void destroyed_keys_are_in_no_file(void **state)
{
    UNUSED(state);
    struct keyed_fixture f;
    keyed_open(&f, FIXTURE_SQLITE);
    struct ctx *ctx = &f.store.ctx;
    struct account_id alice = keyed_account(&f, "alice", 100);
    struct one_key keys[50];
    int64_t ids[50];
    for (int i = 0; i < 50; i++) {
        ids[i] = 200 + i;
        keys[i] = make(ctx, alice, ids[i]);
        assert_ctx_ok(ctx, db_write(ctx, attach, &keys[i]));
    }
    assert_true(keyring_files_hold(&f, keys[7].wrapped));
    int64_t destroyed = 0;
    assert_ctx_ok(ctx, keyring_destroy_objects(ctx, alice, ids, 25, &destroyed));
    assert_int_equal(destroyed, 25);
    struct crypto_key out;
    assert_err(keyring_object_key(ctx, alice, 207, &out), ERR_KEY_GONE);
    assert_ctx_ok(ctx, keyring_object_key(ctx, alice, 230, &out));
    bool is_busy = true;
    assert_ctx_ok(ctx, keyring_truncate(ctx, &is_busy));
    assert_false(is_busy);
    for (int i = 0; i < 50; i++)
        assert_int_equal(keyring_files_hold(&f, keys[i].wrapped), i >= 25);
    assert_ctx_ok(ctx, keyring_destroy_owned(ctx, alice, 1000, &destroyed));
    assert_int_equal(destroyed, 25);
    assert_ctx_ok(ctx, keyring_destroy_account(ctx, alice));
    assert_ctx_ok(ctx, keyring_truncate(ctx, &is_busy));
    for (int i = 0; i < 50; i++)
        assert_false(keyring_files_hold(&f, keys[i].wrapped));
    assert_err(keyring_account_key(ctx, alice, &out), ERR_KEY_GONE);
    keyed_close(&f);
}

static void a_careless_folder_is_refused(void **state)
{
    UNUSED(state);
    struct keyed_fixture f;
    keyed_open(&f, FIXTURE_SQLITE);
    struct ctx *ctx = &f.store.ctx;
    assert_err(keyring_init(ctx, f.keys), ERR_CONFLICT);
    const char *kek = sv_printf(ctx->arena, "%s/kek", f.keys).ptr;
    assert_int_equal(chmod(kek, 0644), 0);
    struct keyring *second = NULL;
    assert_err(keyring_open(ctx, f.keys, &second), ERR_IO);
    assert_null(second);
    assert_int_equal(chmod(kek, 0600), 0);
    assert_int_equal(truncate(kek, 40), 0);
    assert_err(keyring_open(ctx, f.keys, &second), ERR_CORRUPT);
    keyed_close(&f);
}

static void the_list_pages_in_order(void **state)
{
    UNUSED(state);
    struct keyed_fixture f;
    keyed_open(&f, FIXTURE_SQLITE);
    struct ctx *ctx = &f.store.ctx;
    struct account_id alice = keyed_account(&f, "alice", 100);
    for (int64_t i = 0; i < 5; i++) {
        struct one_key k = make(ctx, alice, 200 + i);
        assert_ctx_ok(ctx, db_write(ctx, attach, &k));
    }
    struct keyring_entry after = { 0 };
    struct keyring_entry *page = NULL;
    size_t count = 0;
    int64_t seen = 200;
    do {
        assert_ctx_ok(ctx, keyring_list(ctx, after, INT64_MAX, 2, &page, &count));
        for (size_t i = 0; i < count; i++)
            assert_int_equal(page[i].object, seen++);
        if (count > 0)
            after = page[count - 1];
    } while (count == 2);
    assert_int_equal(seen, 205);
    keyed_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_live_across_a_restart),
        cmocka_unit_test(a_new_key_is_open_once_committed),
        cmocka_unit_test(the_first_key_of_an_account_stays),
        cmocka_unit_test(a_failed_write_leaves_no_key),
        cmocka_unit_test(destroyed_keys_are_in_no_file),
        cmocka_unit_test(a_careless_folder_is_refused),
        cmocka_unit_test(the_list_pages_in_order),
    };
    return cmocka_run_group_tests_name("store/keyring", tests, NULL, NULL);
}
