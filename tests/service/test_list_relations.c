/* service/list_relations: whom the viewer follows that follow another too, and who is left out of it; on both engines. */
#include "harness/harness.h"
#include "harness/service_fixture.h"

#include <stdio.h>

#include "service/block_account.h"
#include "service/follow_account.h"
#include "service/list_relations.h"
#include "store/account.h"

static const enum fixture_engine engines[] = { FIXTURE_SQLITE, FIXTURE_POSTGRES };

#define VIEWER account_id(100)
#define TARGET account_id(101)
#define FRIEND account_id(102)
#define SHY account_id(103)      /* hides whom it follows */
#define STRANGER account_id(104) /* nobody the viewer follows */
#define FIRST_OF_MANY 300

static enum err update_write(struct ctx *ctx, void *arg)
{
    struct account_sealed sealed = { 0 };
    return store_account_update(ctx, arg, &sealed);
}

static void collections_hide(struct service_fixture *f, struct account_id id, bool hides)
{
    struct ctx *ctx = service_anonymous(f);
    struct account account;
    assert_ctx_ok(ctx, store_account_get(ctx, id, &account));
    account.hides_collections = hides;
    assert_ctx_ok(ctx, db_write(ctx, update_write, &account));
}

static void follow(struct service_fixture *f, struct account_id who, struct account_id whom)
{
    static const struct follow_options options = { .shows_reblogs = true };
    struct relationship now;
    struct ctx *ctx = service_acting(f, who);
    assert_ctx_ok(ctx, service_follow_account(ctx, whom, &options, &now));
    assert_true(now.is_following);
}

static struct account_page familiar(struct service_fixture *f, struct account_id of)
{
    struct account_page page;
    struct ctx *ctx = service_acting(f, VIEWER);
    assert_ctx_ok(ctx, service_list_familiar_followers(ctx, of, &page));
    db_release(ctx);
    return page;
}

static void setup(struct service_fixture *f, enum fixture_engine engine)
{
    service_open(f, engine);
    keyed_account(&f->keyed, "viewer", VIEWER.v);
    keyed_account(&f->keyed, "target", TARGET.v);
    keyed_account(&f->keyed, "friend", FRIEND.v);
    keyed_account(&f->keyed, "shy", SHY.v);
    keyed_account(&f->keyed, "stranger", STRANGER.v);
    follow(f, VIEWER, FRIEND);
    follow(f, VIEWER, SHY);
    follow(f, FRIEND, TARGET);
    follow(f, SHY, TARGET);
    follow(f, STRANGER, TARGET);
}

static void who_is_left_out(struct service_fixture *f)
{
    assert_int_equal(familiar(f, TARGET).count, 2);
    collections_hide(f, SHY, true);
    struct account_page page = familiar(f, TARGET);
    assert_int_equal(page.count, 1);
    assert_int_equal(page.accounts[0].id.v, FRIEND.v);
    assert_int_equal(familiar(f, FRIEND).count, 0);
    assert_int_equal(familiar(f, account_id(9)).count, 0);
    struct ctx *ctx = service_anonymous(f);
    assert_err(service_list_familiar_followers(ctx, TARGET, &page), ERR_LOGIN_REQUIRED);
}

static void who_shows_nobody(struct service_fixture *f)
{
    struct relationship now;
    collections_hide(f, TARGET, true);
    assert_int_equal(familiar(f, TARGET).count, 0);
    collections_hide(f, TARGET, false);
    assert_int_equal(familiar(f, TARGET).count, 1);
    struct ctx *ctx = service_acting(f, TARGET);
    assert_ctx_ok(ctx, service_block_account(ctx, VIEWER, &now));
    assert_int_equal(familiar(f, TARGET).count, 0);
    ctx = service_acting(f, TARGET);
    assert_ctx_ok(ctx, service_unblock_account(ctx, VIEWER, &now));
    assert_int_equal(familiar(f, TARGET).count, 1);
}

/* More than are shown; so many of the first hide theirs that reading a page and dropping some would not do. */
static void many(struct service_fixture *f)
{
    for (int64_t i = 0; i < 2 * FAMILIAR_MAX + 5; i++) {
        char name[16];
        (void)snprintf(name, sizeof name, "many%d", (int)i);
        keyed_account(&f->keyed, name, FIRST_OF_MANY + i);
        follow(f, VIEWER, account_id(FIRST_OF_MANY + i));
        follow(f, account_id(FIRST_OF_MANY + i), TARGET);
        if (i < FAMILIAR_MAX + 5)
            collections_hide(f, account_id(FIRST_OF_MANY + i), true);
    }
    struct account_page page = familiar(f, TARGET);
    assert_int_equal(page.count, FAMILIAR_MAX);
    for (size_t i = 0; i < page.count; i++)
        assert_false(page.accounts[i].hides_collections);
}

static void on_both_engines(void **state)
{
    UNUSED(state);
    for (size_t i = 0; i < ARRAY_COUNT(engines); i++) {
        if (!fixture_has(engines[i]))
            continue;
        struct service_fixture f;
        setup(&f, engines[i]);
        who_is_left_out(&f);
        who_shows_nobody(&f);
        many(&f);
        service_close(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(on_both_engines),
    };
    return cmocka_run_group_tests_name("service/list_relations", tests, NULL, NULL);
}
