/* service/notify, set_notification_policy: whose doing is told, kept aside or dropped, and what of that is shown, counted and
 * left behind; on both engines. */
#include "harness/harness.h"
#include "harness/service_fixture.h"

#include "base/clock.h"
#include "service/block_account.h"
#include "service/erase_account.h"
#include "service/erase_status.h"
#include "service/favourite_status.h"
#include "service/follow_account.h"
#include "service/list_notification_groups.h"
#include "service/list_notifications.h"
#include "service/manage_user.h"
#include "service/moderate_account.h"
#include "service/notify.h"
#include "service/post_status.h"
#include "service/run_erasure.h"
#include "service/set_notification_policy.h"
#include "stream/stream.h"

static const enum fixture_engine engines[] = { FIXTURE_SQLITE, FIXTURE_POSTGRES };

#define MONTH_MS (31 * MS_PER_DAY)

struct people {
    struct service_fixture *f;
    struct account_id ann; /* who is told */
    struct account_id bob;
    struct account_id cat;
};

static struct notification_waiting waiting(struct people *p)
{
    struct notification_policy_view view;
    struct ctx *ctx = service_acting(p->f, p->ann);
    assert_ctx_ok(ctx, service_get_notification_policy(ctx, &view));
    return view.waiting;
}

static void assert_waiting(struct people *p, int64_t requests, int64_t notifications)
{
    struct notification_waiting w = waiting(p);
    assert_int_equal(w.requests, requests);
    assert_int_equal(w.notifications, notifications);
}

static void set(struct people *p, enum notification_rule rule, enum notification_verdict verdict)
{
    struct notification_policy_change change = { 0 };
    struct notification_policy_view view;
    struct ctx *ctx = service_acting(p->f, p->ann);
    change.has[rule] = true;
    change.verdicts[rule] = verdict;
    assert_ctx_ok(ctx, service_set_notification_policy(ctx, &change, &view));
    assert_int_equal(view.policy.verdicts[rule], verdict);
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

static size_t shown(struct people *p)
{
    return listed(p, account_id(0), false);
}

static size_t all(struct people *p)
{
    return listed(p, account_id(0), true);
}

static size_t grouped(struct people *p, bool includes_filtered)
{
    struct ctx *ctx = service_acting(p->f, p->ann);
    struct notification_filter filter = { .kinds = NOTIFICATION_KINDS_ALL,
                                          .grouped = NOTIFICATION_KINDS_GROUPED,
                                          .includes_filtered = includes_filtered };
    struct notification_groups groups;
    struct paging paging = paging_of(-1, -1, -1, 80);
    assert_ctx_ok(ctx, service_list_notification_groups(ctx, &filter, &paging, &groups));
    return groups.count;
}

static int64_t unread(struct people *p, int64_t grouped_kinds)
{
    struct ctx *ctx = service_acting(p->f, p->ann);
    struct notification_filter filter = { .kinds = NOTIFICATION_KINDS_ALL,
                                          .grouped = grouped_kinds };
    int64_t count = 0;
    assert_ctx_ok(ctx, service_count_notifications(ctx, &filter, 100, &count));
    return count;
}

static struct status_id says(struct people *p, struct account_id who, struct sv text,
                             enum visibility visibility, struct status_id answers)
{
    struct ctx *ctx = service_acting(p->f, who);
    struct status status;
    struct post_draft draft = {
        .text = text, .has_visibility = true, .visibility = visibility, .in_reply_to = answers
    };
    assert_ctx_ok(ctx, service_post_status(ctx, &draft, &status));
    return status.id;
}

static struct status_id messages(struct people *p, struct account_id who, struct sv text,
                                 struct status_id answers)
{
    return says(p, who, text, VISIBILITY_DIRECT, answers);
}

static void follows(struct people *p, struct account_id who, struct account_id whom)
{
    struct follow_options options = { .shows_reblogs = true };
    struct relationship now;
    struct ctx *ctx = service_acting(p->f, who);
    assert_ctx_ok(ctx, service_follow_account(ctx, whom, &options, &now));
}

static enum err notify(struct ctx *ctx, void *arg)
{
    return service_notify(ctx, arg);
}

/* bob does something that ann hears of, `later_ms` from now. */
static void tell(struct people *p, enum notification_kind kind, struct status_id status,
                 int64_t later_ms)
{
    struct ctx *ctx = service_acting(p->f, p->bob);
    struct notification what = { .kind = kind, .owner = p->ann, .from = p->bob, .status = status };
    ctx->now_ms += later_ms;
    assert_ctx_ok(ctx, db_write(ctx, notify, &what));
}

static bool on_event(void *arg, const struct stream_channel *channel, struct stream_event *event)
{
    size_t *heard = arg;
    assert_int_equal(channel->kind, STREAM_CHANNEL_USER_NOTIFICATION);
    *heard += event->kind == STREAM_EVENT_NOTIFICATION;
    return true;
}

static void on_end(void *arg, enum stream_end why)
{
    UNUSED(arg);
    UNUSED(why);
}

/* Messages of strangers wait by themselves; everything else of theirs is told. */
static void messages_of_strangers(struct people *p)
{
    size_t heard = 0;
    struct stream_listener listener = { .deliver = on_event, .end = on_end, .arg = &heard };
    struct stream_channel channel = { .kind = STREAM_CHANNEL_USER_NOTIFICATION, .id = p->ann.v };
    struct stream *stream = p->f->engine.stream;
    struct stream_sub *sub = NULL;
    assert_ok(stream_subscribe(stream, &listener, &sub));
    assert_ok(stream_join(stream, sub, &channel));

    struct status_id first = messages(p, p->bob, SV("@ann hello"), status_id(0));
    assert_int_equal(heard, 0);
    assert_int_equal(shown(p), 0);
    assert_int_equal(all(p), 1);
    assert_int_equal(grouped(p, false), 0);
    assert_int_equal(grouped(p, true), 1);
    assert_int_equal(listed(p, p->bob, false), 1);
    assert_int_equal(unread(p, 0), 0);
    assert_int_equal(unread(p, NOTIFICATION_KINDS_GROUPED), 0);
    assert_waiting(p, 1, 1);
    (void)messages(p, p->bob, SV("@ann hello?"), first);
    assert_waiting(p, 1, 2);
    (void)says(p, p->bob, SV("@ann in public"), VISIBILITY_PUBLIC, status_id(0));
    assert_int_equal(heard, 1);
    assert_int_equal(shown(p), 1);
    assert_int_equal(unread(p, 0), 1);
    assert_waiting(p, 1, 2);

    /* Who is answered may answer, also further down, but not elsewhere. */
    struct status_id hers = messages(p, p->ann, SV("@cat @bob yes?"), first);
    struct status_id his = messages(p, p->bob, SV("@ann @cat well"), hers);
    struct status_id cats = messages(p, p->cat, SV("@bob @ann well"), his);
    (void)messages(p, p->bob, SV("@ann so"), cats);
    assert_int_equal(shown(p), 4);
    assert_int_equal(heard, 4);
    (void)messages(p, p->cat, SV("@ann and another thing"), status_id(0));
    assert_int_equal(shown(p), 4);
    assert_waiting(p, 2, 3);

    follows(p, p->ann, p->cat);
    (void)messages(p, p->cat, SV("@ann thank you"), status_id(0));
    assert_int_equal(shown(p), 5);
    set(p, NOTIFICATION_PRIVATE_MENTIONS, NOTIFICATION_ACCEPT);
    (void)messages(p, p->bob, SV("@ann at last"), status_id(0));
    assert_int_equal(shown(p), 6);
    assert_waiting(p, 2, 3);
    stream_unsubscribe(stream, sub);
}

static void moderators_are_heard(struct people *p)
{
    struct user mod = service_person(p->f, "mia");
    set(p, NOTIFICATION_NOT_FOLLOWING, NOTIFICATION_DROP);
    (void)messages(p, mod.account, SV("@ann as anybody"), status_id(0));
    assert_int_equal(all(p), 0);
    struct ctx *ctx = service_console(p->f);
    assert_ctx_ok(ctx, service_set_user_role(ctx, mod.id, USER_ROLE_MODERATOR));
    (void)messages(p, mod.account, SV("@ann a warning"), status_id(0));
    assert_int_equal(shown(p), 1);
}

/* Each rule by itself, and what is past its time. */
static void rules(struct people *p)
{
    struct status_id post = says(p, p->ann, SV("one"), VISIBILITY_PUBLIC, status_id(0));
    set(p, NOTIFICATION_NEW_ACCOUNTS, NOTIFICATION_DROP);
    tell(p, NOTIFICATION_FAVOURITE, post, 0);
    assert_int_equal(all(p), 0);
    tell(p, NOTIFICATION_FAVOURITE, post, MONTH_MS);
    assert_int_equal(shown(p), 1);
    set(p, NOTIFICATION_NEW_ACCOUNTS, NOTIFICATION_ACCEPT);

    set(p, NOTIFICATION_NOT_FOLLOWING, NOTIFICATION_FILTER);
    tell(p, NOTIFICATION_REBLOG, post, 0);
    tell(p, NOTIFICATION_FOLLOW, status_id(0), 0);
    tell(p, NOTIFICATION_FOLLOW_REQUEST, status_id(0), 0);
    assert_int_equal(shown(p), 1);
    assert_int_equal(all(p), 4);
    assert_waiting(p, 1, 3);
    /* What one asked to hear of is not held back. */
    tell(p, NOTIFICATION_UPDATE, post, 0);
    tell(p, NOTIFICATION_POLL, post, 0);
    tell(p, NOTIFICATION_STATUS, post, 0);
    assert_int_equal(shown(p), 4);
    struct status_id second = says(p, p->ann, SV("two"), VISIBILITY_PUBLIC, status_id(0));
    follows(p, p->ann, p->bob);
    tell(p, NOTIFICATION_FAVOURITE, second, 0);
    assert_int_equal(shown(p), 5);

    /* Also whom one follows has to follow, and not since yesterday. */
    set(p, NOTIFICATION_NOT_FOLLOWERS, NOTIFICATION_DROP);
    tell(p, NOTIFICATION_REBLOG, second, 0);
    assert_int_equal(all(p), 8);
    follows(p, p->bob, p->ann);
    /* Ids never go back: it was a month from now. */
    tell(p, NOTIFICATION_REBLOG, second, MONTH_MS + 2 * MS_PER_DAY);
    assert_int_equal(all(p), 8);
    tell(p, NOTIFICATION_REBLOG, second, MONTH_MS + 4 * MS_PER_DAY);
    assert_int_equal(all(p), 9);
    assert_int_equal(shown(p), 6);
}

static void silenced(struct people *p)
{
    struct account bob;
    struct ctx *ctx = service_console(p->f);
    assert_ctx_ok(ctx, service_moderate_account(ctx, p->bob, ACCOUNT_SILENCED, &bob));
    (void)says(p, p->bob, SV("@ann buy"), VISIBILITY_PUBLIC, status_id(0));
    assert_int_equal(shown(p), 0);
    assert_waiting(p, 1, 1);
    set(p, NOTIFICATION_LIMITED_ACCOUNTS, NOTIFICATION_DROP);
    (void)says(p, p->bob, SV("@ann buy"), VISIBILITY_PUBLIC, status_id(0));
    assert_int_equal(all(p), 1);
    set(p, NOTIFICATION_LIMITED_ACCOUNTS, NOTIFICATION_ACCEPT);
    (void)says(p, p->bob, SV("@ann buy"), VISIBILITY_PUBLIC, status_id(0));
    assert_int_equal(shown(p), 1);
    set(p, NOTIFICATION_LIMITED_ACCOUNTS, NOTIFICATION_FILTER);
    follows(p, p->ann, p->bob);
    (void)says(p, p->bob, SV("@ann buy"), VISIBILITY_PUBLIC, status_id(0));
    assert_int_equal(shown(p), 2);
}

static void finish_erasures(struct people *p)
{
    struct ctx *ctx = service_console(p->f);
    assert_ctx_ok(ctx, service_finish_open_erasures(ctx));
}

/* A request goes with the last of what it stands for, however that goes. */
static void requests_go(struct people *p)
{
    struct status_id post = says(p, p->ann, SV("one"), VISIBILITY_PUBLIC, status_id(0));
    set(p, NOTIFICATION_NOT_FOLLOWING, NOTIFICATION_FILTER);
    struct ctx *ctx = service_acting(p->f, p->bob);
    assert_ctx_ok(ctx, service_favourite_status(ctx, post));
    assert_waiting(p, 1, 1);
    ctx = service_acting(p->f, p->bob);
    assert_ctx_ok(ctx, service_unfavourite_status(ctx, post));
    assert_waiting(p, 0, 0);

    follows(p, p->bob, p->ann);
    assert_waiting(p, 1, 1);
    struct relationship now;
    ctx = service_acting(p->f, p->bob);
    assert_ctx_ok(ctx, service_unfollow_account(ctx, p->ann, &now));
    assert_waiting(p, 0, 0);

    struct status_id first = messages(p, p->bob, SV("@ann one"), status_id(0));
    struct status_id second = messages(p, p->bob, SV("@ann two"), status_id(0));
    (void)messages(p, p->cat, SV("@ann three"), status_id(0));
    assert_waiting(p, 2, 3);
    ctx = service_acting(p->f, p->bob);
    assert_ctx_ok(ctx, service_erase_status(ctx, first, NULL));
    finish_erasures(p);
    assert_waiting(p, 2, 2);
    ctx = service_acting(p->f, p->bob);
    assert_ctx_ok(ctx, service_erase_status(ctx, second, NULL));
    finish_erasures(p);
    assert_waiting(p, 1, 1);
    assert_int_equal(service_rows_left(p->f, p->bob) > 0, true);

    struct notification_filter by_cat = { .kinds = NOTIFICATION_KINDS_ALL, .from = p->cat };
    struct notification_view *list = NULL;
    struct paging paging = paging_of(-1, -1, -1, 80);
    size_t count = 0;
    ctx = service_acting(p->f, p->ann);
    assert_ctx_ok(ctx, service_list_notifications(ctx, &by_cat, &paging, &list, &count, NULL));
    assert_int_equal(count, 1);
    assert_true(list[0].notification.is_filtered);
    assert_ctx_ok(ctx, service_dismiss_notification(ctx, list[0].notification.id));
    assert_waiting(p, 0, 0);

    (void)messages(p, p->bob, SV("@ann four"), status_id(0));
    (void)messages(p, p->cat, SV("@ann five"), status_id(0));
    ctx = service_acting(p->f, p->ann);
    assert_ctx_ok(ctx, service_block_account(ctx, p->bob, &now));
    assert_waiting(p, 1, 1);
    ctx = service_acting(p->f, p->ann);
    assert_ctx_ok(ctx, service_clear_notifications(ctx));
    assert_waiting(p, 0, 0);
    assert_int_equal(all(p), 0);

    struct account_erasure erasure;
    (void)messages(p, p->cat, SV("@ann six"), status_id(0));
    assert_waiting(p, 1, 1);
    ctx = service_console(p->f);
    assert_ctx_ok(ctx, service_erase_account(ctx, p->cat, false, &erasure));
    assert_ctx_ok(ctx, service_finish_erasure(ctx, erasure.id, NULL, NULL));
    assert_waiting(p, 0, 0);
    assert_int_equal(service_rows_left(p->f, p->cat), 0);
    ctx = service_console(p->f);
    assert_ctx_ok(ctx, service_erase_account(ctx, p->ann, false, &erasure));
    assert_ctx_ok(ctx, service_finish_erasure(ctx, erasure.id, NULL, NULL));
    assert_int_equal(service_rows_left(p->f, p->ann), 0);
}

static void who_may_set_it(struct people *p)
{
    struct notification_policy_change none = { 0 };
    struct notification_policy_view view;
    struct ctx *ctx = service_anonymous(p->f);
    assert_err(service_get_notification_policy(ctx, &view), ERR_LOGIN_REQUIRED);
    assert_err(service_set_notification_policy(ctx, &none, &view), ERR_LOGIN_REQUIRED);
    ctx = service_acting(p->f, p->ann);
    ctx->viewer.is_page = true;
    ctx->viewer.page_role = PAGE_ROLE_ANALYST;
    assert_err(service_get_notification_policy(ctx, &view), ERR_FORBIDDEN);
    assert_err(service_set_notification_policy(ctx, &none, &view), ERR_FORBIDDEN);
    ctx->viewer.page_role = PAGE_ROLE_MODERATOR;
    assert_ctx_ok(ctx, service_get_notification_policy(ctx, &view));
    assert_int_equal(view.policy.verdicts[NOTIFICATION_PRIVATE_MENTIONS], NOTIFICATION_FILTER);
    assert_int_equal(view.policy.verdicts[NOTIFICATION_NOT_FOLLOWING], NOTIFICATION_ACCEPT);
    assert_ctx_ok(ctx, service_set_notification_policy(ctx, &none, &view));
    assert_int_equal(view.policy.verdicts[NOTIFICATION_LIMITED_ACCOUNTS], NOTIFICATION_FILTER);
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

static void test_messages_of_strangers(void **state)
{
    UNUSED(state);
    run(messages_of_strangers);
}

static void test_moderators_are_heard(void **state)
{
    UNUSED(state);
    run(moderators_are_heard);
}

static void test_rules(void **state)
{
    UNUSED(state);
    run(rules);
}

static void test_silenced(void **state)
{
    UNUSED(state);
    run(silenced);
}

static void test_requests_go(void **state)
{
    UNUSED(state);
    run(requests_go);
}

static void test_who_may_set_it(void **state)
{
    UNUSED(state);
    run(who_may_set_it);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_messages_of_strangers),
        cmocka_unit_test(test_moderators_are_heard),
        cmocka_unit_test(test_rules),
        cmocka_unit_test(test_silenced),
        cmocka_unit_test(test_requests_go),
        cmocka_unit_test(test_who_may_set_it),
    };
    return cmocka_run_group_tests_name("service/notify", tests, NULL, NULL);
}
