/* store/outbound: who gets which fan-out, against a naive model; the order of deliveries; what an Undo drops. */
#include "harness/harness.h"
#include "harness/keyed_fixture.h"

#include "store/account.h"
#include "store/host.h"
#include "store/outbound.h"
#include "store/relation.h"
#include "store/remote_actor.h"

static const enum fixture_engine engines[] = { FIXTURE_SQLITE, FIXTURE_POSTGRES };

#define PAGE 100
#define INBOXES 5
#define FOLLOWERS 15 /* follower n is reached at inbox n % INBOXES */
#define POSTS_MAX 200

struct setup {
    struct inbox_id inboxes[INBOXES];
};

/* A shared inbox for each of five hosts, and three remote accounts on each. */
static enum err hosts_insert(struct ctx *ctx, void *arg)
{
    struct setup *s = arg;
    for (int i = 0; i < INBOXES; i++) {
        struct host_id host;
        struct sv name = sv_printf(ctx->arena, "h%d.example", i);
        TRY(store_host_upsert(ctx, host_id(1000 + i), name, &host));
        struct sv url = sv_printf(ctx->arena, "https://%.*s/inbox", SV_ARG(name));
        TRY(store_inbox_upsert(ctx, inbox_id(2000 + i), host, url, &s->inboxes[i]));
    }
    for (int i = 0; i < FOLLOWERS; i++) {
        struct account account = { .id = account_id(3000 + i),
                                   .username = sv_printf(ctx->arena, "f%d", i),
                                   .domain = sv_printf(ctx->arena, "h%d.example", i % INBOXES),
                                   .uri = sv_printf(ctx->arena, "https://x/%d", i) };
        struct account_sealed sealed = { 0 };
        TRY(store_account_insert(ctx, &account, host_id(1000 + i % INBOXES), &sealed));
        struct remote_actor actor = { .account = account.id,
                                      .host = host_id(1000 + i % INBOXES),
                                      .inbox = s->inboxes[i % INBOXES] };
        TRY(store_remote_actor_upsert(ctx, &actor));
    }
    return ERR_OK;
}

/* The naive model: who follows, and who followed at each post. */
struct model {
    bool follows[FOLLOWERS];
    bool reached[POSTS_MAX][INBOXES];
    int64_t seqs[POSTS_MAX];
    int posts;
    int waiting; /* of them, those that reach anybody */
};

struct step {
    int follower; /* −1 = post */
    bool follows;
    int64_t object;
    struct fanout_made made;
};

static enum err step_run(struct ctx *ctx, void *arg)
{
    struct step *s = arg;
    struct account_id page = { PAGE };
    if (s->follower < 0)
        return store_fanout_insert(ctx, page, ACTIVITY_CREATE, s->object, FANOUT_FOLLOWERS,
                                   &s->made);
    struct account_id follower = { 3000 + s->follower };
    return s->follows ? store_membership_add(ctx, page, follower)
                      : store_membership_remove(ctx, page, follower);
}

static void model_step(struct ctx *ctx, struct model *m, uint32_t random)
{
    struct step step = { .follower = (int)(random >> 8) % (FOLLOWERS + 5) };
    if (step.follower >= FOLLOWERS) {
        step.follower = -1;
        step.object = 100000 + m->posts;
    } else {
        m->follows[step.follower] = step.follows = !m->follows[step.follower];
    }
    assert_ctx_ok(ctx, db_write(ctx, step_run, &step));
    if (step.follower >= 0)
        return;
    m->seqs[m->posts] = step.made.seq;
    bool is_reached = false;
    for (int i = 0; i < FOLLOWERS; i++) {
        m->reached[m->posts][i % INBOXES] |= m->follows[i];
        is_reached |= m->follows[i];
    }
    assert_int_equal(step.made.is_waiting, is_reached);
    m->waiting += is_reached;
    m->posts++;
}

/* Walk a fan-out in pages of two and compare with what the model says. */
static void reached_check(struct ctx *ctx, const struct setup *s, const struct fanout *fanout,
                          const bool *expected)
{
    struct fanout walk = *fanout;
    bool reached[INBOXES] = { false };
    for (;;) {
        struct outbound_inbox *inboxes = NULL;
        size_t count = 0;
        assert_ctx_ok(ctx, store_fanout_inboxes(ctx, &walk, 2, &inboxes, &count));
        if (count == 0)
            break;
        for (size_t i = 0; i < count; i++) {
            assert_true(inboxes[i].id.v > walk.cursor.v);
            walk.cursor = inboxes[i].id;
            for (int k = 0; k < INBOXES; k++)
                reached[k] |= inbox_id_eq(s->inboxes[k], inboxes[i].id);
        }
    }
    for (int k = 0; k < INBOXES; k++)
        assert_int_equal(reached[k], expected[k]);
}

static void spans_follow_the_model(struct keyed_fixture *f)
{
    struct ctx *ctx = &f->store.ctx;
    struct setup setup;
    (void)keyed_account(f, "page", PAGE);
    assert_ctx_ok(ctx, db_write(ctx, hosts_insert, &setup));
    struct model *m = ARENA_NEW(ctx->arena, struct model);
    uint32_t random = 12345;
    model_step(ctx, m, (uint32_t)FOLLOWERS << 8); /* a post before anybody follows */
    for (int i = 0; i < 400 && m->posts < POSTS_MAX; i++) {
        random = random * 1664525u + 1013904223u;
        model_step(ctx, m, random);
    }
    struct fanout *fanouts = NULL;
    size_t count = 0;
    assert_ctx_ok(ctx, store_fanout_list(ctx, POSTS_MAX, &fanouts, &count));
    assert_int_equal(count, m->waiting);
    assert_true(m->waiting < m->posts);
    bool ever[INBOXES] = { false };
    for (int i = m->posts - 1; i >= 0; i--) {
        struct fanout fanout = {
            .owner = { PAGE }, .seq = m->seqs[i], .object = 100000 + i, .reach = m->seqs[i]
        };
        reached_check(ctx, &setup, &fanout, m->reached[i]);
        /* The Delete of this post, sent last of all: whoever followed then or since. */
        struct fanout since = { .owner = { PAGE },
                                .seq = m->seqs[m->posts - 1],
                                .object = 100000 + i,
                                .reach = m->seqs[i] };
        for (int k = 0; k < INBOXES; k++)
            ever[k] |= m->reached[i][k];
        reached_check(ctx, &setup, &since, ever);
    }
}

static enum err recipients_write(struct ctx *ctx, void *arg)
{
    const struct setup *s = arg;
    struct account_id page = { PAGE };
    TRY(store_membership_add(ctx, page, account_id(3000)));
    TRY(store_recipient_insert(ctx, page, 7, s->inboxes[3]));
    TRY(store_recipient_insert(ctx, page, 7, s->inboxes[3]));
    TRY(store_recipient_insert(ctx, page, 7, s->inboxes[0]));
    return store_fanout_insert(ctx, page, ACTIVITY_CREATE, 7, FANOUT_NOBODY, NULL);
}

static enum err delete_write(struct ctx *ctx, void *arg)
{
    (void)arg;
    return store_fanout_insert(ctx, account_id(PAGE), ACTIVITY_DELETE, 7, FANOUT_EVER, NULL);
}

static void recipients_and_cancel(struct keyed_fixture *f)
{
    struct ctx *ctx = &f->store.ctx;
    struct setup setup;
    (void)keyed_account(f, "page", PAGE);
    assert_ctx_ok(ctx, db_write(ctx, hosts_insert, &setup));
    assert_ctx_ok(ctx, db_write(ctx, recipients_write, &setup));
    struct fanout *fanouts = NULL;
    size_t count = 0;
    assert_ctx_ok(ctx, store_fanout_list(ctx, 10, &fanouts, &count));
    assert_int_equal(count, 1);
    reached_check(ctx, &setup, &fanouts[0], (bool[]){ true, false, false, true, false });
    assert_ctx_ok(ctx, db_write(ctx, delete_write, NULL));
    assert_ctx_ok(ctx, store_fanout_list(ctx, 10, &fanouts, &count));
    assert_int_equal(count, 1);
    assert_int_equal(fanouts[0].kind, ACTIVITY_DELETE);
}

static enum err deliveries_write(struct ctx *ctx, void *arg)
{
    const struct setup *s = arg;
    struct account_id page = { PAGE };
    for (int kind = ACTIVITY_CREATE; kind <= ACTIVITY_UPDATE; kind++)
        TRY(store_delivery_insert(ctx, page, s->inboxes[0], kind, 7, account_id(0), SV("")));
    return store_delivery_insert(ctx, page, s->inboxes[1], ACTIVITY_ACCEPT_FOLLOW, 9,
                                 account_id(3001), SV("https://h1.example/follow"));
}

static enum err due_delete(struct ctx *ctx, void *arg)
{
    return store_delivery_delete(ctx, arg);
}

static enum err due_keep(struct ctx *ctx, void *arg)
{
    return store_delivery_keep(ctx, arg);
}

static enum err host_fail(struct ctx *ctx, void *arg)
{
    struct delivery *d = arg;
    d->next_ms = ctx->now_ms + 60000;
    TRY(store_delivery_keep(ctx, d));
    return store_host_mark_failed(ctx, d->inbox.host, ctx->now_ms + 60000);
}

static enum err host_revive(struct ctx *ctx, void *arg)
{
    return store_host_mark_alive(ctx, ((struct delivery *)arg)->inbox.host);
}

static void deliveries_in_order(struct keyed_fixture *f)
{
    struct ctx *ctx = &f->store.ctx;
    struct setup setup;
    (void)keyed_account(f, "page", PAGE);
    assert_ctx_ok(ctx, db_write(ctx, hosts_insert, &setup));
    assert_ctx_ok(ctx, db_write(ctx, deliveries_write, &setup));
    struct delivery *due = NULL;
    size_t count = 0;
    assert_ctx_ok(ctx, store_delivery_due(ctx, ctx->now_ms, NULL, 0, 10, &due, &count));
    assert_int_equal(count, 2); /* the Update waits for the Create */
    struct delivery *create = due[0].kind == ACTIVITY_CREATE ? &due[0] : &due[1];
    struct delivery *accept = due[0].kind == ACTIVITY_CREATE ? &due[1] : &due[0];
    assert_int_equal(create->kind, ACTIVITY_CREATE);
    assert_sv_lit(accept->uri, "https://h1.example/follow");
    assert_int_equal(accept->target.v, 3001);
    assert_sv_lit(accept->inbox.host_name, "h1.example");
    assert_ctx_ok(ctx,
                  store_delivery_due(ctx, ctx->now_ms, &create->inbox.host, 1, 10, &due, &count));
    assert_int_equal(count, 1); /* of the other host */
    assert_int_equal(due[0].kind, ACTIVITY_ACCEPT_FOLLOW);
    struct delivery later = *create;
    later.created_ms++;
    assert_ctx_ok(ctx, db_write(ctx, due_keep, &later));
    assert_ctx_ok(ctx, db_write(ctx, due_delete, create));
    create->attempts = 7;
    assert_ctx_ok(ctx, db_write(ctx, due_keep, create));
    assert_ctx_ok(ctx, store_delivery_due(ctx, ctx->now_ms, NULL, 0, 10, &due, &count));
    assert_int_equal(
        count, 2); /* the newer Create has its row, and is not touched by the older one's end */
    assert_int_equal(due[0].attempts + due[1].attempts, 0);
    assert_ctx_ok(ctx, db_write(ctx, due_delete, &later));
    assert_ctx_ok(ctx, store_delivery_due(ctx, ctx->now_ms, NULL, 0, 10, &due, &count));
    assert_int_equal(count, 2);
    assert_int_equal(due[0].kind + due[1].kind, ACTIVITY_UPDATE + ACTIVITY_ACCEPT_FOLLOW);

    assert_ctx_ok(ctx, db_write(ctx, host_fail, accept));
    assert_ctx_ok(ctx, store_delivery_due(ctx, ctx->now_ms, NULL, 0, 10, &due, &count));
    assert_int_equal(count, 1);
    assert_ctx_ok(ctx, db_write(ctx, host_revive, accept));
    assert_ctx_ok(ctx, store_delivery_due(ctx, ctx->now_ms, NULL, 0, 10, &due, &count));
    assert_int_equal(count, 2);
    assert_int_equal(due[0].inbox.parked_until_ms, 0);
}

struct move {
    struct setup setup;
    bool has_followed;
};

/* Follower 0 follows the page, posts are sent, then its server gives it another inbox. */
static enum err move_write(struct ctx *ctx, void *arg)
{
    struct move *m = arg;
    struct account_id page = { PAGE };
    if (!m->has_followed) {
        struct follow follow = { .id = { 77 }, .follower = { 3000 }, .target = page };
        TRY(store_follow_insert(ctx, &follow, &m->has_followed));
        TRY(store_membership_add(ctx, page, account_id(3000)));
        return store_fanout_insert(ctx, page, ACTIVITY_CREATE, 7, FANOUT_FOLLOWERS, NULL);
    }
    struct remote_actor actor = { .account = { 3000 },
                                  .host = { 1000 },
                                  .inbox = m->setup.inboxes[0],
                                  .shared_inbox = m->setup.inboxes[4] };
    TRY(store_remote_actor_upsert(ctx, &actor));
    return store_fanout_insert(ctx, page, ACTIVITY_CREATE, 8, FANOUT_FOLLOWERS, NULL);
}

static void memberships_move_with_inboxes(struct keyed_fixture *f)
{
    struct ctx *ctx = &f->store.ctx;
    struct move m = { 0 };
    (void)keyed_account(f, "page", PAGE);
    assert_ctx_ok(ctx, db_write(ctx, hosts_insert, &m.setup));
    assert_ctx_ok(ctx, db_write(ctx, move_write, &m));
    assert_ctx_ok(ctx, db_write(ctx, move_write, &m));
    struct fanout *fanouts = NULL;
    size_t count = 0;
    assert_ctx_ok(ctx, store_fanout_list(ctx, 10, &fanouts, &count));
    assert_int_equal(count, 2);
    size_t first = fanouts[0].object == 7 ? 0 : 1;
    reached_check(ctx, &m.setup, &fanouts[first], (bool[]){ true, false, false, false, false });
    reached_check(ctx, &m.setup, &fanouts[1 - first], (bool[]){ false, false, false, false, true });
}

static void on_both(void (*test)(struct keyed_fixture *f))
{
    for (size_t i = 0; i < ARRAY_COUNT(engines); i++) {
        if (!fixture_has(engines[i]))
            continue;
        struct keyed_fixture f;
        keyed_open(&f, engines[i]);
        test(&f);
        keyed_close(&f);
    }
}

static void test_spans(void **state)
{
    (void)state;
    on_both(spans_follow_the_model);
}

static void test_recipients(void **state)
{
    (void)state;
    on_both(recipients_and_cancel);
}

static void test_deliveries(void **state)
{
    (void)state;
    on_both(deliveries_in_order);
}

static void test_move(void **state)
{
    (void)state;
    on_both(memberships_move_with_inboxes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_spans),
        cmocka_unit_test(test_recipients),
        cmocka_unit_test(test_deliveries),
        cmocka_unit_test(test_move),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
