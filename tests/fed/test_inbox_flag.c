/* fed/inbox/flag: reports travel to the server of whom they are about, and do not say who reported. */
#include "harness/harness.h"
#include "harness/world.h"

#include "base/num.h"
#include "fed/resolve.h"
#include "service/report_account.h"
#include "store/account.h"

static size_t reports_of(struct node *n, struct report **out)
{
    struct ctx *ctx = service_console(&n->f);
    struct paging paging = paging_of(-1, -1, -1, 40);
    size_t count = 0;
    assert_ctx_ok(
        ctx, service_list_reports(ctx, &(struct report_filter){ 0 }, &paging, out, &count, NULL));
    return count;
}

static void report(struct node *n, struct account_id target, const struct status_id *status,
                   bool forwards)
{
    struct ctx *ctx = service_as(&n->f, &n->user);
    struct report_draft draft = { .target = target,
                                  .comment = SV("rude <b>words</b>"),
                                  .statuses = status,
                                  .status_count = 1,
                                  .forwards = forwards };
    struct report made;
    assert_ctx_ok(ctx, service_report_account(ctx, &draft, &made));
    assert_int_equal(made.is_forwarded, forwards);
}

static void reports_travel(enum fixture_engine engine)
{
    struct world w;
    struct status copy;
    struct report *reports = NULL;
    struct account reporter;
    world_open(&w, engine);
    struct node *a = &w.nodes[0];
    struct node *b = &w.nodes[1];
    struct account_id bob = world_meet(&w);
    struct status post = node_post(b, "offensive", VISIBILITY_PUBLIC);
    world_settle(&w);
    assert_true(node_copy_of(b, a, post.id, &copy));

    report(a, bob, &copy.id, false);
    world_settle(&w);
    assert_int_equal(reports_of(b, &reports), 0);

    report(a, bob, &copy.id, true);
    world_settle(&w);
    assert_int_equal(reports_of(b, &reports), 1);
    assert_int_equal(reports[0].target.v, b->user.account.v);
    assert_int_equal(reports[0].status_count, 1);
    assert_int_equal(reports[0].statuses[0].v, post.id.v);
    assert_sv_lit(reports[0].comment, "rude <b>words</b>");
    struct ctx *ctx = service_anonymous(&b->f);
    assert_ctx_ok(ctx, store_account_get(ctx, reports[0].reporter, &reporter));
    assert_sv_lit(reporter.uri, "https://a.example/actor");
    assert_int_equal(node_waiting(a), 0);
    world_close(&w);
}

/* As other software writes it: a single actor, statuses alone, things that are not ours, nothing at all. */
static void forms(enum fixture_engine engine)
{
    static const char *const written[] = {
        "{\"id\":\"https://a.example/f/1\",\"type\":\"Flag\",\"actor\":\"ANN\",\"object\":\"BOB\"}",
        "{\"id\":\"https://a.example/f/"
        "2\",\"type\":\"Flag\",\"actor\":\"ANN\",\"content\":\"spam\","
        "\"object\":[\"https://c.example/1\",\"OBJECT\",{\"id\":\"BOB\",\"type\":\"Person\"}]}",
    };
    static const char *const empty[] = {
        "{\"id\":\"https://a.example/f/3\",\"type\":\"Flag\",\"actor\":\"ANN\",\"object\":\"ANN\"}",
        "{\"id\":\"https://a.example/f/4\",\"type\":\"Flag\",\"actor\":\"ANN\",\"object\":[]}",
        "{\"id\":\"https://a.example/f/5\",\"type\":\"Flag\",\"actor\":\"ANN\",\"object\":"
        "\"https://b.example/objects/77\"}",
        /* in another's name */
        "{\"id\":\"https://a.example/f/6\",\"type\":\"Flag\",\"actor\":\"https://a.example/x\","
        "\"object\":\"BOB\"}",
    };
    struct world w;
    struct report *reports = NULL;
    world_open(&w, engine);
    struct node *b = &w.nodes[1];
    struct status post = node_post(b, "offensive", VISIBILITY_PUBLIC);
    for (size_t i = 0; i < ARRAY_COUNT(empty); i++) {
        struct sv body = world_filled(&w, empty[i], post.id);
        assert_ok(world_forge(&w, body, body));
    }
    assert_int_equal(reports_of(b, &reports), 0);
    for (size_t i = 0; i < ARRAY_COUNT(written); i++) {
        struct sv body = world_filled(&w, written[i], post.id);
        assert_ok(world_forge(&w, body, body));
    }
    assert_int_equal(reports_of(b, &reports), 2);
    assert_int_equal(reports[0].status_count, 1);
    assert_sv_lit(reports[0].comment, "spam");
    assert_int_equal(reports[1].status_count, 0);
    assert_int_equal(reports[1].target.v, b->user.account.v);
    world_close(&w);
}

static void test_reports_travel(void **state)
{
    UNUSED(state);
    world_on_both(reports_travel);
}

static void test_forms(void **state)
{
    UNUSED(state);
    world_on_both(forms);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reports_travel),
        cmocka_unit_test(test_forms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
