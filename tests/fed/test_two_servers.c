/* fed: two servers in one process follow, post, react, edit and delete across a wire of function calls; and what a third one
 * cannot do to them. Every request is signed, verified, kept, worked and answered as on the network. */
#include "harness/harness.h"
#include "harness/world.h"

#include "base/clock.h"
#include "db/db.h"
#include "fed/inbox.h"
#include "fed/outgoing.h"
#include "fed/resolve.h"
#include "service/domain_rule.h"
#include "service/edit_status.h"
#include "service/erase_account.h"
#include "service/erase_status.h"
#include "service/favourite_status.h"
#include "service/follow_account.h"
#include "service/post_status.h"
#include "service/reblog_status.h"
#include "service/receive_status.h"
#include "service/run_erasure.h"
#include "service/sweep.h"
#include "store/account.h"
#include "store/remote_actor.h"
#include "store/status.h"

static void statuses_travel(enum fixture_engine engine)
{
    struct world w;
    world_open(&w, engine);
    struct node *a = &w.nodes[0];
    struct node *b = &w.nodes[1];
    (void)world_meet(&w);
    struct status first = node_post(b, "Over the wire #news @ann@a.example", VISIBILITY_PUBLIC);
    world_settle(&w);
    struct status copy;
    assert_true(node_copy_of(b, a, first.id, &copy));
    assert_true(sv_find(copy.content.bytes, SV("Over the wire"), 0) != SIZE_MAX);
    assert_int_equal(copy.visibility, VISIBILITY_PUBLIC);
    assert_int_equal(copy.tag_count, 1);
    assert_int_equal(copy.mention_count, 1);
    assert_int_equal(copy.mentions[0].account.v, a->user.account.v);
    assert_int_equal(copy.created_ms, first.created_ms);

    struct ctx *ctx = service_as(&a->f, &a->user);
    assert_ctx_ok(ctx, service_favourite_status(ctx, copy.id));
    struct status reblog;
    assert_ctx_ok(ctx, service_reblog_status(ctx, copy.id, VISIBILITY_PUBLIC, &reblog));
    world_settle(&w);
    ctx = service_anonymous(&b->f);
    struct status again;
    assert_ctx_ok(ctx, store_status_get(ctx, first.id, &again));
    assert_int_equal(again.counts.favourites, 1);
    assert_int_equal(again.counts.reblogs, 1);

    ctx = service_as(&a->f, &a->user);
    assert_ctx_ok(ctx, service_unfavourite_status(ctx, copy.id));
    assert_ctx_ok(ctx, service_unreblog_status(ctx, copy.id));
    world_settle(&w);
    ctx = service_anonymous(&b->f);
    assert_ctx_ok(ctx, store_status_get(ctx, first.id, &again));
    assert_int_equal(again.counts.favourites, 0);
    assert_int_equal(again.counts.reblogs, 0);

    ctx = service_as(&b->f, &b->user);
    struct edit_draft edit = { .text = SV("Mended") };
    ctx->now_ms += 2000;
    assert_ctx_ok(ctx, service_edit_status(ctx, first.id, &edit, &again));
    world_settle(&w);
    assert_true(node_copy_of(b, a, first.id, &copy));
    assert_true(sv_find(copy.content.bytes, SV("Mended"), 0) != SIZE_MAX);

    ctx = service_as(&b->f, &b->user);
    assert_ctx_ok(ctx, service_erase_status(ctx, first.id, NULL));
    world_settle(&w);
    assert_false(node_copy_of(b, a, first.id, &copy));
    assert_int_equal(node_waiting(a) + node_waiting(b), 0);
    world_close(&w);
}

static void visibility_and_threads(enum fixture_engine engine)
{
    struct world w;
    world_open(&w, engine);
    struct node *a = &w.nodes[0];
    struct node *b = &w.nodes[1];
    /* Nobody on a follows bob yet: what he posts stays at home, a message to ann does not. */
    struct status unseen = node_post(b, "to nobody", VISIBILITY_PUBLIC);
    struct status direct = node_post(b, "@ann@a.example psst", VISIBILITY_DIRECT);
    world_settle(&w);
    struct status copy;
    assert_false(node_copy_of(b, a, unseen.id, &copy));
    assert_true(node_copy_of(b, a, direct.id, &copy));
    assert_int_equal(copy.visibility, VISIBILITY_DIRECT);
    struct account_id bob = world_meet(&w);
    struct status closed = node_post(b, "for followers", VISIBILITY_PRIVATE);
    world_settle(&w);
    assert_true(node_copy_of(b, a, closed.id, &copy));
    assert_int_equal(copy.visibility, VISIBILITY_PRIVATE);

    /* ann answers what she looked up; bob gets it in its thread. */
    struct ctx *ctx = service_as(&a->f, &a->user);
    struct status_id found;
    assert_ctx_ok(ctx, fed_resolve_status(
                           ctx, site_object_uri(ctx->arena, &b->f.engine.site, unseen.id), &found));
    struct post_draft draft = { .text = SV("@bob@b.example indeed"), .in_reply_to = found };
    struct status answer;
    assert_ctx_ok(ctx, service_post_status(ctx, &draft, &answer));
    world_settle(&w);
    assert_true(node_copy_of(a, b, answer.id, &copy));
    assert_int_equal(copy.in_reply_to.v, unseen.id.v);

    struct relationship out;
    ctx = service_as(&a->f, &a->user);
    assert_ctx_ok(ctx, service_unfollow_account(ctx, bob, &out));
    world_settle(&w);
    struct account_id ann = node_resolve(b, "ann@a.example");
    assert_false(node_relation(b, ann).is_followed_by);
    struct status later = node_post(b, "ann is gone", VISIBILITY_PUBLIC);
    world_settle(&w);
    assert_false(node_copy_of(b, a, later.id, &copy));
    world_close(&w);
}

static void silence_and_return(enum fixture_engine engine)
{
    struct world w;
    world_open(&w, engine);
    struct node *a = &w.nodes[0];
    struct node *b = &w.nodes[1];
    (void)world_meet(&w);
    a->is_down = true;
    struct status kept = node_post(b, "while away", VISIBILITY_PUBLIC);
    struct status gone = node_post(b, "never seen", VISIBILITY_PUBLIC);
    world_settle(&w);
    assert_int_equal(node_waiting(b), 2);
    struct ctx *ctx = service_as(&b->f, &b->user);
    assert_ctx_ok(ctx, service_erase_status(ctx, gone.id, NULL));
    world_settle(&w);
    a->is_down = false;
    struct status copy;
    /* Whatever a sends says that it is back. */
    (void)node_post(a, "@bob@b.example here again", VISIBILITY_DIRECT);
    world_settle(&w);
    assert_true(node_copy_of(b, a, kept.id, &copy));
    assert_false(node_copy_of(b, a, gone.id, &copy));
    assert_int_equal(node_waiting(b), 0);
    world_close(&w);
}

static void forgeries(enum fixture_engine engine)
{
    struct world w;
    world_open(&w, engine);
    struct node *a = &w.nodes[0];
    struct node *b = &w.nodes[1];
    (void)world_meet(&w);
    struct status mine = node_post(b, "bob's own", VISIBILITY_PUBLIC);
    world_settle(&w);
    struct sv honest =
        world_filled(&w,
                     "{\"id\":\"https://a.example/x/"
                     "1\",\"type\":\"Like\",\"actor\":\"ANN\",\"object\":\"OBJECT\"}",
                     mine.id);
    assert_err(world_forge(&w, honest, SV("{\"type\":\"Like\",\"actor\":\"https://a.example/y\"}")),
               ERR_SIGNATURE);
    assert_err(world_forge(&w, honest, SV("not json")), ERR_PARSE);
    assert_ok(world_forge(&w, honest, honest));
    assert_ok(world_forge(&w, SV("{\"type\":\"Unheard\"}"), SV("{\"type\":\"Unheard\"}")));
    struct status again;
    struct ctx *ctx = service_anonymous(&b->f);
    assert_ctx_ok(ctx, store_status_get(ctx, mine.id, &again));
    assert_int_equal(again.counts.favourites, 1);

    static const char *forged[] = {
        /* deleting and changing another's */
        "{\"id\":\"https://a.example/x/"
        "2\",\"type\":\"Delete\",\"actor\":\"ANN\",\"object\":\"OBJECT\"}",
        "{\"id\":\"https://a.example/x/"
        "3\",\"type\":\"Delete\",\"actor\":\"ANN\",\"object\":\"BOB\"}",
        "{\"id\":\"https://a.example/x/"
        "4\",\"type\":\"Update\",\"actor\":\"ANN\",\"object\":{\"id\":\"OBJECT\",\"type\":\"Note\","
        "\"attributedTo\":\"ANN\",\"content\":\"spoilt\",\"updated\":\"2030-01-01T00:00:00Z\","
        "\"to\":\"as:Public\"}}",
        /* speaking for one who does not exist on that server, or for somebody elsewhere */
        "{\"id\":\"https://a.example/x/"
        "5\",\"type\":\"Create\",\"actor\":\"ANN\",\"object\":{\"id\":\"https://c.example/"
        "1\",\"type\":\"Note\",\"attributedTo\":\"https://c.example/"
        "u\",\"content\":\"x\",\"to\":[\"as:Public\",\"BOB\"]}}",
        "{\"id\":\"https://a.example/x/"
        "6\",\"type\":\"Create\",\"actor\":\"ANN\",\"object\":{\"id\":\"https://c.example/"
        "2\",\"type\":\"Note\",\"attributedTo\":\"ANN\",\"content\":\"x\",\"to\":[\"as:Public\","
        "\"BOB\"]}}",
        "{\"id\":\"https://a.example/x/"
        "7\",\"type\":\"Undo\",\"actor\":\"ANN\",\"object\":{\"type\":\"Like\",\"actor\":\"https://"
        "c.example/u\",\"object\":\"OBJECT\"}}",
    };
    for (size_t i = 0; i < ARRAY_COUNT(forged); i++) {
        struct sv body = world_filled(&w, forged[i], mine.id);
        assert_ok(world_forge(&w, body, body));
    }
    ctx = service_anonymous(&b->f);
    assert_ctx_ok(ctx, store_status_get(ctx, mine.id, &again));
    assert_int_equal(again.counts.favourites, 1);
    assert_true(sv_find(again.content.bytes, SV("bob's own"), 0) != SIZE_MAX ||
                sv_find(again.content.bytes, SV("own"), 0) != SIZE_MAX);
    struct status stray;
    assert_err(service_find_status_uri(ctx, SV("https://c.example/1"), &stray), ERR_NOT_FOUND);
    assert_err(service_find_status_uri(ctx, SV("https://c.example/2"), &stray), ERR_NOT_FOUND);
    /* Nobody fetched anything for the Delete of an actor that was never here. */
    int64_t before = w.requests;
    struct sv flood =
        SV("{\"id\":\"https://c.example/u#delete\",\"type\":\"Delete\",\"actor\":\"https://"
           "c.example/u\",\"object\":\"https://c.example/u\"}");
    assert_ok(node_receive(b, SV("/inbox"), NULL, 0, flood));
    assert_int_equal(w.requests, before);
    (void)a;
    world_close(&w);
}

/* Two servers that show nothing to who does not sign get at each other's keys all the same. */
static void strict_servers(enum fixture_engine engine)
{
    struct world w;
    struct status copy;
    struct status_id found;
    world_open(&w, engine);
    w.is_strict = true;
    struct node *a = &w.nodes[0];
    struct node *b = &w.nodes[1];
    (void)world_meet(&w);
    struct status post = node_post(b, "signed for", VISIBILITY_PUBLIC);
    struct status early = node_post(a, "before anybody asked", VISIBILITY_PUBLIC);
    world_settle(&w);
    assert_true(node_copy_of(b, a, post.id, &copy));
    struct ctx *ctx = service_anonymous(&b->f);
    assert_ctx_ok(ctx, fed_resolve_status(
                           ctx, site_object_uri(ctx->arena, &a->f.engine.site, early.id), &found));
    world_close(&w);
}

static enum err age(struct ctx *ctx, void *arg)
{
    struct remote_actor actor;
    const struct account_id *account = arg;
    TRY(store_remote_actor_get(ctx, *account, &actor));
    actor.fetched_ms -= 2 * MS_PER_DAY;
    actor.outbox_uri = SV("https://a.example/old");
    return store_remote_actor_upsert(ctx, &actor);
}

/* An Update that never came is made up for when the actor is heard of the next day. */
static void old_actors_are_read_again(enum fixture_engine engine)
{
    struct world w;
    struct remote_actor actor;
    world_open(&w, engine);
    struct node *b = &w.nodes[1];
    struct status post = node_post(b, "to be liked", VISIBILITY_PUBLIC);
    struct account_id ann = node_resolve(b, "ann@a.example");
    struct ctx *ctx = service_anonymous(&b->f);
    assert_ctx_ok(ctx, db_write(ctx, age, &ann));
    struct sv like = world_filled(&w,
                                  "{\"id\":\"https://a.example/x/1\",\"type\":\"Like\",\"actor\":"
                                  "\"ANN\",\"object\":\"OBJECT\"}",
                                  post.id);
    int64_t before = w.requests;
    assert_ok(world_forge(&w, like, like));
    ctx = service_anonymous(&b->f);
    assert_ctx_ok(ctx, store_remote_actor_get(ctx, ann, &actor));
    assert_true(sv_find(actor.outbox_uri, SV("/actors/"), 0) != SIZE_MAX);
    assert_int_equal(w.requests, before + 1);
    world_close(&w);
}

static bool key_is_served(struct node *n, struct account_id owner)
{
    struct json_fragment key;
    struct ctx *ctx = service_anonymous(&n->f);
    enum err err = fed_key_render(ctx, owner, &key);
    db_release(ctx);
    assert_true(err == ERR_OK || err == ERR_NOT_FOUND);
    return err == ERR_OK && sv_find(key.bytes, SV("BEGIN PUBLIC KEY"), 0) != SIZE_MAX;
}

static bool key_signs(struct node *n, struct account_id owner)
{
    CLEANUP(rsa_key_done) struct rsa_key *key = NULL;
    struct ctx *ctx = service_anonymous(&n->f);
    enum err err = fed_signing_key(ctx, owner, &key);
    db_release(ctx);
    assert_true(err == ERR_OK || err == ERR_NOT_FOUND);
    return err == ERR_OK;
}

static void sweep_at(struct node *n, int64_t later_ms)
{
    const struct job job = { .kind = JOB_SWEEP_EXPIRED, .attempts = 1 };
    struct ctx *ctx = service_anonymous(&n->f);
    ctx->now_ms += later_ms;
    assert_ctx_ok(ctx, service_sweep_expired(ctx, &job));
}

/* Who took the Delete and verifies it later finds the key, for an hour; nothing is signed with it any more. */
static void the_key_outlives_the_farewell(enum fixture_engine engine)
{
    struct world w;
    struct account_erasure erasure;
    world_open(&w, engine);
    struct node *a = &w.nodes[0];
    struct node *b = &w.nodes[1];
    (void)world_meet(&w);
    struct ctx *ctx = service_as(&b->f, &b->user);
    assert_ctx_ok(ctx, service_erase_account(ctx, b->user.account, true, &erasure));
    a->is_down = true;
    world_settle(&w);
    ctx = service_console(&b->f);
    assert_ctx_ok(ctx, service_finish_erasure(ctx, erasure.id, NULL, NULL));
    /* Not everybody was told: however late it is, it signs. */
    sweep_at(b, 2 * MS_PER_DAY);
    assert_true(key_signs(b, b->user.account) && key_is_served(b, b->user.account));

    a->is_down = false;
    (void)node_post(a, "@bob@b.example still there?", VISIBILITY_DIRECT);
    world_settle(&w);
    assert_int_equal(node_waiting(b), 0);
    sweep_at(b, 0);
    struct erasure after;
    ctx = service_console(&b->f);
    assert_ctx_ok(ctx, service_get_erasure(ctx, erasure.id, &after));
    assert_int_equal(after.stage, ERASURE_FINAL);
    assert_false(key_signs(b, b->user.account));
    assert_true(key_is_served(b, b->user.account));
    domain_rules_free(b->f.engine.domain_rules);
    service_stop(&b->f);
    assert_ok(service_start(&b->f));
    sweep_at(b, 59 * MS_PER_MINUTE);
    assert_true(key_is_served(b, b->user.account));
    sweep_at(b, 61 * MS_PER_MINUTE);
    assert_false(key_is_served(b, b->user.account));
    world_close(&w);
}

static void test_farewell(void **state)
{
    (void)state;
    world_on_both(the_key_outlives_the_farewell);
}

static void test_old_actors(void **state)
{
    (void)state;
    world_on_both(old_actors_are_read_again);
}

static void test_strict(void **state)
{
    (void)state;
    world_on_both(strict_servers);
}

static void test_statuses(void **state)
{
    (void)state;
    world_on_both(statuses_travel);
}

static void test_visibility(void **state)
{
    (void)state;
    world_on_both(visibility_and_threads);
}

static void test_silence(void **state)
{
    (void)state;
    world_on_both(silence_and_return);
}

static void test_forgeries(void **state)
{
    (void)state;
    world_on_both(forgeries);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_statuses), cmocka_unit_test(test_visibility),
        cmocka_unit_test(test_strict),   cmocka_unit_test(test_old_actors),
        cmocka_unit_test(test_silence),  cmocka_unit_test(test_forgeries),
        cmocka_unit_test(test_farewell),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
