/* fed/inbox, fed/fetch, fed/delivery: a blocked server is refused before it costs anything, and nothing is asked of it or sent to it.
 */
#include "harness/harness.h"
#include "harness/world.h"

#include "fed/fetch.h"
#include "fed/resolve.h"
#include "service/domain_rule.h"
#include "store/account.h"

#define ACTOR "application/activity+json"

static void blocked_is_not_heard(enum fixture_engine engine)
{
    struct world w;
    world_open(&w, engine);
    struct node *b = &w.nodes[1];
    struct status post = node_post(b, "hello", VISIBILITY_PUBLIC);
    struct sv like = world_filled(&w,
                                  "{\"id\":\"https://a.example/x/1\",\"type\":\"Like\",\"actor\":"
                                  "\"ANN\",\"object\":\"OBJECT\"}",
                                  post.id);
    world_rule(b, "a.example", DOMAIN_BLOCK);
    int64_t before = w.requests;
    assert_err(world_forge(&w, like, like), ERR_FORBIDDEN);
    /* Before the signature is looked at: there is none. */
    assert_err(node_receive(b, SV("/inbox"), NULL, 0, like), ERR_FORBIDDEN);
    /* Nor does it help to speak for somebody elsewhere: the key's server counts as well. */
    struct sv for_another = SV("{\"id\":\"https://c.example/x/1\",\"type\":\"Create\",\"actor\":"
                               "\"https://c.example/u\",\"object\":\"https://c.example/n/1\"}");
    assert_err(world_forge(&w, for_another, for_another), ERR_FORBIDDEN);
    assert_int_equal(w.requests, before);

    world_rule(b, "a.example", DOMAIN_SILENCE);
    assert_ok(world_forge(&w, like, like));
    world_close(&w);
}

static enum err document_get(struct node *n, const char *url)
{
    struct fed_document document;
    return fed_fetch_document(service_anonymous(&n->f), sv_from(url), &document);
}

static enum err key_get(struct node *n, const char *url)
{
    struct fed_document document;
    return fed_fetch_key_document(service_anonymous(&n->f), sv_from(url), &document);
}

static void blocked_is_not_asked(enum fixture_engine engine)
{
    struct world w;
    struct account_id account;
    struct status_id status;
    world_open(&w, engine);
    struct node *b = &w.nodes[1];
    world_page(&w, "https://c.example/n", ACTOR, SV("{\"id\":\"https://c.example/n\"}"));
    world_page(&w, "https://ok.c.example/n", ACTOR, SV("{\"id\":\"https://ok.c.example/n\"}"));
    assert_ok(document_get(b, "https://c.example/n"));
    world_rule(b, "c.example", DOMAIN_BLOCK);
    world_rule(b, "ok.c.example", DOMAIN_ALLOW);
    int64_t before = w.requests;
    assert_err(document_get(b, "https://c.example/n"), ERR_FORBIDDEN);
    assert_err(document_get(b, "https://C.example:443/n"), ERR_FORBIDDEN);
    assert_err(document_get(b, "https://deep.in.c.example/n"), ERR_FORBIDDEN);
    assert_err(key_get(b, "https://c.example/key"), ERR_FORBIDDEN);
    struct ctx *ctx = service_anonymous(&b->f);
    assert_err(fed_resolve_account(ctx, SV("https://c.example/u"), &account), ERR_FORBIDDEN);
    assert_err(fed_resolve_account(ctx, SV("u@c.example"), &account), ERR_FORBIDDEN);
    assert_err(fed_resolve_status(ctx, SV("https://c.example/n"), &status), ERR_FORBIDDEN);
    assert_int_equal(w.requests, before);
    /* An exception below the blocked name. */
    assert_ok(document_get(b, "https://ok.c.example/n"));
    /* Our own documents are not fetched either: who makes us ask ourselves wants something. */
    assert_err(document_get(b, "https://b.example/actor"), ERR_FORBIDDEN);
    world_close(&w);
}

static void blocked_gets_nothing(enum fixture_engine engine)
{
    struct world w;
    world_open(&w, engine);
    struct node *b = &w.nodes[1];
    (void)world_meet(&w);
    (void)node_post(b, "before", VISIBILITY_PUBLIC);
    world_settle(&w);
    int64_t before = w.posts;
    world_rule(b, "a.example", DOMAIN_BLOCK);
    (void)node_post(b, "after", VISIBILITY_PUBLIC);
    world_settle(&w);
    assert_int_equal(w.posts, before);
    assert_int_equal(node_waiting(b), 0);
    world_close(&w);
}

static void test_not_heard(void **state)
{
    UNUSED(state);
    world_on_both(blocked_is_not_heard);
}

static void test_not_asked(void **state)
{
    UNUSED(state);
    world_on_both(blocked_is_not_asked);
}

static void test_gets_nothing(void **state)
{
    UNUSED(state);
    world_on_both(blocked_gets_nothing);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_not_heard),
        cmocka_unit_test(test_not_asked),
        cmocka_unit_test(test_gets_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
