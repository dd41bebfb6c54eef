/* service/backup: two sets, laid out again; erasures made since are made again, older keys are refused. */
#include "harness/harness.h"
#include "harness/service_fixture.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "db/db.h"
#include "db/migrate.h"
#include "service/backup.h"
#include "service/erase_account.h"
#include "service/erase_status.h"
#include "service/manage_page.h"
#include "service/post_status.h"
#include "service/run_erasure.h"
#include "store/account.h"
#include "store/keyring.h"
#include "store/queries.h"
#include "store/status.h"
#include "store/tombstone.h"

struct cast {
    struct service_fixture f;
    const char *folder; /* for sets */
    struct user ann;
    struct user bob;
    struct status kept;
    struct status gone;
};

static const char *path(struct cast *c, const char *name)
{
    return sv_printf(&c->f.keyed.store.arena, "%s/%s", c->folder, name).ptr;
}

/* Address of the restored store, in SQLite. */
static struct sv main_db(struct cast *c)
{
    return sv_printf(&c->f.keyed.store.arena, "sqlite:%s", path(c, "data/main.db"));
}

static struct status post(struct cast *c, const struct user *who, struct sv text)
{
    struct ctx *ctx = service_as(&c->f, who);
    struct status status;
    const struct post_draft draft = { .text = text };
    assert_ctx_ok(ctx, service_post_status(ctx, &draft, &status));
    return status;
}

/* A status of another server, public and so stored plainly. */
static enum err foreign_insert(struct ctx *ctx, void *arg)
{
    const struct status *status = arg;
    struct status_sealed sealed;
    struct account account = { .id = status->account,
                               .username = SV("eve"),
                               .domain = SV("far.example"),
                               .uri = SV("https://far.example/eve") };
    struct account_sealed words = { 0 };
    TRY(store_status_seal(ctx, status, &sealed));
    TRY(store_account_insert(ctx, &account, host_id(7), &words));
    return store_status_insert(ctx, status, &sealed, NULL);
}

static void cast_open(struct cast *c, enum fixture_engine engine)
{
    *c = (struct cast){ 0 };
    service_open(&c->f, engine);
    c->folder = harness_temp_folder(&c->f.keyed.store.arena);
    c->ann = service_person(&c->f, "ann");
    c->bob = service_person(&c->f, "bob");
    c->kept = post(c, &c->ann, SV("keptword"));
    c->gone = post(c, &c->ann, SV("goneword"));
    (void)post(c, &c->bob, SV("bobword"));
    struct status foreign = { .id = status_id(77),
                              .account = account_id(66),
                              .uri = SV("https://far.example/1"),
                              .thread = status_id(77),
                              .content = { SV("<p>foreignword</p>") },
                              .created_ms = 1 };
    struct ctx *ctx = service_console(&c->f);
    assert_ctx_ok(ctx, db_write(ctx, foreign_insert, &foreign));
}

static void cast_close(struct cast *c)
{
    harness_remove_tree(c->folder);
    service_close(&c->f);
}

static void set_a(struct cast *c, const char *name)
{
    struct ctx *ctx = service_console(&c->f);
    assert_ctx_ok(
        ctx, service_backup(ctx, c->f.engine.data_dir, c->f.keyed.keys, path(c, name), NULL, NULL));
}

static void set_b(struct cast *c, const char *name)
{
    struct ctx *ctx = service_console(&c->f);
    assert_ctx_ok(ctx,
                  service_backup_keys(ctx, c->f.engine.data_dir, c->f.keyed.keys, path(c, name)));
}

static void erase_status(struct cast *c, struct status_id id)
{
    struct erasure_id erasure;
    struct ctx *ctx = service_as(&c->f, &c->ann);
    assert_ctx_ok(ctx, service_erase_status(ctx, id, &erasure));
    assert_ctx_ok(ctx, service_finish_erasure(ctx, erasure, NULL, NULL));
}

static bool folder_holds(struct cast *c, const char *folder, const char *word)
{
    const char *command =
        sv_printf(&c->f.keyed.store.arena, "grep -rqa -- '%s' '%s'", word, folder).ptr;
    return system(command) == 0;
}

/* The restored instance, opened beside the other one. */
struct restored_instance {
    struct arena arena;
    struct engine engine;
    struct ctx ctx;
};

static void restored_open(struct cast *c, struct sv url, const char *data, const char *keys,
                          struct restored_instance *r)
{
    arena_init(&r->arena, (size_t)64 << 20);
    r->ctx = (struct ctx){ .arena = &r->arena, .now_ms = clock_now_ms() };
    r->ctx.viewer.role = USER_ROLE_ADMIN;
    assert_ctx_ok(&r->ctx, keyring_open(&r->ctx, keys, &r->ctx.keyring));
    const struct db_options options = {
        .url = url,
        .queries = &store_queries,
        .migrations = &db_main_migrations,
        .before_commit = keyring_before_commit,
        .before_commit_arg = r->ctx.keyring,
    };
    assert_ctx_ok(&r->ctx, db_open(&r->ctx, &options, &r->ctx.db));
    r->engine = c->f.engine;
    r->engine.db = r->ctx.db;
    r->engine.keyring = r->ctx.keyring;
    r->engine.data_dir = data;
    r->ctx.engine = &r->engine;
}

static void restored_close(struct restored_instance *r)
{
    db_release(&r->ctx);
    db_close(r->ctx.db);
    keyring_close(r->ctx.keyring);
    arena_done(&r->arena);
}

static void what_was_erased_stays_erased(void **state)
{
    UNUSED(state);
    struct cast c;
    struct restored_instance r;
    cast_open(&c, FIXTURE_SQLITE);
    set_a(&c, "a");
    assert_false(folder_holds(&c, path(&c, "a"), "foreignword"));
    assert_true(folder_holds(&c, c.f.engine.data_dir, "foreignword"));
    assert_int_not_equal(access(path(&c, "a/kek"), F_OK), 0);
    erase_status(&c, c.gone.id);
    struct account_erasure erasure;
    struct ctx *ctx = service_as(&c.f, &c.bob);
    assert_ctx_ok(ctx, service_erase_account(ctx, c.bob.account, false, &erasure));
    assert_ctx_ok(ctx, service_finish_erasure(ctx, erasure.id, NULL, NULL));
    set_b(&c, "b");
    assert_ctx_ok(ctx, service_unpack_backup(ctx, path(&c, "a"), path(&c, "b"), path(&c, "data"),
                                             path(&c, "keys")));
    assert_true(service_is_restoring(ctx, path(&c, "data")));

    restored_open(&c, main_db(&c), path(&c, "data"), path(&c, "keys"), &r);
    int64_t erased = 0;
    assert_ctx_ok(&r.ctx, service_replay_erasures(&r.ctx, NULL, NULL, &erased));
    assert_int_equal(erased, 2);
    assert_false(service_is_restoring(&r.ctx, path(&c, "data")));
    struct status status;
    struct account account;
    bool is_buried = false;
    assert_ctx_ok(&r.ctx, store_status_get(&r.ctx, c.kept.id, &status));
    assert_true(sv_find(status.content.bytes, SV("keptword"), 0) != SIZE_MAX);
    assert_err(store_status_get(&r.ctx, c.gone.id, &status), ERR_NOT_FOUND);
    assert_err(store_account_get(&r.ctx, c.bob.account, &account), ERR_NOT_FOUND);
    assert_ctx_ok(&r.ctx, store_tombstone_has(&r.ctx, TOMBSTONE_HANDLE, SV("bob"), &is_buried));
    assert_true(is_buried);
    assert_ctx_ok(&r.ctx, service_replay_erasures(&r.ctx, NULL, NULL, &erased));
    assert_int_equal(erased, 0);
    restored_close(&r);
    assert_false(folder_holds(&c, path(&c, "data"), "bob"));
    cast_close(&c);
}

static void older_keys_are_refused(void **state)
{
    UNUSED(state);
    struct cast c;
    struct restored_instance r;
    cast_open(&c, FIXTURE_SQLITE);
    struct ctx *ctx = service_console(&c.f);
    set_b(&c, "early");
    (void)usleep(2000);
    erase_status(&c, c.gone.id);
    set_a(&c, "a");
    assert_err(service_unpack_backup(ctx, path(&c, "a"), path(&c, "early"), path(&c, "data"),
                                     path(&c, "keys")),
               ERR_CONFLICT);
    assert_int_not_equal(access(path(&c, "data"), F_OK), 0);
    /* Also when the label is not there to say so. */
    assert_int_equal(unlink(path(&c, "early/backup")), 0);
    assert_ctx_ok(ctx, service_unpack_backup(ctx, path(&c, "a"), path(&c, "early"),
                                             path(&c, "data"), path(&c, "keys")));
    restored_open(&c, main_db(&c), path(&c, "data"), path(&c, "keys"), &r);
    int64_t erased = 0;
    assert_err(service_replay_erasures(&r.ctx, NULL, NULL, &erased), ERR_CONFLICT);
    assert_true(service_is_restoring(&r.ctx, path(&c, "data")));
    restored_close(&r);
    cast_close(&c);
}

static void nothing_is_overwritten(void **state)
{
    UNUSED(state);
    struct cast c;
    cast_open(&c, FIXTURE_SQLITE);
    struct ctx *ctx = service_console(&c.f);
    set_a(&c, "a");
    set_b(&c, "b");
    assert_err(service_backup(ctx, c.f.engine.data_dir, c.f.keyed.keys, path(&c, "a"), NULL, NULL),
               ERR_CONFLICT);
    assert_err(service_backup_keys(ctx, c.f.engine.data_dir, c.f.keyed.keys, path(&c, "b")),
               ERR_CONFLICT);
    const char *inside = sv_printf(ctx->arena, "%s/backups/today", c.f.engine.data_dir).ptr;
    assert_err(service_backup(ctx, c.f.engine.data_dir, c.f.keyed.keys, inside, NULL, NULL),
               ERR_CONFLICT);
    assert_err(service_unpack_backup(ctx, path(&c, "a"), path(&c, "b"), c.f.engine.data_dir,
                                     path(&c, "keys")),
               ERR_CONFLICT);
    /* Broken off: without its last file it is no set. */
    assert_int_equal(unlink(path(&c, "a/backup")), 0);
    assert_err(service_unpack_backup(ctx, path(&c, "a"), path(&c, "b"), path(&c, "data"),
                                     path(&c, "keys")),
               ERR_NOT_FOUND);
    assert_err(service_unpack_backup(ctx, path(&c, "b"), path(&c, "a"), path(&c, "data"),
                                     path(&c, "keys")),
               ERR_NOT_FOUND);
    cast_close(&c);
}

/* The same with PostgreSQL: a set of rows, filled into another database that must be empty. */
static void postgres_comes_back(void **state)
{
    UNUSED(state);
    if (!fixture_has(FIXTURE_POSTGRES))
        skip();
    struct cast c;
    struct restored_instance r;
    struct fixture other;
    cast_open(&c, FIXTURE_POSTGRES);
    set_a(&c, "a");
    assert_false(folder_holds(&c, path(&c, "a"), "foreignword"));
    assert_false(folder_holds(&c, path(&c, "a"), "keptword"));
    assert_true(folder_holds(&c, path(&c, "a"), "far.example"));
    erase_status(&c, c.gone.id);
    set_b(&c, "b");
    struct ctx *ctx = service_console(&c.f);
    assert_ctx_ok(ctx, service_unpack_backup(ctx, path(&c, "a"), path(&c, "b"), path(&c, "data"),
                                             path(&c, "keys")));
    assert_err(service_fill_store(ctx, path(&c, "a"), SV("sqlite")), ERR_CONFLICT);
    assert_err(service_fill_store(ctx, path(&c, "a"), c.f.keyed.store.options.url), ERR_CONFLICT);
    fixture_open(&other, FIXTURE_POSTGRES, &c.f.keyed.store.options);
    assert_ctx_ok(ctx, service_fill_store(ctx, path(&c, "a"), other.options.url));

    restored_open(&c, other.options.url, path(&c, "data"), path(&c, "keys"), &r);
    int64_t erased = 0;
    assert_ctx_ok(&r.ctx, service_replay_erasures(&r.ctx, NULL, NULL, &erased));
    assert_int_equal(erased, 1);
    struct status status;
    assert_ctx_ok(&r.ctx, store_status_get(&r.ctx, c.kept.id, &status));
    assert_true(sv_find(status.content.bytes, SV("keptword"), 0) != SIZE_MAX);
    assert_err(store_status_get(&r.ctx, c.gone.id, &status), ERR_NOT_FOUND);
    assert_ctx_ok(&r.ctx, store_status_get(&r.ctx, status_id(77), &status));
    assert_int_equal(status.content.bytes.len, 0);
    restored_close(&r);
    fixture_close(&other);
    cast_close(&c);
}

/* What was cut short or changed fills nothing. */
static void a_broken_set_fills_nothing(void **state)
{
    UNUSED(state);
    if (!fixture_has(FIXTURE_POSTGRES))
        skip();
    struct cast c;
    struct fixture other;
    cast_open(&c, FIXTURE_POSTGRES);
    set_a(&c, "a");
    struct ctx *ctx = service_console(&c.f);
    fixture_open(&other, FIXTURE_POSTGRES, &c.f.keyed.store.options);
    const char *rows = path(&c, "a/tables/status.rows");
    assert_int_equal(truncate(rows, 600), 0);
    assert_err(service_fill_store(ctx, path(&c, "a"), other.options.url), ERR_DB);
    assert_int_equal(truncate(rows, 5), 0);
    assert_err(service_fill_store(ctx, path(&c, "a"), other.options.url), ERR_CORRUPT);
    assert_int_equal(unlink(rows), 0);
    assert_err(service_fill_store(ctx, path(&c, "a"), other.options.url), ERR_NOT_FOUND);
    /* Nothing was kept of the tables that came first. */
    struct account account;
    struct db *now = ctx->db;
    ctx->db = other.ctx.db;
    assert_err(store_account_get(ctx, c.ann.account, &account), ERR_NOT_FOUND);
    db_release(ctx);
    ctx->db = now;
    fixture_close(&other);
    cast_close(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_erased_stays_erased), cmocka_unit_test(older_keys_are_refused),
        cmocka_unit_test(nothing_is_overwritten),       cmocka_unit_test(postgres_comes_back),
        cmocka_unit_test(a_broken_set_fills_nothing),
    };
    return cmocka_run_group_tests_name("backup", tests, NULL, NULL);
}
