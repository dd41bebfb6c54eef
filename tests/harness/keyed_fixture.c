/* A store with a keyring. */
#include "harness/harness.h"
#include "harness/keyed_fixture.h"

#include <stdlib.h>

#include "base/clock.h"
#include "crypto/secret.h"
#include "db/migrate.h"
#include "store/account.h"
#include "store/queries.h"

static void keyring_start(struct keyed_fixture *f, struct keyring **out)
{
    struct arena arena;
    arena_init(&arena, 1 << 20);
    struct ctx ctx = { .arena = &arena, .now_ms = clock_now_ms() };
    assert_ctx_ok(&ctx, keyring_open(&ctx, f->keys, out));
    arena_done(&arena);
}

void keyed_open(struct keyed_fixture *f, enum fixture_engine engine)
{
    *f = (struct keyed_fixture){ 0 };
    assert_ok(crypto_init());
    struct arena arena;
    arena_init(&arena, 1 << 20);
    struct ctx ctx = { .arena = &arena, .now_ms = clock_now_ms() };
    char keys[] = "/tmp/efface-keys-XXXXXX";
    assert_non_null(mkdtemp(keys));
    assert_ctx_ok(&ctx, keyring_init(&ctx, keys));
    arena_done(&arena);
    f->keys = keys;
    struct keyring *keyring = NULL;
    keyring_start(f, &keyring);
    struct db_options options = {
        .queries = &store_queries,
        .migrations = &db_main_migrations,
        .before_commit = keyring_before_commit,
        .before_commit_arg = keyring,
    };
    fixture_open(&f->store, engine, &options);
    f->keys = sv_cstr(&f->store.arena, sv_from(keys));
    f->store.ctx.keyring = keyring;
    f->store.ctx.now_ms = clock_now_ms();
}

void keyed_close(struct keyed_fixture *f)
{
    struct keyring *keyring = f->store.ctx.keyring;
    harness_remove_tree(f->keys);
    fixture_close(&f->store);
    keyring_close(keyring);
}

void keyed_reopen(struct keyed_fixture *f)
{
    struct keyring *old = f->store.ctx.keyring;
    struct keyring *keyring = NULL;
    keyring_start(f, &keyring);
    f->store.options.before_commit_arg = keyring;
    fixture_reopen(&f->store);
    f->store.ctx.keyring = keyring;
    keyring_close(old);
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
