/* service/erase_account: who may, what is gone when the call returns, what the job leaves; on both engines. */
#include "harness/harness.h"
#include "harness/service_fixture.h"

#include "base/clock.h"
#include "cache/cache.h"
#include "service/authenticate.h"
#include "service/erase_account.h"
#include "service/explain_absence.h"
#include "service/manage_page.h"
#include "service/manage_user.h"
#include "service/post_status.h"
#include "service/run_erasure.h"
#include "store/account.h"
#include "store/keyring.h"
#include "store/status.h"
#include "store/tombstone.h"

static bool is_buried(struct ctx *ctx, enum tombstone_kind kind, const char *key)
{
    bool is_there = false;
    assert_ctx_ok(ctx, store_tombstone_has(ctx, kind, sv_from(key), &is_there));
    return is_there;
}

static void run_to_the_end(struct service_fixture *f, struct erasure_id id)
{
    struct ctx *ctx = service_console(f);
    struct erasure erasure;
    assert_ctx_ok(ctx, service_get_erasure(ctx, id, &erasure));
    assert_int_equal(erasure.stage, ERASURE_ROWS);
    assert_ctx_ok(ctx, service_finish_erasure(ctx, id, NULL, NULL));
    assert_ctx_ok(ctx, service_get_erasure(ctx, id, &erasure));
    assert_int_equal(erasure.stage, ERASURE_FINAL);
    assert_true(erasure.physical_ms > 0 && erasure.rows_erased == erasure.rows_expected);
}

static void a_person_goes(struct service_fixture *f, const struct user *alice,
                          const struct user *bob)
{
    struct account_erasure erasure;
    struct status post;
    struct ctx *ctx = service_as(f, alice);
    assert_ctx_ok(ctx, service_post_status(ctx, &(struct post_draft){ .text = SV("bye") }, &post));
    ctx = service_as(f, bob);
    assert_err(service_erase_account(ctx, alice->account, false, &erasure), ERR_NOT_FOUND);
    ctx = service_anonymous(f);
    assert_err(service_erase_account(ctx, alice->account, false, &erasure), ERR_LOGIN_REQUIRED);
    ctx = service_as(f, alice);
    assert_ctx_ok(ctx, service_erase_account(ctx, alice->account, false, &erasure));
    struct crypto_key key;
    assert_err(keyring_account_key(ctx, alice->account, &key), ERR_KEY_GONE);
    assert_true(cache_is_tombstoned(f->engine.cache, cache_ref_account(alice->account)));
    assert_true(is_buried(ctx, TOMBSTONE_HANDLE, "alice"));
    /* Its row is still there, its words cannot be opened. */
    assert_err(store_status_get(ctx, post.id, &post), ERR_NOT_FOUND);
    assert_err(service_explain_status(ctx, post.id), ERR_GONE);
    assert_false(is_buried(ctx, TOMBSTONE_EMAIL, "alice@mail.example"));
    assert_err(service_erase_account(service_console(f), alice->account, false, &erasure),
               ERR_NOT_FOUND);
}

static void a_page_wants_an_owner(struct service_fixture *f, const struct user *bob)
{
    struct ctx *ctx = service_as(f, bob);
    struct field_errors errors = { 0 };
    struct account page;
    struct account_erasure erasure;
    assert_ctx_ok(ctx, service_new_page(ctx, SV("news"), SV("News"), bob->id, &errors, &page));
    assert_err(service_erase_account(ctx, bob->account, false, &erasure), ERR_CONFLICT);
    assert_int_equal(erasure.sole_page_count, 1);
    assert_sv_lit(erasure.sole_pages[0], "news");
    ctx = service_as(f, bob);
    assert_ctx_ok(ctx, service_erase_account(ctx, bob->account, true, &erasure));
    assert_true(is_buried(ctx, TOMBSTONE_HANDLE, "news"));
    run_to_the_end(f, erasure.id);
    assert_err(store_account_get(ctx, bob->account, &page), ERR_NOT_FOUND);
    db_release(ctx);
}

/* A suspension outlives the account, as a keyed hash of the address. */
static void the_suspended_stay_away(struct service_fixture *f)
{
    struct user dave = service_person(f, "dave");
    struct account_erasure erasure;
    struct ctx *ctx = service_console(f);
    assert_ctx_ok(ctx, service_suspend_user(ctx, dave.id));
    assert_ctx_ok(ctx, service_erase_account(ctx, dave.account, false, &erasure));
    assert_true(is_buried(ctx, TOMBSTONE_EMAIL, "dave@mail.example"));
    run_to_the_end(f, erasure.id);
}

static void accounts_go(enum fixture_engine engine)
{
    struct service_fixture f;
    service_open(&f, engine);
    struct user alice = service_person(&f, "alice");
    struct user bob = service_person(&f, "bob");
    struct user carol = service_person(&f, "carol");
    a_person_goes(&f, &alice, &bob);
    a_page_wants_an_owner(&f, &bob);
    the_suspended_stay_away(&f);
    /* The operator erases somebody, of whose address nothing stays. */
    struct ctx *ctx = service_console(&f);
    struct account_erasure erasure;
    assert_ctx_ok(ctx, service_erase_account(ctx, carol.account, false, &erasure));
    assert_false(is_buried(ctx, TOMBSTONE_EMAIL, "carol@mail.example"));
    run_to_the_end(&f, erasure.id);
    struct crypto_key key;
    assert_err(keyring_account_key(ctx, alice.account, &key), ERR_KEY_GONE);
    service_close(&f);
}

static void accounts_go_on_sqlite(void **state)
{
    UNUSED(state);
    accounts_go(FIXTURE_SQLITE);
}

static void accounts_go_on_postgres(void **state)
{
    UNUSED(state);
    if (!fixture_has(FIXTURE_POSTGRES))
        skip();
    accounts_go(FIXTURE_POSTGRES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accounts_go_on_sqlite),
        cmocka_unit_test(accounts_go_on_postgres),
    };
    return cmocka_run_group_tests_name("erase_account", tests, NULL, NULL);
}
