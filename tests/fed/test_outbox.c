/* fed/outbox and fed/delivery: who waits for whom, what a crash repeats, what a host may take, what overtakes nothing. */
#include "harness/harness.h"
#include "harness/world.h"

#include <pthread.h>
#include <unistd.h>

#include "base/num.h"
#include "db/db.h"
#include "fed/delivery.h"
#include "fed/outbox.h"
#include "store/host.h"
#include "store/outbound.h"

#define INBOXES_MAX 1100
#define FIRST_INBOX 20000
#define WAIT_TRIES 3000
#define LATE_US 1100000 /* until a fan-out does not wait for who is silent */
#define CRASHES 12
#define CRASH_INBOXES 900

/* What the servers of the test do with a post. */
enum manner {
    ANSWERS, /* 202 at once */
    REFUSES, /* 503 at once */
    SILENT,  /* nothing until it is let go */
};

struct mail {
    pthread_mutex_t lock;
    enum manner manners[INBOXES_MAX];
    int arrived[INBOXES_MAX];           /* posts that were handed over */
    int answered;                       /* of them, 202 */
    struct fed_post *held[INBOXES_MAX]; /* silent ones under way */
    int64_t updates_early;              /* an Update that came before the end of the Create */
    bool has_created[INBOXES_MAX];
};

static struct mail mail;

static void answer(struct fed_post *post, int64_t status)
{
    post->status = status;
    post->err = status == 0 ? ERR_BUSY : net_err_of_status(status);
    post->done(post);
}

static size_t index_of(struct sv url)
{
    int64_t index = 0;
    size_t at = sv_find(url, SV("/inbox/"), 0);
    assert_true(at != SIZE_MAX && sv_to_i64(sv_from_offset(url, at + 7), &index));
    return (size_t)index;
}

static enum err submit(void *arg, struct arena *a, struct fed_post *post)
{
    UNUSED(arg);
    UNUSED(a);
    size_t i = index_of(post->url);
    bool is_update = sv_find(net_bytes_view(post->body), SV("\"Update\""), 0) != SIZE_MAX;
    pthread_mutex_lock(&mail.lock);
    enum manner manner = mail.manners[i];
    mail.arrived[i]++;
    mail.updates_early += is_update && !mail.has_created[i];
    mail.has_created[i] |= !is_update && manner == ANSWERS;
    mail.answered += manner == ANSWERS;
    if (manner == SILENT)
        mail.held[i] = post;
    pthread_mutex_unlock(&mail.lock);
    if (manner != SILENT)
        answer(post, manner == ANSWERS ? 202 : 503);
    return ERR_OK;
}

/* End one that is under way; 0 = our own stop. */
static void let_go(size_t i, int64_t status)
{
    pthread_mutex_lock(&mail.lock);
    struct fed_post *post = mail.held[i];
    mail.held[i] = NULL;
    mail.answered += post != NULL && status == 202;
    mail.has_created[i] |= post != NULL && status == 202;
    pthread_mutex_unlock(&mail.lock);
    if (post != NULL)
        answer(post, status);
}

static void let_go_all(void *arg)
{
    UNUSED(arg);
    for (size_t i = 0; i < INBOXES_MAX; i++)
        let_go(i, 0);
}

static const struct fed_post_transport transport = { .submit = submit, .stop = let_go_all };

static int held_count(void)
{
    int count = 0;
    for (size_t i = 0; i < INBOXES_MAX; i++)
        count += mail.held[i] != NULL;
    return count;
}

/* An author with a status and those who are to get it. */
struct stage {
    struct world world;
    struct node *node;
    struct status status;
    size_t count;
    size_t per_host; /* inboxes of the first host; the others have one each */
};

static enum err inboxes_write(struct ctx *ctx, void *arg)
{
    const struct stage *s = arg;
    for (size_t i = 0; i < s->count; i++) {
        size_t h = i < s->per_host ? 0 : i;
        struct host_id host;
        struct inbox_id inbox;
        struct sv name = sv_printf(ctx->arena, "h%zu.example", h);
        struct sv url = sv_printf(ctx->arena, "https://%.*s/inbox/%zu", SV_ARG(name), i);
        TRY(store_host_upsert(ctx, host_id((int64_t)(1000 + h)), name, &host));
        TRY(store_inbox_upsert(ctx, inbox_id((int64_t)(FIRST_INBOX + i)), host, url, &inbox));
        TRY(store_recipient_insert(ctx, s->status.account, s->status.id.v, inbox));
    }
    return ERR_OK;
}

static enum err create_write(struct ctx *ctx, void *arg)
{
    const struct stage *s = arg;
    return store_fanout_insert(ctx, s->status.account, ACTIVITY_CREATE, s->status.id.v,
                               FANOUT_NOBODY, NULL);
}

static enum err update_write(struct ctx *ctx, void *arg)
{
    const struct stage *s = arg;
    return store_fanout_insert(ctx, s->status.account, ACTIVITY_UPDATE, s->status.id.v,
                               FANOUT_NOBODY, NULL);
}

static void stage_open(struct stage *s, enum fixture_engine engine, size_t count, size_t per_host)
{
    *s = (struct stage){ .count = count, .per_host = per_host };
    mail = (struct mail){ .lock = PTHREAD_MUTEX_INITIALIZER };
    world_open(&s->world, engine);
    s->node = &s->world.nodes[1];
    s->status = node_post(s->node, "to many", VISIBILITY_PUBLIC);
    struct ctx *ctx = service_anonymous(&s->node->f);
    assert_ctx_ok(ctx, db_write(ctx, inboxes_write, s));
    assert_ctx_ok(ctx, db_write(ctx, create_write, s));
}

static bool has_fanouts(struct stage *s)
{
    struct fanout *fanouts = NULL;
    size_t count = 0;
    struct ctx *ctx = service_anonymous(&s->node->f);
    assert_ctx_ok(ctx, store_fanout_list(ctx, 10, &fanouts, &count));
    db_release(ctx);
    return count > 0;
}

/* Rows that wait, marked for each inbox. */
static size_t rows_of(struct stage *s, bool *out_has)
{
    struct delivery *due = NULL;
    size_t count = 0;
    struct ctx *ctx = service_anonymous(&s->node->f);
    assert_ctx_ok(ctx, store_delivery_due(ctx, INT64_MAX, NULL, 0, INBOXES_MAX, &due, &count));
    for (size_t i = 0; i < count && out_has != NULL; i++)
        out_has[due[i].inbox.id.v - FIRST_INBOX] = true;
    db_release(ctx);
    return count;
}

#ifdef __SANITIZE_THREAD__
#define IS_SLOW                                                                                    \
    true /* a step's reading may outlive its second: the next goes on, as the delivery thread does */
#else
#define IS_SLOW false
#endif

/* False when its reading was ended. */
static bool step(struct stage *s, struct fed_outbox *o)
{
    struct ctx *ctx = service_anonymous(&s->node->f);
    enum err err = fed_outbox_step(ctx, o, true);
    if (!IS_SLOW || err != ERR_TIMEOUT)
        assert_ctx_ok(ctx, err);
    engine_end_reading(ctx);
    return err == ERR_OK;
}

/* Until nothing happens by itself any more. */
static void steps(struct stage *s, struct fed_outbox *o)
{
    for (int quiet = 0; quiet < 3; quiet++) {
        int64_t sent = o->sent;
        size_t count = o->window.count;
        bool is_whole = step(s, o);
        if (!is_whole || o->sent != sent || o->window.count != count)
            quiet = -1;
    }
}

static void setup(void *arg, struct ctx *ctx)
{
    struct node *n = arg;
    ctx->db = n->f.engine.db;
    ctx->keyring = n->f.engine.keyring;
    ctx->engine = &n->f.engine;
}

static void finish(void *arg, struct ctx *ctx)
{
    UNUSED(arg);
    db_release(ctx);
}

static struct fed_delivery *thread_start(struct stage *s)
{
    struct fed_delivery *d = NULL;
    struct fed_delivery_options options = { .transport = transport,
                                            .arena_bytes = 16 << 20,
                                            .setup = setup,
                                            .finish = finish,
                                            .arg = s->node };
    assert_ok(fed_delivery_start(&options, &d));
    return d;
}

static int answered_now(void)
{
    pthread_mutex_lock(&mail.lock);
    int answered = mail.answered;
    pthread_mutex_unlock(&mail.lock);
    return answered;
}

static void wait_answered(int count)
{
    for (int i = 0; i < WAIT_TRIES && answered_now() < count; i++)
        (void)usleep(10000);
    assert_int_equal(answered_now(), count);
}

static void wait_rows(struct stage *s, size_t count, bool has_fanout)
{
    for (int i = 0;
         i < WAIT_TRIES / 10 && (rows_of(s, NULL) != count || has_fanouts(s) != has_fanout); i++)
        (void)usleep(100000);
    assert_int_equal(rows_of(s, NULL), count);
    assert_int_equal(has_fanouts(s), has_fanout);
}

static void a_silent_inbox_delays_nobody(enum fixture_engine engine)
{
    struct stage s;
    stage_open(&s, engine, 1001, 0);
    mail.manners[3] = SILENT;
    struct fed_delivery *d = thread_start(&s);
    wait_answered(1000);
    /* The fan-out does not wait either: it is over but for a row of the silent one's own. */
    wait_rows(&s, 1, false);
    assert_non_null(mail.held[3]);
    let_go(3, 202);
    wait_rows(&s, 0, false);
    fed_delivery_stop(d);
    fed_delivery_wake(d);
    fed_delivery_free(d);
    for (size_t i = 0; i < s.count; i++)
        assert_int_equal(mail.arrived[i], 1);
    world_close(&s.world);
}

static void a_stop_keeps_what_is_under_way(enum fixture_engine engine)
{
    struct stage s;
    stage_open(&s, engine, 20, 0);
    mail.manners[0] = mail.manners[7] = SILENT;
    struct fed_delivery *d = thread_start(&s);
    wait_answered(18);
    fed_delivery_stop(d);
    fed_delivery_wake(d);
    fed_delivery_free(d);
    assert_int_equal(held_count(), 0);
    wait_rows(&s, 2, false);
    mail.manners[0] = mail.manners[7] = ANSWERS;
    d = thread_start(&s);
    wait_answered(20);
    wait_rows(&s, 0, false);
    fed_delivery_stop(d);
    fed_delivery_wake(d);
    fed_delivery_free(d);
    world_close(&s.world);
}

static void one_host_has_its_share(enum fixture_engine engine)
{
    struct stage s;
    struct fed_outbox o;
    stage_open(&s, engine, 120, 80);
    for (size_t i = 0; i < 80; i++)
        mail.manners[i] = SILENT;
    fed_outbox_init(&o, &transport);
    steps(&s, &o);
    assert_int_equal(mail.answered, 40);
    assert_int_equal(held_count(), FED_WINDOW_HOST_MAX);
    /* Those beyond its share become rows once the fan-out does not wait for the silent ones any more: then its places are
     * filled again as they become free. */
    (void)usleep(LATE_US);
    steps(&s, &o);
    assert_int_equal(rows_of(&s, NULL), 80);
    while (held_count() > 0) {
        size_t first = 0;
        while (mail.held[first] == NULL)
            first++;
        let_go(first, 202);
        assert_true(step(&s, &o));
        assert_true(step(&s, &o));
        assert_in_range(held_count(), 0, FED_WINDOW_HOST_MAX);
        assert_true(held_count() == FED_WINDOW_HOST_MAX ||
                    mail.answered >= 120 - FED_WINDOW_HOST_MAX);
    }
    steps(&s, &o);
    assert_int_equal(o.window.count, 0);
    for (size_t i = 0; i < s.count; i++)
        assert_int_equal(mail.arrived[i], 1);
    assert_int_equal(rows_of(&s, NULL), 0);
    assert_false(has_fanouts(&s));
    fed_outbox_done(&o);
    world_close(&s.world);
}

static void nothing_overtakes(enum fixture_engine engine)
{
    struct stage s;
    struct fed_outbox o;
    stage_open(&s, engine, 10, 0);
    mail.manners[4] = SILENT;
    fed_outbox_init(&o, &transport);
    assert_true(step(&s, &o));
    struct ctx *ctx = service_anonymous(&s.node->f);
    assert_ctx_ok(ctx, db_write(ctx, update_write, &s));
    o.is_stale = true;
    steps(&s, &o);
    /* Those before the silent one have both; it and those behind it wait for its Create, and not for long. */
    assert_int_equal(mail.arrived[0], 2);
    assert_int_equal(mail.arrived[4], 1);
    assert_int_equal(mail.arrived[9], 1);
    (void)usleep(LATE_US);
    steps(&s, &o);
    assert_int_equal(mail.arrived[4], 1);
    assert_int_equal(mail.arrived[9], 2);
    mail.manners[4] = ANSWERS;
    let_go(4, 202);
    steps(&s, &o);
    for (size_t i = 0; i < s.count; i++)
        assert_int_equal(mail.arrived[i], 2);
    assert_int_equal(mail.updates_early, 0);
    assert_int_equal(rows_of(&s, NULL), 0);
    fed_outbox_done(&o);
    world_close(&s.world);
}

static enum err letters_write(struct ctx *ctx, void *arg)
{
    const struct stage *s = arg;
    for (size_t i = 0; i < s->count; i++) {
        struct inbox_id inbox = inbox_id((int64_t)(FIRST_INBOX + i));
        int64_t object = (int64_t)(1000000 + i);
        if (i < s->count / 2) {
            TRY(store_delivery_insert(ctx, s->status.account, inbox, ACTIVITY_LIKE, object,
                                      account_id(0), SV("https://h0.example/liked")));
            continue;
        }
        TRY(store_recipient_insert(ctx, s->status.account, object, inbox));
        TRY(store_fanout_insert(ctx, s->status.account, ACTIVITY_DELETE, object, FANOUT_NOBODY,
                                NULL));
    }
    return ERR_OK;
}

/* Many activities for one host, each a letter of its own, as rows and as fan-outs. */
static void a_full_host_with_many_letters(enum fixture_engine engine)
{
    struct stage s;
    struct fed_outbox o;
    stage_open(&s, engine, 240, 240);
    struct ctx *ctx = service_anonymous(&s.node->f);
    fed_outbox_init(&o, &transport);
    steps(&s, &o);
    assert_int_equal(mail.answered, 240);
    for (size_t i = 0; i < 240; i++)
        mail.manners[i] = SILENT;
    assert_ctx_ok(ctx, db_write(ctx, letters_write, &s));
    o.is_stale = true;
    steps(&s, &o);
    assert_int_equal(held_count(), FED_WINDOW_HOST_MAX);
    (void)usleep(LATE_US);
    steps(&s, &o);
    for (size_t i = 0; i < 240; i++)
        mail.manners[i] = ANSWERS;
    for (size_t i = 0; i < 240; i++)
        let_go(i, 202);
    steps(&s, &o);
    assert_int_equal(o.window.count, 0);
    for (size_t i = 0; i < s.count; i++)
        assert_int_equal(mail.arrived[i], 2);
    assert_int_equal(rows_of(&s, NULL), 0);
    fed_outbox_done(&o);
    world_close(&s.world);
}

static uint32_t dice(uint32_t *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    return *seed >> 8;
}

/* Some of those under way end, in any order: most arrive, some are refused, some stay silent. */
static void let_some_go(uint32_t *seed)
{
    for (size_t i = 0; i < CRASH_INBOXES; i++) {
        uint32_t chance = dice(seed) % 16;
        if (chance < 6)
            let_go(i, 202);
        else if (chance == 6)
            let_go(i, 503);
    }
}

/* Whoever neither got it nor has a row behind it must get it still: nobody is passed over, and nobody gets it again who was
 * not in the window. */
static void crashes_repeat_the_window(enum fixture_engine engine)
{
    struct stage s;
    struct fed_outbox o;
    uint32_t seed = 7;
    int arrived = 0;
    int repeated_at_most = 0;
    stage_open(&s, engine, CRASH_INBOXES, 0);
    for (size_t i = 0; i < CRASH_INBOXES; i++)
        mail.manners[i] = SILENT;
    for (int crash = 0; crash < CRASHES; crash++) {
        fed_outbox_init(&o, &transport);
        for (uint32_t i = 0; i < 1 + dice(&seed) % 6; i++) {
            (void)step(&s, &o);
            assert_in_range(o.window.count, 0, FED_WINDOW_MAX);
            let_some_go(&seed);
        }
        /* Gone, with what had arrived and was not recorded, and what was on its way. */
        repeated_at_most += (int)o.window.count;
        for (size_t i = 0; i < CRASH_INBOXES; i++)
            mail.held[i] = NULL;
        fed_outbox_done(&o);
    }
    for (size_t i = 0; i < CRASH_INBOXES; i++)
        mail.manners[i] = ANSWERS;
    fed_outbox_init(&o, &transport);
    steps(&s, &o);
    fed_outbox_done(&o);
    bool has_row[INBOXES_MAX] = { false };
    (void)rows_of(&s, has_row);
    for (size_t i = 0; i < CRASH_INBOXES; i++) {
        assert_true(mail.has_created[i] || has_row[i]);
        arrived += mail.arrived[i];
    }
    assert_false(has_fanouts(&s));
    assert_in_range(arrived, CRASH_INBOXES, CRASH_INBOXES + repeated_at_most);
    world_close(&s.world);
}

#define ON_BOTH(test)                                                                              \
    static void test_##test(void **state)                                                          \
    {                                                                                              \
        UNUSED(state);                                                                             \
        world_on_both(test);                                                                       \
    }

ON_BOTH(a_silent_inbox_delays_nobody)
ON_BOTH(a_stop_keeps_what_is_under_way)
ON_BOTH(one_host_has_its_share)
ON_BOTH(nothing_overtakes)
ON_BOTH(a_full_host_with_many_letters)
ON_BOTH(crashes_repeat_the_window)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_silent_inbox_delays_nobody),
        cmocka_unit_test(test_a_stop_keeps_what_is_under_way),
        cmocka_unit_test(test_one_host_has_its_share),
        cmocka_unit_test(test_nothing_overtakes),
        cmocka_unit_test(test_a_full_host_with_many_letters),
        cmocka_unit_test(test_crashes_repeat_the_window),
    };
    return cmocka_run_group_tests_name("fed/outbox", tests, NULL, NULL);
}
