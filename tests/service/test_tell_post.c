/* service/tell_post: who asked is told of what stands in their home, once; nobody else; on both engines. */
#include "harness/harness.h"
#include "harness/service_fixture.h"

#include "base/clock.h"
#include "model/job_kind.h"
#include "service/block_account.h"
#include "service/erase_status.h"
#include "service/follow_account.h"
#include "service/list_notifications.h"
#include "service/post_status.h"
#include "service/reblog_status.h"
#include "service/receive_status.h"
#include "service/tell_post.h"
#include "store/job.h"

static const enum fixture_engine engines[] = { FIXTURE_SQLITE, FIXTURE_POSTGRES };

#define ANN account_id(100)
#define BOB account_id(101)
#define CEM account_id(102)
#define RAE account_id(200)

static void follow(struct service_fixture *f, struct account_id who, struct account_id target,
                   bool notifies, struct sv languages)
{
    struct ctx *ctx = service_acting(f, who);
    struct relationship now;
    struct follow_options options = { .shows_reblogs = true,
                                      .notifies = notifies,
                                      .languages = languages };
    assert_ctx_ok(ctx, service_follow_account(ctx, target, &options, &now));
}

static struct status_id post(struct service_fixture *f, struct account_id who, const char *text,
                             struct status_id parent)
{
    struct ctx *ctx = service_acting(f, who);
    struct status status;
    struct post_draft draft = { .text = sv_from(text),
                                .in_reply_to = parent,
                                .language = SV("en"),
                                .has_visibility = true,
                                .visibility = VISIBILITY_PUBLIC };
    assert_ctx_ok(ctx, service_post_status(ctx, &draft, &status));
    return status.id;
}

struct taken {
    struct job jobs[20];
    size_t count;
};

static enum err jobs_take(struct ctx *ctx, void *arg)
{
    struct taken *taken = arg;
    struct job *jobs = NULL;
    size_t count = 0;
    TRY(store_job_claim(ctx, 20, &jobs, &count));
    for (size_t i = 0; i < count; i++) {
        TRY(store_job_delete(ctx, &jobs[i]));
        if (jobs[i].kind == JOB_TELL_POST)
            taken->jobs[taken->count++] = jobs[i];
    }
    return ERR_OK;
}

/* The jobs that wait are worked, each twice: as the runner may. How many there were. */
static size_t work(struct service_fixture *f)
{
    struct taken taken = { 0 };
    struct ctx *ctx = service_console(f);
    assert_ctx_ok(ctx, db_write(ctx, jobs_take, &taken));
    for (size_t i = 0; i < 2 * taken.count; i++) {
        ctx = service_console(f);
        assert_ctx_ok(ctx, service_tell_post(ctx, &taken.jobs[i / 2]));
    }
    return taken.count;
}

static size_t told(struct service_fixture *f, struct account_id who)
{
    struct notification_filter filter = { .kinds = INT64_C(1) << NOTIFICATION_STATUS };
    struct paging paging = paging_of(-1, -1, -1, 40);
    struct notification_view *views = NULL;
    size_t count = 0;
    struct ctx *ctx = service_acting(f, who);
    assert_ctx_ok(ctx, service_list_notifications(ctx, &filter, &paging, &views, &count, NULL));
    return count;
}

static void who_asked(struct service_fixture *f)
{
    follow(f, ANN, BOB, false, SV(""));
    follow(f, CEM, BOB, false, SV(""));
    (void)post(f, BOB, "nobody asked", status_id(0));
    assert_int_equal(work(f), 0);
    follow(f, ANN, BOB, true, SV(""));
    struct status_id first = post(f, BOB, "one asked", status_id(0));
    assert_int_equal(work(f), 1);
    assert_int_equal(told(f, ANN), 1);
    assert_int_equal(told(f, CEM), 0);
    assert_int_equal(told(f, BOB), 0);

    /* Not of boosts, nor of answers to others; but of what somebody adds to their own. */
    struct status_id other = post(f, CEM, "another's", status_id(0));
    struct ctx *ctx = service_acting(f, BOB);
    struct status reblog;
    assert_ctx_ok(ctx, service_reblog_status(ctx, other, VISIBILITY_PUBLIC, &reblog));
    (void)post(f, BOB, "an answer", other);
    assert_int_equal(work(f), 0);
    (void)post(f, BOB, "and another thing", first);
    assert_int_equal(work(f), 1);
    assert_int_equal(told(f, ANN), 2);

    /* What does not stand in the home is not told. */
    follow(f, ANN, BOB, true, SV("de"));
    (void)post(f, BOB, "in another language", status_id(0));
    assert_int_equal(work(f), 1);
    assert_int_equal(told(f, ANN), 2);
    follow(f, ANN, BOB, true, SV("de,en"));
    ctx = service_acting(f, ANN);
    struct relationship now;
    assert_ctx_ok(ctx, service_mute_account(ctx, BOB, false, 0, &now));
    (void)post(f, BOB, "to who mutes", status_id(0));
    assert_int_equal(work(f), 1);
    ctx = service_acting(f, ANN);
    assert_ctx_ok(ctx, service_unmute_account(ctx, BOB, &now));
    assert_int_equal(told(f, ANN), 2);

    /* Gone before it was told, and after. */
    struct status_id gone = post(f, BOB, "a mistake", status_id(0));
    ctx = service_acting(f, BOB);
    assert_ctx_ok(ctx, service_erase_status(ctx, gone, NULL));
    assert_int_equal(work(f), 1);
    assert_int_equal(told(f, ANN), 2);
    ctx = service_acting(f, BOB);
    assert_ctx_ok(ctx, service_erase_status(ctx, first, NULL));
    assert_int_equal(told(f, ANN), 1);
    follow(f, ANN, BOB, false, SV(""));
    (void)post(f, BOB, "no longer asked", status_id(0));
    assert_int_equal(work(f), 0);
}

static void from_afar(struct service_fixture *f)
{
    struct ctx *ctx = service_acting(f, ANN);
    follow(f, ANN, RAE, true, SV(""));
    ctx = service_console(f);
    assert_ctx_ok(ctx, service_receive_accept(ctx, RAE, ANN));
    struct received_status received = { .author = RAE,
                                        .uri = SV("https://far.example/1"),
                                        .url = SV("https://far.example/1"),
                                        .content = { SV_INIT("<p>hello</p>") },
                                        .visibility = VISIBILITY_PUBLIC,
                                        .published_ms = ctx->now_ms - MS_PER_HOUR };
    struct status_id id;
    assert_ctx_ok(ctx, service_receive_status(ctx, &received, &id));
    assert_int_equal(work(f), 1);
    assert_int_equal(told(f, ANN), 1);
    received.uri = received.url = SV("https://far.example/2");
    ctx = service_console(f);
    received.published_ms = ctx->now_ms - 7 * MS_PER_HOUR;
    assert_ctx_ok(ctx, service_receive_status(ctx, &received, &id));
    assert_int_equal(work(f), 0);
}

/* More than one commit's worth. */
static void to_many(struct service_fixture *f)
{
    for (int i = 0; i < 120; i++) {
        struct sv name = sv_printf(service_console(f)->arena, "fan%d", i);
        keyed_account(&f->keyed, name.ptr, 1000 + i);
        follow(f, account_id(1000 + i), CEM, i != 60, SV(""));
    }
    (void)post(f, CEM, "to all", status_id(0));
    assert_int_equal(work(f), 1);
    for (int i = 0; i < 120; i++)
        assert_int_equal(told(f, account_id(1000 + i)), i != 60);
}

static void run(void (*test)(struct service_fixture *f))
{
    for (size_t i = 0; i < ARRAY_COUNT(engines); i++) {
        if (!fixture_has(engines[i]))
            continue;
        struct service_fixture f;
        service_open(&f, engines[i]);
        keyed_account(&f.keyed, "ann", ANN.v);
        keyed_account(&f.keyed, "bob", BOB.v);
        keyed_account(&f.keyed, "cem", CEM.v);
        service_remote(&f, "rae", "far.example", RAE.v);
        test(&f);
        service_close(&f);
    }
}

static void test_who_asked(void **state)
{
    UNUSED(state);
    run(who_asked);
}

static void test_from_afar(void **state)
{
    UNUSED(state);
    run(from_afar);
}

static void test_to_many(void **state)
{
    UNUSED(state);
    run(to_many);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_who_asked),
        cmocka_unit_test(test_from_afar),
        cmocka_unit_test(test_to_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
