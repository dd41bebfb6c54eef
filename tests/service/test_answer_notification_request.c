/* service/answer_notification_request: requests are listed, let through or dismissed; what is let through is told in its place and
 * in its groups; on both engines. */
#include "harness/harness.h"
#include "harness/service_fixture.h"

#include "base/clock.h"
#include "service/answer_notification_request.h"
#include "service/block_account.h"
#include "service/erase_account.h"
#include "service/favourite_status.h"
#include "service/list_notification_groups.h"
#include "service/list_notifications.h"
#include "service/post_status.h"
#include "service/run_erasure.h"
#include "service/set_notification_policy.h"
#include "store/job.h"
#include "stream/stream.h"

static const enum fixture_engine engines[] = { FIXTURE_SQLITE, FIXTURE_POSTGRES };

#define MANY 230 /* more than two steps of the job */

struct people {
    struct service_fixture *f;
    struct account_id ann; /* who is told */
    struct account_id bob;
    struct account_id cat;
    size_t merged; /* events */
};

static void set(struct people *p, enum notification_rule rule, enum notification_verdict verdict)
{
    struct notification_policy_change change = { 0 };
    struct notification_policy_view view;
    struct ctx *ctx = service_acting(p->f, p->ann);
    change.has[rule] = true;
    change.verdicts[rule] = verdict;
    assert_ctx_ok(ctx, service_set_notification_policy(ctx, &change, &view));
}

static struct status_id says(struct people *p, struct account_id who, struct sv text,
                             enum visibility visibility)
{
    struct ctx *ctx = service_acting(p->f, who);
    struct status status;
    struct post_draft draft = { .text = text, .has_visibility = true, .visibility = visibility };
    assert_ctx_ok(ctx, service_post_status(ctx, &draft, &status));
    return status.id;
}

static void favourites(struct people *p, struct account_id who, struct status_id what)
{
    struct ctx *ctx = service_acting(p->f, who);
    assert_ctx_ok(ctx, service_favourite_status(ctx, what));
}

static struct notification_request_view *requests(struct people *p, size_t expected)
{
    struct ctx *ctx = service_acting(p->f, p->ann);
    struct notification_request_view *list = NULL;
    struct paging paging = paging_of(-1, -1, -1, 40);
    struct paging_span span;
    size_t count = 0;
    assert_ctx_ok(ctx, service_list_notification_requests(ctx, &paging, &list, &count, &span));
    assert_int_equal(count, expected);
    return list;
}

static size_t listed(struct people *p, struct account_id from, bool includes_filtered)
{
    struct ctx *ctx = service_acting(p->f, p->ann);
    struct notification_filter filter = { .kinds = NOTIFICATION_KINDS_ALL,
                                          .from = from,
                                          .includes_filtered = includes_filtered };
    struct notification_view *list = NULL;
    struct paging paging = paging_of(-1, -1, -1, 80);
    size_t count = 0;
    assert_ctx_ok(ctx, service_list_notifications(ctx, &filter, &paging, &list, &count, NULL));
    return count;
}

static struct notification_groups groups(struct people *p)
{
    struct ctx *ctx = service_acting(p->f, p->ann);
    struct notification_filter filter = { .kinds = NOTIFICATION_KINDS_ALL,
                                          .grouped = NOTIFICATION_KINDS_GROUPED };
    struct notification_groups out;
    struct paging paging = paging_of(-1, -1, -1, 80);
    assert_ctx_ok(ctx, service_list_notification_groups(ctx, &filter, &paging, &out));
    return out;
}

static enum err jobs_take(struct ctx *ctx, void *arg)
{
    struct job *out = arg;
    struct job *jobs = NULL;
    size_t count = 0;
    *out = (struct job){ 0 };
    TRY(store_job_claim(ctx, 20, &jobs, &count));
    for (size_t i = 0; i < count; i++) {
        if (jobs[i].kind != JOB_MERGE_NOTIFICATIONS)
            TRY(store_job_delete(ctx, &jobs[i]));
        else if (out->id.v == 0)
            *out = jobs[i];
        else
            TRY(store_job_give_back(ctx, jobs[i].id));
    }
    return ERR_OK;
}

/* Work one job that merges; false when there is none. */
static bool work(struct people *p)
{
    struct job job;
    struct ctx *ctx = service_anonymous(p->f);
    assert_ctx_ok(ctx, db_write(ctx, jobs_take, &job));
    if (job.id.v == 0)
        return false;
    assert_true(account_id_eq(job.owner, p->ann));
    db_release(ctx);
    assert_ctx_ok(ctx, service_merge_notifications(ctx, &job));
    return true;
}

static bool is_merged(struct people *p)
{
    bool out = false;
    struct ctx *ctx = service_acting(p->f, p->ann);
    assert_ctx_ok(ctx, service_are_notifications_merged(ctx, &out));
    return out;
}

static void accept(struct people *p, struct notification_request_id id)
{
    struct ctx *ctx = service_acting(p->f, p->ann);
    assert_ctx_ok(ctx, service_accept_notification_requests(ctx, &id, 1));
}

static bool on_event(void *arg, const struct stream_channel *channel, struct stream_event *event)
{
    struct people *p = arg;
    assert_int_equal(channel->id, p->ann.v);
    p->merged += event->kind == STREAM_EVENT_NOTIFICATIONS_MERGED;
    return true;
}

static void on_end(void *arg, enum stream_end why)
{
    UNUSED(arg);
    UNUSED(why);
}

static struct stream_sub *listen(struct people *p, const struct stream_listener *listener)
{
    struct stream_channel channel = { .kind = STREAM_CHANNEL_USER_NOTIFICATION, .id = p->ann.v };
    struct stream_sub *sub = NULL;
    assert_ok(stream_subscribe(p->f->engine.stream, listener, &sub));
    assert_ok(stream_join(p->f->engine.stream, sub, &channel));
    return sub;
}

/* What a request says; two of them accepted at once are merged one after the other, and told at the end. */
static void accepted(struct people *p)
{
    struct stream_listener listener = { .deliver = on_event, .end = on_end, .arg = p };
    struct stream_sub *sub = listen(p, &listener);
    struct status_id mine = says(p, p->ann, SV("mine"), VISIBILITY_PUBLIC);
    set(p, NOTIFICATION_NOT_FOLLOWING, NOTIFICATION_FILTER);
    struct status_id first = says(p, p->bob, SV("@ann one"), VISIBILITY_PUBLIC);
    favourites(p, p->bob, mine);
    favourites(p, p->cat, mine);
    struct notification_request_view *list = requests(p, 2);
    assert_true(account_id_eq(list[0].account->id, p->cat));
    assert_int_equal(list[0].request.count, 1);
    assert_int_equal(list[1].request.count, 2);
    assert_true(status_id_eq(list[1].status->status->id, mine));
    assert_true(list[1].request.newest.v > list[1].request.id.v);
    struct notification_request_id ids[] = { list[0].request.id, notification_request_id(7),
                                             list[1].request.id };
    struct notification_request_view one;
    struct ctx *ctx = service_acting(p->f, p->ann);
    assert_ctx_ok(ctx, service_get_notification_request(ctx, ids[2], &one));
    assert_true(account_id_eq(one.account->id, p->bob));
    assert_err(service_get_notification_request(ctx, ids[1], &one), ERR_NOT_FOUND);
    assert_err(service_accept_notification_requests(ctx, &ids[1], 1), ERR_NOT_FOUND);
    assert_err(service_dismiss_notification_requests(ctx, &ids[1], 1), ERR_NOT_FOUND);
    ctx = service_acting(p->f, p->bob);
    assert_err(service_get_notification_request(ctx, ids[2], &one), ERR_NOT_FOUND);
    assert_err(service_accept_notification_requests(ctx, &ids[2], 1), ERR_NOT_FOUND);
    ctx = service_anonymous(p->f);
    assert_err(service_accept_notification_requests(ctx, ids, 3), ERR_LOGIN_REQUIRED);
    ctx = service_acting(p->f, p->ann);
    ctx->viewer.is_page = true;
    ctx->viewer.page_role = PAGE_ROLE_ANALYST;
    assert_err(service_accept_notification_requests(ctx, ids, 3), ERR_FORBIDDEN);
    assert_err(service_dismiss_notification_requests(ctx, ids, 3), ERR_FORBIDDEN);

    ctx = service_acting(p->f, p->ann);
    assert_true(is_merged(p));
    ctx = service_acting(p->f, p->ann);
    assert_ctx_ok(ctx, service_accept_notification_requests(ctx, ids, 3));
    (void)requests(p, 0);
    assert_false(is_merged(p));
    assert_int_equal(listed(p, account_id(0), false), 0);
    assert_true(work(p));
    assert_int_equal(p->merged, 0);
    assert_false(is_merged(p));
    assert_true(work(p));
    assert_int_equal(p->merged, 1);
    assert_true(is_merged(p));
    assert_false(work(p));
    assert_int_equal(listed(p, account_id(0), false), 3);
    struct notification_groups all = groups(p);
    assert_int_equal(all.count, 2);
    assert_int_equal(all.groups[0].kind, NOTIFICATION_FAVOURITE);
    assert_int_equal(all.groups[0].count, 2);
    assert_true(status_id_eq(all.groups[1].status, first));

    /* From now on both are heard. */
    (void)says(p, p->cat, SV("@ann two"), VISIBILITY_DIRECT);
    assert_int_equal(listed(p, p->cat, false), 2);
    assert_int_equal(listed(p, account_id(0), false), 4);
    stream_unsubscribe(p->f->engine.stream, sub);
}

/* In steps, in the old places, and grouped with what was told before and since. */
static void many(struct people *p)
{
    struct status_id mine = says(p, p->ann, SV("mine"), VISIBILITY_PUBLIC);
    favourites(p, p->cat, mine);
    set(p, NOTIFICATION_NOT_FOLLOWING, NOTIFICATION_FILTER);
    favourites(p, p->bob, mine);
    for (int i = 0; i < MANY; i++)
        (void)says(p, p->bob, SV("@ann again"), VISIBILITY_UNLISTED);
    set(p, NOTIFICATION_NOT_FOLLOWING, NOTIFICATION_ACCEPT);
    struct account_id dee = keyed_account(&p->f->keyed, "dee", 103);
    favourites(p, dee, mine);
    assert_int_equal(groups(p).count, 1);
    struct notification_request_view *list = requests(p, 1);
    assert_int_equal(list[0].request.count, NOTIFICATION_WAITING_MAX);
    accept(p, list[0].request.id);
    assert_true(work(p));
    assert_true(is_merged(p));
    struct notification_filter all = { .kinds = NOTIFICATION_KINDS_ALL };
    int64_t count = 0;
    struct ctx *ctx = service_acting(p->f, p->ann);
    assert_ctx_ok(ctx, service_count_notifications(ctx, &all, 1000, &count));
    assert_int_equal(count, MANY + 3);
    struct notification_groups g = groups(p);
    assert_int_equal(g.groups[0].kind, NOTIFICATION_FAVOURITE);
    assert_int_equal(g.groups[0].count, 3);
    assert_true(account_id_eq(g.groups[0].from[1], p->bob));
}

/* Dismissed, it is gone and may come again; blocked or muted, who was let through is so no more. */
static void dismissed(struct people *p)
{
    struct relationship now;
    for (int i = 0; i < 3; i++)
        (void)says(p, p->bob, SV("@ann psst"), VISIBILITY_DIRECT);
    struct notification_request_id old = requests(p, 1)[0].request.id;
    struct ctx *ctx = service_acting(p->f, p->ann);
    assert_ctx_ok(ctx, service_dismiss_notification_requests(ctx, &old, 1));
    (void)requests(p, 0);
    assert_int_equal(listed(p, account_id(0), true), 0);
    (void)says(p, p->bob, SV("@ann psst"), VISIBILITY_DIRECT);
    struct notification_request_view *list = requests(p, 1);
    assert_true(list[0].request.id.v > old.v);
    accept(p, list[0].request.id);
    assert_true(work(p));
    (void)says(p, p->bob, SV("@ann psst"), VISIBILITY_DIRECT);
    assert_int_equal(listed(p, account_id(0), false), 2);
    ctx = service_acting(p->f, p->ann);
    assert_ctx_ok(ctx, service_mute_account(ctx, p->bob, false, 0, &now));
    (void)says(p, p->bob, SV("@ann psst"), VISIBILITY_DIRECT);
    accept(p, requests(p, 1)[0].request.id);
    ctx = service_acting(p->f, p->ann);
    assert_ctx_ok(ctx, service_block_account(ctx, p->bob, &now));
    assert_true(work(p));
    ctx = service_acting(p->f, p->ann);
    assert_ctx_ok(ctx, service_unblock_account(ctx, p->bob, &now));
    assert_int_equal(listed(p, account_id(0), true), 0);
    (void)says(p, p->bob, SV("@ann psst"), VISIBILITY_DIRECT);
    (void)requests(p, 1);
}

/* Who is erased is let through no more; the job of an owner who is erased does nothing. */
static void erased(struct people *p)
{
    struct account_erasure erasure;
    (void)says(p, p->bob, SV("@ann psst"), VISIBILITY_DIRECT);
    (void)says(p, p->cat, SV("@ann psst"), VISIBILITY_DIRECT);
    struct notification_request_view *list = requests(p, 2);
    accept(p, list[0].request.id);
    accept(p, list[1].request.id);
    struct ctx *ctx = service_console(p->f);
    assert_ctx_ok(ctx, service_erase_account(ctx, p->cat, false, &erasure));
    assert_ctx_ok(ctx, service_finish_erasure(ctx, erasure.id, NULL, NULL));
    assert_int_equal(service_rows_left(p->f, p->cat), 0);
    ctx = service_console(p->f);
    assert_ctx_ok(ctx, service_erase_account(ctx, p->ann, false, &erasure));
    assert_true(work(p));
    ctx = service_console(p->f);
    assert_ctx_ok(ctx, service_finish_erasure(ctx, erasure.id, NULL, NULL));
    assert_int_equal(service_rows_left(p->f, p->ann), 0);
}

static void run(void (*test)(struct people *p))
{
    for (size_t i = 0; i < ARRAY_COUNT(engines); i++) {
        if (!fixture_has(engines[i]))
            continue;
        struct service_fixture f;
        service_open(&f, engines[i]);
        struct people p = { .f = &f,
                            .ann = keyed_account(&f.keyed, "ann", 100),
                            .bob = keyed_account(&f.keyed, "bob", 101),
                            .cat = keyed_account(&f.keyed, "cat", 102) };
        test(&p);
        service_close(&f);
    }
}

static void test_accepted(void **state)
{
    UNUSED(state);
    run(accepted);
}

static void test_many(void **state)
{
    UNUSED(state);
    run(many);
}

static void test_dismissed(void **state)
{
    UNUSED(state);
    run(dismissed);
}

static void test_erased(void **state)
{
    UNUSED(state);
    run(erased);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_accepted),
        cmocka_unit_test(test_many),
        cmocka_unit_test(test_dismissed),
        cmocka_unit_test(test_erased),
    };
    return cmocka_run_group_tests_name("service/answer_notification_request", tests, NULL, NULL);
}
