/* service/endorse_account: only who is followed, shown to all but whom the account blocks, gone with the follow and with either
 * account. */
#include "harness/harness.h"
#include "harness/service_fixture.h"

#include "service/block_account.h"
#include "service/endorse_account.h"
#include "service/erase_account.h"
#include "service/follow_account.h"
#include "service/list_relations.h"
#include "service/run_erasure.h"

static const enum fixture_engine engines[] = { FIXTURE_SQLITE, FIXTURE_POSTGRES };

static const struct paging newest = { .below = INT64_MAX, .count = 40 };

static void follow(struct service_fixture *f, const struct user *by, struct account_id whom)
{
    struct relationship now;
    struct ctx *ctx = service_as(f, by);
    struct follow_options options = { .shows_reblogs = true };
    assert_ctx_ok(ctx, service_follow_account(ctx, whom, &options, &now));
}

static void endorse(struct service_fixture *f, const struct user *by, struct account_id whom)
{
    struct relationship now;
    struct ctx *ctx = service_as(f, by);
    assert_ctx_ok(ctx, service_endorse_account(ctx, whom, &now));
    assert_true(now.is_endorsed && now.is_following);
    assert_int_equal(now.account.v, whom.v);
}

/* As somebody sees them; NULL: a visitor. */
static size_t seen(struct service_fixture *f, const struct user *by, struct account_id of)
{
    struct account_page page;
    struct ctx *ctx = by == NULL ? service_anonymous(f) : service_as(f, by);
    assert_ctx_ok(ctx, service_list_relations(ctx, of, RELATION_ENDORSEMENTS, &newest, &page));
    return page.count;
}

static struct account_page own(struct service_fixture *f, const struct user *by)
{
    struct account_page page;
    struct ctx *ctx = service_as(f, by);
    assert_ctx_ok(ctx, service_list_own_relations(ctx, RELATION_ENDORSEMENTS, &newest, &page));
    return page;
}

static void erase(struct service_fixture *f, struct account_id account)
{
    struct erasure_id id;
    struct ctx *ctx = service_console(f);
    assert_ctx_ok(ctx, service_begin_account_erasure(ctx, account, SV(""), &id));
    assert_ctx_ok(ctx, service_finish_erasure(ctx, id, NULL, NULL));
    assert_int_equal(service_rows_left(f, account), 0);
}

static void ends_with_the_follow(struct service_fixture *f, const struct user *ann,
                                 const struct user *bob)
{
    struct relationship now;
    struct ctx *ctx = service_as(f, ann);
    assert_ctx_ok(ctx, service_unfollow_account(ctx, bob->account, &now));
    assert_false(now.is_endorsed);
    assert_int_equal(own(f, ann).count, 1);
    follow(f, ann, bob->account);
    assert_int_equal(own(f, ann).count, 1);
    endorse(f, ann, bob->account);
    ctx = service_as(f, bob);
    assert_ctx_ok(ctx, service_block_account(ctx, ann->account, &now));
    assert_int_equal(own(f, ann).count, 1);
    assert_int_equal(seen(f, NULL, ann->account), 1);
    ctx = service_as(f, bob);
    assert_ctx_ok(ctx, service_unblock_account(ctx, ann->account, &now));
}

static void refuses(struct service_fixture *f, const struct user *ann, const struct user *dan)
{
    struct relationship now;
    struct ctx *ctx = service_as(f, ann);
    assert_err(service_endorse_account(ctx, dan->account, &now), ERR_VALIDATION);
    assert_err(service_endorse_account(ctx, ann->account, &now), ERR_VALIDATION);
    assert_err(service_endorse_account(ctx, account_id(1), &now), ERR_NOT_FOUND);
    assert_err(service_endorse_account(service_anonymous(f), dan->account, &now),
               ERR_LOGIN_REQUIRED);
    ctx = service_as(f, ann);
    assert_ctx_ok(ctx, service_unendorse_account(ctx, dan->account, &now));
}

static void hides_from_whom_it_blocks(struct service_fixture *f, const struct user *ann,
                                      const struct user *dan)
{
    struct relationship now;
    struct ctx *ctx = service_as(f, ann);
    assert_ctx_ok(ctx, service_block_account(ctx, dan->account, &now));
    assert_int_equal(seen(f, dan, ann->account), 0);
    assert_int_equal(seen(f, NULL, ann->account), 2);
    ctx = service_as(f, ann);
    assert_ctx_ok(ctx, service_unblock_account(ctx, dan->account, &now));
}

static void story(enum fixture_engine engine)
{
    if (!fixture_has(engine))
        return;
    struct service_fixture f;
    service_open(&f, engine);
    struct user ann = service_person(&f, "ann");
    struct user bob = service_person(&f, "bob");
    struct user cem = service_person(&f, "cem");
    struct user dan = service_person(&f, "dan");
    follow(&f, &ann, bob.account);
    follow(&f, &ann, cem.account);
    refuses(&f, &ann, &dan);
    endorse(&f, &ann, bob.account);
    endorse(&f, &ann, cem.account);
    endorse(&f, &ann, bob.account);
    assert_int_equal(own(&f, &ann).count, 2);
    assert_int_equal(own(&f, &ann).accounts[0].id.v, cem.account.v);
    assert_int_equal(own(&f, &bob).count, 0);
    hides_from_whom_it_blocks(&f, &ann, &dan);
    ends_with_the_follow(&f, &ann, &bob);
    erase(&f, cem.account);
    assert_int_equal(own(&f, &ann).count, 0);
    follow(&f, &bob, ann.account);
    endorse(&f, &bob, ann.account);
    follow(&f, &ann, bob.account);
    endorse(&f, &ann, bob.account);
    erase(&f, ann.account);
    assert_int_equal(own(&f, &bob).count, 0);
    service_close(&f);
}

static void endorsements(void **state)
{
    UNUSED(state);
    for (size_t i = 0; i < ARRAY_COUNT(engines); i++)
        story(engines[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(endorsements) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
