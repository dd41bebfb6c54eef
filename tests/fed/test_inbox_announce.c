/* fed/inbox/announce: what third parties say of others' things: it is asked for where it belongs, or it does not count. */
#include "harness/harness.h"
#include "harness/world.h"

#include "fed/resolve.h"
#include "service/follow_account.h"
#include "service/moderate_account.h"
#include "service/receive_status.h"
#include "service/view_status.h"
#include "store/account.h"
#include "store/status.h"

#define AS "application/activity+json"
#define CAROL "https://c.example/carol"
#define NOTE(n)                                                                                    \
    SV("{\"@context\":\"https://www.w3.org/ns/activitystreams\",\"id\":\"https://c.example/n/" n   \
       "\",\"type\":\"Note\",\"attributedTo\":\"" CAROL                                            \
       "\",\"content\":\"carol's\",\"to\":\"as:Public\"}")

static void carol_publish(struct world *w)
{
    world_page(w, CAROL, AS,
               SV("{\"@context\":\"https://www.w3.org/ns/activitystreams\",\"id\":\"" CAROL
                  "\",\"type\":\"Person\",\"preferredUsername\":\"carol\",\"inbox\":\"" CAROL
                  "/inbox\"}"));
    world_page(
        w, "https://c.example/.well-known/webfinger?resource=acct:carol@c.example",
        "application/jrd+json",
        SV("{\"subject\":\"acct:carol@c.example\",\"links\":[{\"rel\":\"self\",\"type\":\"" AS
           "\",\"href\":\"" CAROL "\"}]}"));
    world_page(w, "https://c.example/n/1", AS, NOTE("1"));
    world_page(w, "https://c.example/n/2", AS, NOTE("2"));
}

static bool is_here(struct node *n, const char *uri)
{
    struct status status;
    return service_find_status_uri(service_anonymous(&n->f), sv_from(uri), &status) == ERR_OK;
}

/* ann sends on what carol is said to have done. */
static void send_on(struct world *w, int number, const char *type, const char *object)
{
    struct sv body =
        sv_printf(&w->nodes[0].f.keyed.store.arena,
                  "{\"id\":\"https://c.example/x/%d\",\"type\":\"%s\",\"actor\":\"" CAROL
                  "\",\"object\":\"%s\"}",
                  number, type, object);
    assert_ok(world_forge(w, body, body));
}

static void deletes_are_confirmed(enum fixture_engine engine)
{
    static const char note[] = "https://c.example/n/1";
    struct world w;
    struct status_id id;
    world_open(&w, engine);
    struct node *b = &w.nodes[1];
    carol_publish(&w);
    assert_ctx_ok(service_anonymous(&b->f),
                  fed_resolve_status(service_anonymous(&b->f), sv_from(note), &id));
    /* It is still there; then its server gives no answer, or one that says nothing. */
    send_on(&w, 1, "Delete", note);
    assert_true(is_here(b, note));
    world_page(&w, note, "text/html", SV("<p>try later"));
    send_on(&w, 2, "Delete", note);
    assert_true(is_here(b, note));
    w.page_count = 0;
    send_on(&w, 3, "Delete", note);
    assert_true(is_here(b, note));
    world_page(&w, note, NULL, SV(""));
    send_on(&w, 4, "Delete", note);
    assert_false(is_here(b, note));
    /* It does not come back. */
    carol_publish(&w);
    struct ctx *ctx = service_anonymous(&b->f);
    assert_err(fed_resolve_status(ctx, sv_from(note), &id), ERR_GONE);
    world_close(&w);
}

static struct sv announce(struct world *w, int number, const char *object)
{
    struct sv text =
        sv_printf(&w->nodes[0].f.keyed.store.arena,
                  "{\"id\":\"https://a.example/x/%d\",\"type\":\"Announce\",\"actor\":\"ANN\","
                  "\"object\":\"%s\",\"to\":\"as:Public\"}",
                  number, object);
    return world_filled(w, text.ptr, status_id(1));
}

/* bob follows ann, so what she boosts is fetched; but not what is by somebody whom moderators suspended. */
static void suspended_do_not_slip_in(enum fixture_engine engine)
{
    struct world w;
    struct account_id carol;
    struct account account;
    struct relationship out;
    struct follow_options options = { .shows_reblogs = true };
    world_open(&w, engine);
    struct node *b = &w.nodes[1];
    carol_publish(&w);
    struct account_id ann = node_resolve(b, "ann@a.example");
    struct ctx *ctx = service_as(&b->f, &b->user);
    assert_ctx_ok(ctx, service_follow_account(ctx, ann, &options, &out));
    world_settle(&w);
    struct sv body = announce(&w, 1, "https://c.example/n/1");
    assert_ok(world_forge(&w, body, body));
    assert_true(is_here(b, "https://c.example/n/1"));
    ctx = service_anonymous(&b->f);
    assert_ctx_ok(ctx, fed_resolve_account(ctx, SV(CAROL), &carol));
    ctx = service_console(&b->f);
    assert_ctx_ok(ctx, service_moderate_account(ctx, carol, ACCOUNT_SUSPENDED, &account));
    body = announce(&w, 2, "https://c.example/n/2");
    assert_ok(world_forge(&w, body, body));
    assert_false(is_here(b, "https://c.example/n/2"));
    /* An Announce in another's name moves nobody to fetch anything. */
    int64_t before = w.requests;
    send_on(&w, 3, "Announce", "https://d.example/n");
    assert_int_equal(w.requests, before);
    world_close(&w);
}

/* Who asked to follow and was not answered sees no more than anybody. */
static void asking_is_not_following(enum fixture_engine engine)
{
    struct world w;
    struct status copy;
    struct status_view view;
    struct relationship out;
    struct follow_options options = { .shows_reblogs = true };
    world_open(&w, engine);
    struct node *a = &w.nodes[0];
    struct node *b = &w.nodes[1];
    struct user eve = service_person(&a->f, "eve");
    struct account_id bob = world_meet(&w);
    b->is_down = true;
    struct ctx *ctx = service_as(&a->f, &eve);
    assert_ctx_ok(ctx, service_follow_account(ctx, bob, &options, &out));
    assert_true(out.is_requested && !out.is_following);
    struct status post = node_post(b, "for followers", VISIBILITY_PRIVATE);
    world_settle(&w);
    assert_true(node_copy_of(b, a, post.id, &copy));
    ctx = service_as(&a->f, &eve);
    assert_err(service_view_status(ctx, copy.id, &view), ERR_NOT_FOUND);
    ctx = service_as(&a->f, &a->user);
    assert_ctx_ok(ctx, service_view_status(ctx, copy.id, &view));
    world_close(&w);
}

static void test_deletes(void **state)
{
    UNUSED(state);
    world_on_both(deletes_are_confirmed);
}

static void test_suspended(void **state)
{
    UNUSED(state);
    world_on_both(suspended_do_not_slip_in);
}

static void test_asking(void **state)
{
    UNUSED(state);
    world_on_both(asking_is_not_following);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_deletes),
        cmocka_unit_test(test_suspended),
        cmocka_unit_test(test_asking),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
