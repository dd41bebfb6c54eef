/* fed/inbox/create: who gets to see what was not meant for everybody, and for how long. */
#include "harness/harness.h"
#include "harness/world.h"

#include "fed/resolve.h"
#include "service/block_account.h"
#include "service/erase_account.h"
#include "service/follow_account.h"
#include "service/receive_status.h"
#include "service/view_status.h"
#include "store/status.h"

static struct sv inbox_path(struct node *n, const struct user *user)
{
    return sv_printf(&n->f.keyed.store.arena, "/actors/%lld/inbox", (long long)user->account.v);
}

/* ann's note to people of her own server; `audience` is what it says of to and cc. */
static struct sv note(struct world *w, int number, const char *audience)
{
    struct sv text =
        sv_printf(&w->nodes[0].f.keyed.store.arena,
                  "{\"id\":\"https://a.example/c/%d\",\"type\":\"Create\",\"actor\":\"ANN\","
                  "\"object\":{\"id\":\"https://a.example/n/%d\",\"type\":\"Note\","
                  "\"attributedTo\":\"ANN\",\"content\":\"quiet\",%s}}",
                  number, number, audience);
    return world_filled(w, text.ptr, status_id(1));
}

static bool is_stored(struct node *n, int number)
{
    struct status status;
    struct ctx *ctx = service_anonymous(&n->f);
    enum err err = service_find_status_uri(
        ctx, sv_printf(ctx->arena, "https://a.example/n/%d", number), &status);
    return err == ERR_OK;
}

static bool sees(struct node *n, const struct user *user, int number)
{
    struct status status;
    struct status_view view;
    struct ctx *ctx = service_as(&n->f, user);
    assert_ctx_ok(ctx, service_find_status_uri(
                           ctx, sv_printf(ctx->arena, "https://a.example/n/%d", number), &status));
    enum err err = service_view_status(ctx, status.id, &view);
    return err == ERR_OK;
}

/* bto and bcc do not stand in what is sent: the inbox it came to says whom it is for. */
static void own_inboxes(enum fixture_engine engine)
{
    struct world w;
    world_open(&w, engine);
    struct node *b = &w.nodes[1];
    struct user eve = service_person(&b->f, "eve");
    const char *direct = "\"to\":[\"https://a.example/other\"]";
    const char *followers = "\"to\":[\"ANN/followers\"]";

    struct sv body = note(&w, 1, direct);
    assert_ok(world_forge(&w, body, body));
    assert_false(is_stored(b, 1));
    body = note(&w, 2, direct);
    assert_ok(world_forge_to(&w, inbox_path(b, &b->user), body, body));
    assert_true(sees(b, &b->user, 2));
    assert_false(sees(b, &eve, 2));
    /* The same to somebody else's inbox adds them, and takes nothing from the first. */
    assert_ok(world_forge_to(&w, inbox_path(b, &eve), body, body));
    assert_true(sees(b, &b->user, 2));
    assert_true(sees(b, &eve, 2));
    body = note(&w, 3, followers);
    assert_ok(world_forge_to(&w, inbox_path(b, &eve), body, body));
    assert_true(sees(b, &eve, 3));
    assert_false(sees(b, &b->user, 3));
    /* Nobody asked for what is public, wherever it is delivered. */
    body = note(&w, 4, "\"to\":\"as:Public\"");
    assert_ok(world_forge_to(&w, inbox_path(b, &eve), body, body));
    assert_false(is_stored(b, 4));
    world_close(&w);
}

static void follow(struct world *w, const struct user *who, struct account_id target)
{
    struct node *a = &w->nodes[0];
    struct relationship out;
    struct follow_options options = { .shows_reblogs = true };
    struct ctx *ctx = service_as(&a->f, who);
    assert_ctx_ok(ctx, service_follow_account(ctx, target, &options, &out));
    world_settle(w);
}

/* Three of bob's posts on a: for followers, for followers and ann by name, and for all. */
struct posts {
    struct status closed;
    struct status named;
    struct status open;
};

static struct posts posts_make(struct world *w)
{
    struct node *b = &w->nodes[1];
    struct posts posts = {
        .closed = node_post(b, "for followers", VISIBILITY_PRIVATE),
        .named = node_post(b, "for followers and @ann@a.example", VISIBILITY_PRIVATE),
        .open = node_post(b, "for all", VISIBILITY_PUBLIC),
    };
    world_settle(w);
    return posts;
}

static bool has(struct world *w, const struct status *status)
{
    struct status copy;
    return node_copy_of(&w->nodes[1], &w->nodes[0], status->id, &copy);
}

static void last_follower_unfollows(enum fixture_engine engine)
{
    struct world w;
    struct relationship out;
    world_open(&w, engine);
    struct node *a = &w.nodes[0];
    struct account_id bob = world_meet(&w);
    struct user eve = service_person(&a->f, "eve");
    follow(&w, &eve, bob);
    struct posts posts = posts_make(&w);
    assert_true(has(&w, &posts.closed) && has(&w, &posts.named) && has(&w, &posts.open));

    struct ctx *ctx = service_as(&a->f, &a->user);
    assert_ctx_ok(ctx, service_unfollow_account(ctx, bob, &out));
    world_settle(&w);
    assert_true(has(&w, &posts.closed) && has(&w, &posts.named));
    ctx = service_as(&a->f, &eve);
    assert_ctx_ok(ctx, service_block_account(ctx, bob, &out));
    world_settle(&w);
    assert_false(has(&w, &posts.closed));
    assert_true(has(&w, &posts.named) && has(&w, &posts.open));
    world_close(&w);
}

static void last_follower_is_erased(enum fixture_engine engine)
{
    struct world w;
    struct account_erasure erasure;
    world_open(&w, engine);
    struct node *a = &w.nodes[0];
    (void)world_meet(&w);
    struct posts posts = posts_make(&w);
    struct ctx *ctx = service_as(&a->f, &a->user);
    assert_ctx_ok(ctx, service_erase_account(ctx, a->user.account, true, &erasure));
    world_settle(&w);
    assert_false(has(&w, &posts.closed) || has(&w, &posts.named));
    assert_true(has(&w, &posts.open));
    world_close(&w);
}

static void test_own_inboxes(void **state)
{
    UNUSED(state);
    world_on_both(own_inboxes);
}

static void test_last_follower_unfollows(void **state)
{
    UNUSED(state);
    world_on_both(last_follower_unfollows);
}

static void test_last_follower_is_erased(void **state)
{
    UNUSED(state);
    world_on_both(last_follower_is_erased);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_own_inboxes),
        cmocka_unit_test(test_last_follower_unfollows),
        cmocka_unit_test(test_last_follower_is_erased),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
