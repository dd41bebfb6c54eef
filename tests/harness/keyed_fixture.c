/* A store with a keyring. */
#include "harness/harness.h"
#include "harness/keyed_fixture.h"

#include "base/clock.h"
#include "crypto/secret.h"
#include "db/migrate.h"
#include "store/account.h"
#include "store/queries.h"

void keyed_open(struct keyed_fixture *f, enum fixture_engine engine)
{
    *f = (struct keyed_fixture){ 0 };
    assert_ok(crypto_init());
    struct arena arena;
    arena_init(&arena, 1 << 20);
    struct ctx ctx = { .arena = &arena, .now_ms = clock_now_ms() };
    struct sv keys = sv_from(harness_temp_folder(&arena));
    struct keyring *keyring = NULL;
    assert_ctx_ok(&ctx, keyring_init(&ctx, keys.ptr));
    assert_ctx_ok(&ctx, keyring_open(&ctx, keys.ptr, &keyring));
    struct db_options options = {
        .queries = &store_queries,
        .migrations = &db_main_migrations,
        .before_commit = keyring_before_commit,
        .before_commit_arg = keyring,
    };
    fixture_open(&f->store, engine, &options);
    f->keys = sv_cstr(&f->store.arena, keys);
    arena_done(&arena);
    f->store.ctx.keyring = keyring;
    f->store.ctx.now_ms = clock_now_ms();
}

void keyed_close(struct keyed_fixture *f)
{
    keyring_close(f->store.ctx.keyring);
    harness_remove_tree(f->keys);
    fixture_close(&f->store);
}

void keyed_stop(struct keyed_fixture *f)
{
    fixture_stop(&f->store);
    keyring_close(f->store.ctx.keyring);
    f->store.ctx.keyring = NULL;
}

enum err keyed_start(struct keyed_fixture *f)
{
    struct ctx *ctx = &f->store.ctx;
    TRY(keyring_open(ctx, f->keys, &ctx->keyring));
    f->store.options.before_commit_arg = ctx->keyring;
    enum err err = fixture_start(&f->store);
    if (err != ERR_OK) {
        keyring_close(ctx->keyring);
        ctx->keyring = NULL;
    }
    return err;
}

void keyed_reopen(struct keyed_fixture *f)
{
    keyed_stop(f);
    assert_ctx_ok(&f->store.ctx, keyed_start(f));
}

struct insert_account {
    struct account account;
    struct account_sealed sealed;
    struct keyring_new key;
    struct sv wrapped;
};

static enum err insert(struct ctx *ctx, void *arg)
{
    struct insert_account *i = arg;
    keyring_attach(ctx, &i->key, i->wrapped);
    return store_account_insert(ctx, &i->account, host_id(0), &i->sealed);
}

struct account_id keyed_account(struct keyed_fixture *f, const char *username, int64_t id)
{
    struct ctx *ctx = &f->store.ctx;
    struct insert_account i = { .account = { .id = account_id(id),
                                             .username = sv_from(username),
                                             .domain = SV(""),
                                             .display_name = sv_from(username),
                                             .created_ms = ctx->now_ms,
                                             .updated_ms = ctx->now_ms } };
    keyring_new_key(i.account.id, 0, &i.key);
    assert_ctx_ok(ctx, keyring_wrap(ctx, &i.key, NULL, &i.wrapped));
    assert_ctx_ok(ctx, store_account_seal(ctx, &i.account, &i.key.key, &i.sealed));
    assert_ctx_ok(ctx, db_write(ctx, insert, &i));
    return i.account.id;
}
