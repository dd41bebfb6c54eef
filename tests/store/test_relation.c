/* store/relation: a follow is two rows and two counters; pages go by the relation's id; on both engines. */
#include "harness/harness.h"
#include "harness/keyed_fixture.h"

#include "store/account.h"
#include "store/relation.h"

static const enum fixture_engine engines[] = { FIXTURE_SQLITE, FIXTURE_POSTGRES };

#define ALICE account_id(100)
#define BOB account_id(101)
#define CAROL account_id(102)

struct change {
    struct follow follow;
    bool is_delete;
    bool out;
};

static enum err change_follow(struct ctx *ctx, void *arg)
{
    struct change *c = arg;
    if (c->is_delete)
        return store_follow_delete(ctx, c->follow.follower, c->follow.target, &c->out, &c->follow);
    return store_follow_insert(ctx, &c->follow, &c->out);
}

static bool follow(struct ctx *ctx, struct account_id follower, struct account_id target,
                   int64_t id)
{
    struct change c = { .follow = { .id = follow_id(id),
                                    .follower = follower,
                                    .target = target,
                                    .options = { .shows_reblogs = true } } };
    assert_ctx_ok(ctx, db_write(ctx, change_follow, &c));
    return c.out;
}

static void assert_counts(struct ctx *ctx, struct account_id id, int followers, int following)
{
    struct account account;
    assert_ctx_ok(ctx, store_account_get(ctx, id, &account));
    assert_int_equal(account.counts.followers, followers);
    assert_int_equal(account.counts.following, following);
}

static void follows_count(struct ctx *ctx)
{
    assert_true(follow(ctx, ALICE, BOB, 5000));
    assert_false(follow(ctx, ALICE, BOB, 5001));
    assert_true(follow(ctx, CAROL, BOB, 5002));
    assert_true(follow(ctx, BOB, ALICE, 5003));
    assert_counts(ctx, BOB, 2, 1);
    assert_counts(ctx, ALICE, 1, 1);
    bool is_following = false;
    assert_ctx_ok(ctx, store_is_following(ctx, CAROL, BOB, &is_following));
    assert_true(is_following);
    struct change c = { .follow = { .follower = CAROL, .target = BOB }, .is_delete = true };
    assert_ctx_ok(ctx, db_write(ctx, change_follow, &c));
    assert_true(c.out);
    assert_int_equal(c.follow.id.v, 5002);
    assert_counts(ctx, BOB, 1, 1);
    assert_ctx_ok(ctx, db_write(ctx, change_follow, &c));
    assert_false(c.out);
    assert_counts(ctx, BOB, 1, 1);
    assert_true(follow(ctx, CAROL, BOB, 5010));
}

static void pages_go_by_relation(struct ctx *ctx)
{
    struct paging paging = paging_of(-1, -1, -1, 1);
    struct relation_ref *refs = NULL;
    size_t count = 0;
    assert_ctx_ok(ctx, store_relation_page(ctx, RELATION_FOLLOWERS, BOB, &paging, &refs, &count));
    assert_int_equal(count, 1);
    assert_int_equal(refs[0].account.v, CAROL.v);
    paging = paging_of(refs[0].id, -1, -1, 40);
    assert_ctx_ok(ctx, store_relation_page(ctx, RELATION_FOLLOWERS, BOB, &paging, &refs, &count));
    assert_int_equal(count, 1);
    assert_int_equal(refs[0].account.v, ALICE.v);
    paging = paging_of(-1, -1, 0, 40);
    assert_ctx_ok(ctx, store_relation_page(ctx, RELATION_FOLLOWERS, BOB, &paging, &refs, &count));
    assert_int_equal(count, 2);
    assert_int_equal(refs[0].account.v, ALICE.v);
    struct account_id *ids = NULL;
    assert_ctx_ok(ctx, store_following_page(ctx, ALICE, account_id(0), 10, &ids, &count));
    assert_int_equal(count, 1);
    assert_int_equal(ids[0].v, BOB.v);
}

static enum err relate(struct ctx *ctx, void *arg)
{
    UNUSED(arg);
    bool is_new = false;
    int64_t id = 0;
    struct follow request = { .id = follow_id(7000),
                              .follower = CAROL,
                              .target = ALICE,
                              .options = { .notifies = true, .languages = SV("fr") } };
    TRY(store_follow_request_upsert(ctx, &request));
    request.id = follow_id(7001);
    TRY(store_follow_request_upsert(ctx, &request));
    TRY(store_block_insert(ctx, ALICE, BOB, 7002, SV(""), &is_new));
    TRY(store_domain_block_insert(ctx, ALICE, SV("bad.example"), 7005, &id));
    TRY(store_mute_upsert(ctx, ALICE, CAROL, 7003, true, ctx->now_ms + 1000));
    return store_mute_upsert(ctx, ALICE, BOB, 7004, true, ctx->now_ms - 1000);
}

static void relationships_in_order(struct ctx *ctx)
{
    assert_ctx_ok(ctx, db_write(ctx, relate, NULL));
    struct account_id ids[] = { CAROL, account_id(999), BOB };
    struct relationship *list = NULL;
    assert_ctx_ok(ctx, store_relationship_list(ctx, ALICE, ids, 3, &list));
    assert_int_equal(list[0].account.v, CAROL.v);
    assert_true(list[0].is_requested_by && list[0].is_muting && list[0].hides_notifications);
    assert_false(list[0].is_following || list[0].is_blocking);
    assert_false(list[1].is_following || list[1].is_followed_by);
    assert_true(list[2].is_following && list[2].is_followed_by && list[2].shows_reblogs);
    assert_true(list[2].is_blocking);
    assert_false(list[2].is_muting);
    struct relationship one;
    assert_ctx_ok(ctx, store_relationship_get(ctx, CAROL, ALICE, &one));
    assert_true(one.is_requested && one.notifies);
    assert_sv_lit(one.languages, "fr");
    assert_ctx_ok(ctx, store_relationship_get(ctx, BOB, ALICE, &one));
    assert_true(one.is_blocked_by && !one.is_blocking);
    bool is_blocked = false;
    assert_ctx_ok(ctx, store_blocks_between(ctx, BOB, ALICE, &is_blocked));
    assert_true(is_blocked);
    struct follow request;
    assert_ctx_ok(ctx, store_follow_request_find(ctx, CAROL, ALICE, &is_blocked, &request));
    assert_int_equal(request.id.v, 7000);
    struct domain_block *domains = NULL;
    size_t count = 0;
    struct paging paging = paging_of(-1, -1, -1, 40);
    assert_ctx_ok(ctx, store_domain_block_page(ctx, ALICE, &paging, &domains, &count));
    assert_int_equal(count, 1);
    assert_sv_lit(domains[0].domain, "bad.example");
}

static void on_both_engines(void **state)
{
    UNUSED(state);
    for (size_t i = 0; i < ARRAY_COUNT(engines); i++) {
        if (!fixture_has(engines[i]))
            continue;
        struct keyed_fixture f;
        keyed_open(&f, engines[i]);
        keyed_account(&f, "alice", ALICE.v);
        keyed_account(&f, "bob", BOB.v);
        keyed_account(&f, "carol", CAROL.v);
        follows_count(&f.store.ctx);
        pages_go_by_relation(&f.store.ctx);
        relationships_in_order(&f.store.ctx);
        keyed_close(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(on_both_engines),
    };
    return cmocka_run_group_tests_name("store/relation", tests, NULL, NULL);
}
