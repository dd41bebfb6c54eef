/* service/schedule_status: what waits, until when, within which limits, posted once; what deleting and erasing leave; on both
 * engines. */
#include "harness/harness.h"
#include "harness/service_fixture.h"

#include "base/clock.h"
#include "model/job_kind.h"
#include "service/erase_account.h"
#include "service/erase_status.h"
#include "service/run_erasure.h"
#include "service/schedule_status.h"
#include "service/sweep.h"
#include "service/timeline.h"
#include "service/view_status.h"
#include "store/job.h"
#include "store/keyring.h"
#include "store/media.h"
#include "store/status.h"

static const enum fixture_engine engines[] = { FIXTURE_SQLITE, FIXTURE_POSTGRES };

#define ANN account_id(100)
#define BOB account_id(101)
#define HOUR_MS MS_PER_HOUR

static struct scheduled_status scheduled(struct service_fixture *f, const struct post_draft *draft,
                                         int64_t in_ms)
{
    struct ctx *ctx = service_acting(f, ANN);
    struct scheduled_status out;
    assert_ctx_ok(ctx, service_schedule_status(ctx, draft, ctx->now_ms + in_ms, &out));
    return out;
}

static struct scheduled_status *list_of(struct service_fixture *f, struct account_id who,
                                        size_t expected)
{
    struct ctx *ctx = service_acting(f, who);
    struct paging paging = paging_of(-1, -1, -1, 40);
    struct paging_span span;
    struct scheduled_status *list = NULL;
    size_t count = 0;
    assert_ctx_ok(ctx, service_list_scheduled(ctx, &paging, &list, &count, &span));
    assert_int_equal(count, expected);
    return list;
}

static size_t posts_of(struct service_fixture *f, const struct status_view **out)
{
    struct ctx *ctx = service_acting(f, ANN);
    struct status_page page;
    struct paging paging = paging_of(-1, -1, -1, 40);
    assert_ctx_ok(ctx,
                  service_list_account(ctx, ANN, &(struct account_filter){ 0 }, &paging, &page));
    *out = page.views;
    return page.count;
}

/* Jobs of the kind that are due `in_ms` from now are worked, as the runner does. */
static enum err jobs_take(struct ctx *ctx, void *arg)
{
    struct job *out = arg;
    struct job *jobs = NULL;
    size_t count = 0;
    TRY(store_job_claim(ctx, 20, &jobs, &count));
    for (size_t i = 0; i < count; i++) {
        TRY(store_job_delete(ctx, &jobs[i]));
        if (jobs[i].kind == JOB_PUBLISH_SCHEDULED)
            *out = jobs[i];
    }
    return ERR_OK;
}

/* What the next job says; ERR_NOT_BUILT when none is due. */
static enum err work(struct service_fixture *f, int64_t in_ms)
{
    struct job job = { 0 };
    struct ctx *ctx = service_anonymous(f);
    ctx->now_ms += in_ms;
    assert_ctx_ok(ctx, db_write(ctx, jobs_take, &job));
    if (job.id.v == 0)
        return ERR_NOT_BUILT;
    db_release(ctx);
    return service_publish_scheduled(ctx, &job);
}

static bool has_key(struct service_fixture *f, struct scheduled_status_id id)
{
    CLEANUP(crypto_key_wipe) struct crypto_key key = { 0 };
    return keyring_object_key(service_console(f), ANN, id.v, &key) == ERR_OK;
}

static void finish_erasures(struct service_fixture *f)
{
    assert_ctx_ok(service_console(f), service_finish_open_erasures(service_console(f)));
}

static void posted_when_due(struct service_fixture *f)
{
    const struct status_view *posts = NULL;
    struct media picture = service_picture(f, ANN, SV("a cat"), SV("pixels"), SV("small"));
    struct post_draft draft = { .text = SV("  later #cat"),
                                .spoiler = SV("careful"),
                                .has_visibility = true,
                                .visibility = VISIBILITY_UNLISTED,
                                .language = SV("de"),
                                .media = &picture.id,
                                .media_count = 1 };
    struct scheduled_status s = scheduled(f, &draft, HOUR_MS);
    assert_int_equal(s.media_count, 1);
    struct scheduled_status *list = list_of(f, ANN, 1);
    assert_sv_lit(list[0].text, "  later #cat");
    assert_sv_lit(list[0].spoiler, "careful");
    assert_sv_lit(list[0].language, "de");
    assert_int_equal(list[0].visibility, VISIBILITY_UNLISTED);
    assert_false(list[0].has_sensitive);
    assert_int_equal(list[0].media_count, 1);
    assert_sv_lit(list[0].media[0].alt, "a cat");
    (void)list_of(f, BOB, 0);
    assert_int_equal(posts_of(f, &posts), 0);

    /* Nobody else may have the picture meanwhile, and no sweep takes it. */
    struct ctx *ctx = service_acting(f, ANN);
    struct status status;
    struct post_draft thief = { .text = SV("mine"), .media = &picture.id, .media_count = 1 };
    assert_err(service_post_status(ctx, &thief, &status), ERR_VALIDATION);
    struct scheduled_status again;
    assert_err(service_schedule_status(ctx, &thief, ctx->now_ms + HOUR_MS, &again), ERR_VALIDATION);
    ctx = service_console(f);
    ctx->now_ms += 3 * MS_PER_DAY;
    assert_ctx_ok(ctx, service_sweep_uploads(ctx, NULL));
    assert_ctx_ok(ctx, service_sweep_keys(ctx, NULL));
    assert_true(has_key(f, s.id));

    assert_err(work(f, HOUR_MS - 1000), ERR_NOT_BUILT);
    assert_int_equal(work(f, HOUR_MS), ERR_OK);
    assert_int_equal(posts_of(f, &posts), 1);
    const struct status *post = posts[0].status;
    assert_sv_lit(post->content.bytes,
                  "<p>later <a href=\"https://local.example/tags/cat\" class=\"mention hashtag\" "
                  "rel=\"tag\">#<span>cat</span></a></p>");
    assert_sv_lit(post->spoiler, "careful");
    assert_int_equal(post->visibility, VISIBILITY_UNLISTED);
    assert_int_equal(post->media_count, 1);
    assert_true(id_time_ms(post->id.v) >= id_time_ms(s.id.v));
    (void)list_of(f, ANN, 0);
    finish_erasures(f);
    assert_false(has_key(f, s.id));
    assert_err(work(f, 2 * HOUR_MS), ERR_NOT_BUILT);
    service_counters_check(f);
}

/* What it asks runs from when it is posted. */
static void asks_when_posted(struct service_fixture *f)
{
    const struct status_view *posts = NULL;
    const struct sv options[] = { SV("yes"), SV("no, never"), SV("perhaps") };
    struct poll_draft poll = { .options = options,
                               .option_count = 3,
                               .seconds = 7200,
                               .is_multiple = true,
                               .hides_totals = true };
    struct post_draft draft = { .text = SV("well?"), .poll = &poll };
    (void)scheduled(f, &draft, HOUR_MS);
    const struct poll_draft *waits = list_of(f, ANN, 1)->poll;
    assert_non_null(waits);
    assert_int_equal(waits->option_count, 3);
    for (size_t i = 0; i < 3; i++)
        assert_true(sv_eq(waits->options[i], options[i]));
    assert_int_equal(waits->seconds, 7200);
    assert_true(waits->is_multiple && waits->hides_totals);
    int64_t now_ms = service_console(f)->now_ms;
    assert_int_equal(work(f, HOUR_MS), ERR_OK);
    assert_int_equal(posts_of(f, &posts), 1);
    const struct poll *asked = posts[0].status->poll;
    assert_non_null(asked);
    assert_int_equal(asked->option_count, 3);
    assert_sv_lit(asked->options[1].title, "no, never");
    assert_true(asked->is_multiple && asked->hides_totals);
    assert_in_range(asked->expires_ms, now_ms + HOUR_MS + 7200 * MS_PER_SECOND,
                    now_ms + HOUR_MS + 7260 * MS_PER_SECOND);
    service_counters_check(f);

    struct scheduled_status out;
    struct ctx *ctx = service_acting(f, ANN);
    poll.seconds = POLL_SECONDS_MIN - 1;
    assert_err(service_schedule_status(ctx, &draft, ctx->now_ms + HOUR_MS, &out), ERR_VALIDATION);
    poll.seconds = POLL_SECONDS_MIN;
    poll.option_count = 1;
    assert_err(service_schedule_status(ctx, &draft, ctx->now_ms + HOUR_MS, &out), ERR_VALIDATION);
    (void)list_of(f, ANN, 0);
}

static void put_off_and_deleted(struct service_fixture *f)
{
    const struct status_view *posts = NULL;
    struct media picture = service_picture(f, ANN, SV("a cat"), SV("pixels"), SV("small"));
    struct post_draft draft = { .text = SV("later"), .media = &picture.id, .media_count = 1 };
    struct scheduled_status s = scheduled(f, &draft, HOUR_MS);
    struct ctx *ctx = service_acting(f, ANN);
    struct scheduled_status moved;
    int64_t now_ms = ctx->now_ms;
    assert_err(service_reschedule_status(ctx, s.id, now_ms + 4 * MS_PER_MINUTE, &moved),
               ERR_VALIDATION);
    assert_ctx_ok(ctx, service_reschedule_status(ctx, s.id, now_ms + 3 * HOUR_MS, &moved));
    assert_int_equal(moved.due_ms, now_ms + 3 * HOUR_MS);
    ctx = service_acting(f, BOB);
    assert_err(service_get_scheduled(ctx, s.id, &moved), ERR_NOT_FOUND);
    assert_err(service_reschedule_status(ctx, s.id, now_ms + HOUR_MS, &moved), ERR_NOT_FOUND);
    assert_err(service_delete_scheduled(ctx, s.id), ERR_NOT_FOUND);
    assert_err(service_delete_scheduled(service_anonymous(f), s.id), ERR_LOGIN_REQUIRED);
    assert_err(work(f, 2 * HOUR_MS), ERR_NOT_BUILT);
    ctx = service_acting(f, ANN);
    assert_ctx_ok(ctx, service_delete_scheduled(ctx, s.id));
    assert_err(service_delete_scheduled(ctx, s.id), ERR_NOT_FOUND);
    (void)list_of(f, ANN, 0);
    assert_err(work(f, 4 * HOUR_MS), ERR_NOT_BUILT);
    assert_int_equal(posts_of(f, &posts), 0);
    finish_erasures(f);
    assert_false(has_key(f, s.id));
    /* Its picture is free again, and goes as one that nobody posted. */
    struct media media;
    assert_ctx_ok(service_console(f), store_media_get(service_console(f), picture.id, &media));
    ctx = service_console(f);
    ctx->now_ms += 3 * MS_PER_DAY;
    assert_ctx_ok(ctx, service_sweep_uploads(ctx, NULL));
    assert_err(store_media_get(service_console(f), picture.id, &media), ERR_NOT_FOUND);
}

static void within_limits(struct service_fixture *f)
{
    struct scheduled_status out;
    struct ctx *ctx = service_acting(f, ANN);
    int64_t day_ms = (ctx->now_ms / MS_PER_DAY + 3) * MS_PER_DAY;
    int64_t now_ms = ctx->now_ms;
    struct post_draft draft = { .text = SV("later") };
    for (int i = 0; i < SCHEDULED_DAY_MAX; i++)
        (void)scheduled(f, &draft, day_ms + i - now_ms);
    ctx = service_acting(f, ANN);
    assert_err(service_schedule_status(ctx, &draft, day_ms + MS_PER_DAY - 1, &out), ERR_LIMIT);
    assert_ctx_ok(ctx, service_schedule_status(ctx, &draft, day_ms - 1, &out));
    assert_err(service_reschedule_status(ctx, out.id, day_ms, &out), ERR_LIMIT);
    assert_ctx_ok(ctx, service_reschedule_status(ctx, out.id, day_ms + MS_PER_DAY, &out));
    struct scheduled_status *list = list_of(f, ANN, SCHEDULED_DAY_MAX + 1);
    assert_ctx_ok(ctx,
                  service_reschedule_status(service_acting(f, ANN), list[1].id, day_ms + 77, &out));
    for (int i = SCHEDULED_DAY_MAX + 1; i < SCHEDULED_MAX; i++)
        (void)scheduled(f, &draft, day_ms + (2 + i / 20) * MS_PER_DAY + i - now_ms);
    ctx = service_acting(f, ANN);
    assert_err(service_schedule_status(ctx, &draft, day_ms + 90 * MS_PER_DAY, &out), ERR_LIMIT);
    ctx = service_acting(f, BOB);
    assert_ctx_ok(ctx, service_schedule_status(ctx, &draft, day_ms, &out));
}

static void refused_and_repeated(struct service_fixture *f)
{
    struct scheduled_status first;
    struct scheduled_status again;
    struct post_draft draft = { .text = SV(" ") };
    struct ctx *ctx = service_acting(f, ANN);
    int64_t due_ms = ctx->now_ms + HOUR_MS;
    assert_err(service_schedule_status(ctx, &draft, due_ms, &first), ERR_VALIDATION);
    char text[600];
    memset(text, 'a', sizeof text);
    draft.text = sv_make(text, sizeof text);
    assert_err(service_schedule_status(ctx, &draft, due_ms, &first), ERR_VALIDATION);
    draft = (struct post_draft){ .text = SV("x"), .in_reply_to = status_id(77) };
    assert_err(service_schedule_status(ctx, &draft, due_ms, &first), ERR_NOT_FOUND);
    draft = (struct post_draft){ .text = SV("x"), .idempotency_key = SV("once") };
    assert_err(service_schedule_status(service_anonymous(f), &draft, due_ms, &first),
               ERR_LOGIN_REQUIRED);
    ctx = service_acting(f, ANN);
    assert_ctx_ok(ctx, service_schedule_status(ctx, &draft, due_ms, &first));
    assert_ctx_ok(ctx, service_schedule_status(ctx, &draft, due_ms, &again));
    assert_int_equal(first.id.v, again.id.v);
    (void)list_of(f, ANN, 1);
    ctx = service_acting(f, ANN);
    assert_false(service_is_ahead(ctx, ctx->now_ms + SCHEDULED_AHEAD_MS));
    assert_true(service_is_ahead(ctx, ctx->now_ms + SCHEDULED_AHEAD_MS + 1));
}

/* An answer to what is gone is not posted out of its place, and not lost. */
static void nothing_to_answer(struct service_fixture *f)
{
    const struct status_view *posts = NULL;
    struct status status;
    struct ctx *ctx = service_acting(f, BOB);
    struct post_draft question = { .text = SV("who?"),
                                   .has_visibility = true,
                                   .visibility = VISIBILITY_PUBLIC };
    assert_ctx_ok(ctx, service_post_status(ctx, &question, &status));
    struct post_draft draft = { .text = SV("me"), .in_reply_to = status.id };
    (void)scheduled(f, &draft, HOUR_MS);
    ctx = service_acting(f, BOB);
    assert_ctx_ok(ctx, service_erase_status(ctx, status.id, NULL));
    assert_int_equal(work(f, HOUR_MS), ERR_NOT_FOUND);
    assert_int_equal(posts_of(f, &posts), 0);
    assert_sv_lit(list_of(f, ANN, 1)->text, "me");
}

static void goes_with_its_account(struct service_fixture *f)
{
    struct account_erasure erasure;
    struct media picture = service_picture(f, ANN, SV("a cat"), SV("pixels"), SV("small"));
    struct post_draft draft = { .text = SV("later"), .media = &picture.id, .media_count = 1 };
    struct scheduled_status s = scheduled(f, &draft, HOUR_MS);
    struct ctx *ctx = service_console(f);
    assert_ctx_ok(ctx, service_erase_account(ctx, ANN, false, &erasure));
    assert_ctx_ok(ctx, service_finish_erasure(ctx, erasure.id, NULL, NULL));
    assert_int_equal(service_rows_left(f, ANN), 0);
    assert_false(has_key(f, s.id));
    assert_err(work(f, 2 * HOUR_MS), ERR_NOT_BUILT);
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
        test(&f);
        service_close(&f);
    }
}

static void test_posted_when_due(void **state)
{
    UNUSED(state);
    run(posted_when_due);
}

static void test_asks_when_posted(void **state)
{
    UNUSED(state);
    run(asks_when_posted);
}

static void test_put_off_and_deleted(void **state)
{
    UNUSED(state);
    run(put_off_and_deleted);
}

static void test_within_limits(void **state)
{
    UNUSED(state);
    run(within_limits);
}

static void test_refused_and_repeated(void **state)
{
    UNUSED(state);
    run(refused_and_repeated);
}

static void test_nothing_to_answer(void **state)
{
    UNUSED(state);
    run(nothing_to_answer);
}

static void test_goes_with_its_account(void **state)
{
    UNUSED(state);
    run(goes_with_its_account);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_posted_when_due),       cmocka_unit_test(test_asks_when_posted),
        cmocka_unit_test(test_put_off_and_deleted),   cmocka_unit_test(test_within_limits),
        cmocka_unit_test(test_refused_and_repeated),  cmocka_unit_test(test_nothing_to_answer),
        cmocka_unit_test(test_goes_with_its_account),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
