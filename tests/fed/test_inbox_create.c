/* fed/inbox/create: who gets to see what was not meant for everybody, and for how long; polls and their votes. */
#include "harness/harness.h"
#include "harness/world.h"

#include "fed/resolve.h"
#include "job/runner.h"
#include "service/block_account.h"
#include "service/erase_account.h"
#include "service/follow_account.h"
#include "service/post_status.h"
#include "service/receive_status.h"
#include "service/tell_poll.h"
#include "service/view_status.h"
#include "service/vote_poll.h"
#include "store/notification.h"
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

#define HOUR_S 3600

static struct status ask(struct node *n, bool is_multiple, bool hides_totals)
{
    static const struct sv options[] = { SV_INIT("tea"), SV_INIT("coffee & <cake>") };
    const struct poll_draft poll = { .options = options,
                                     .option_count = 2,
                                     .seconds = HOUR_S,
                                     .is_multiple = is_multiple,
                                     .hides_totals = hides_totals };
    struct post_draft draft = { .text = SV("What to drink?"), .poll = &poll };
    struct ctx *ctx = service_as(&n->f, &n->user);
    struct status out;
    assert_ctx_ok(ctx, service_post_status(ctx, &draft, &out));
    return out;
}

static void counts_are(const struct status *status, int64_t first, int64_t second, int64_t voters)
{
    assert_non_null(status->poll);
    assert_int_equal(status->poll->options[0].votes, first);
    assert_int_equal(status->poll->options[1].votes, second);
    assert_int_equal(status->poll->voters, voters);
}

static struct status copy_of(struct world *w, struct status_id id)
{
    struct status copy;
    assert_true(node_copy_of(&w->nodes[1], &w->nodes[0], id, &copy));
    return copy;
}

static struct status original_of(struct world *w, struct status_id id)
{
    struct ctx *ctx = service_anonymous(&w->nodes[1].f);
    struct status status;
    assert_ctx_ok(ctx, store_status_get(ctx, id, &status));
    return status;
}

static size_t told_of_end(struct node *n)
{
    struct ctx *ctx = service_anonymous(&n->f);
    struct notification_filter filter = { .kinds = INT64_C(1) << NOTIFICATION_POLL };
    struct paging paging = paging_of(-1, -1, -1, 40);
    struct notification *list = NULL;
    size_t count = 0;
    assert_ctx_ok(ctx,
                  store_notification_page(ctx, n->user.account, &filter, &paging, &list, &count));
    return count;
}

static void job_run(struct world *w, struct node *n, job_handler *handler, struct status_id id,
                    int64_t later_ms)
{
    struct ctx *ctx = service_anonymous(&n->f);
    const struct job job = { .subject = id.v };
    ctx->now_ms += later_ms;
    assert_ctx_ok(ctx, handler(ctx, &job));
    world_settle(w);
}

/* Raw votes as others send them, for a poll of bob's. */
static void foreign_votes(struct world *w)
{
    static const struct {
        const char *type;
        const char *rest;
    } votes[] = {
        { "Answer", "'name':'tea'" },                      /* counts, as Pleroma sends it */
        { "Note", "'name':'coffee & <cake>'" },            /* counts */
        { "Note", "'name':'coffee &amp; &lt;cake&gt;'" },  /* another name */
        { "Note", "'name':'tea','content':'with milk'" },  /* a reply */
        { "Note", "'name':'tea','oneOf':[{'name':'a'}]" }, /* a question */
    };
    struct node *b = &w->nodes[1];
    struct status asked = ask(b, true, false);
    for (size_t i = 0; i < ARRAY_COUNT(votes); i++) {
        struct sv text =
            sv_printf(&w->nodes[0].f.keyed.store.arena,
                      "{'id':'https://a.example/c/%zu','type':'Create','actor':'ANN','object':{"
                      "'id':'https://a.example/v/%zu','type':'%s','attributedTo':'ANN',"
                      "'inReplyTo':'OBJECT','to':'BOB',%s}}",
                      i, i, votes[i].type, votes[i].rest);
        char *bytes = arena_copy(&w->nodes[0].f.keyed.store.arena, text.ptr, text.len + 1);
        for (size_t j = 0; j < text.len; j++)
            bytes[j] = bytes[j] == '\'' ? '"' : bytes[j];
        struct sv body = world_filled(w, bytes, asked.id);
        assert_ok(world_forge(w, body, body));
    }
    struct status counted = original_of(w, asked.id);
    counts_are(&counted, 1, 1, 1);
    assert_int_equal(counted.counts.replies, 2);
}

/* bob asks on b, ann answers on a: the vote travels, and the results come back. */
static void polls_travel(enum fixture_engine engine)
{
    struct world w;
    world_open(&w, engine);
    struct node *a = &w.nodes[0];
    struct node *b = &w.nodes[1];
    (void)world_meet(&w);
    struct status asked = ask(b, true, false);
    world_settle(&w);
    struct status copy = copy_of(&w, asked.id);
    counts_are(&copy, 0, 0, 0);
    assert_sv_lit(copy.poll->options[1].title, "coffee & <cake>");
    assert_true(copy.poll->is_multiple);
    assert_int_equal(copy.poll->expires_ms, asked.poll->expires_ms);

    struct ctx *ctx = service_as(&a->f, &a->user);
    enum vote_fault fault = VOTE_FAULT_NONE;
    const int64_t both[] = { 0, 1 };
    assert_ctx_ok(ctx, service_vote_poll(ctx, copy.id, both, 2, &fault));
    world_settle(&w);
    struct status counted = original_of(&w, asked.id);
    counts_are(&counted, 1, 1, 1);
    /* Nobody sees the votes as posts. */
    assert_int_equal(counted.counts.replies, 0);

    const struct account_id eve = account_id(300);
    const int64_t tea = 0;
    keyed_account(&b->f.keyed, "eve", eve.v);
    ctx = service_acting(&b->f, eve);
    assert_ctx_ok(ctx, service_vote_poll(ctx, asked.id, &tea, 1, &fault));
    /* Hidden results stay on their server until the end; that somebody voted is known. */
    struct status hidden = ask(b, false, true);
    ctx = service_acting(&b->f, eve);
    assert_ctx_ok(ctx, service_vote_poll(ctx, hidden.id, &tea, 1, &fault));
    job_run(&w, b, service_update_poll, asked.id, 0);
    copy = copy_of(&w, asked.id);
    counts_are(&copy, 2, 1, 2);
    assert_int_equal(copy.edited_ms, 0);
    copy = copy_of(&w, hidden.id);
    counts_are(&copy, 0, 0, 1);
    copy = copy_of(&w, asked.id);

    job_run(&w, b, service_end_poll, asked.id, HOUR_S * 1000);
    job_run(&w, a, service_end_poll, copy.id, HOUR_S * 1000);
    assert_int_equal(told_of_end(b), 1);
    assert_int_equal(told_of_end(a), 1);
    foreign_votes(&w);
    world_close(&w);
}

static void test_polls(void **state)
{
    UNUSED(state);
    world_on_both(polls_travel);
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
        cmocka_unit_test(test_polls),
        cmocka_unit_test(test_last_follower_unfollows),
        cmocka_unit_test(test_last_follower_is_erased),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
