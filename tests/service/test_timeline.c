/* service/timeline, view_thread, favourite_status, bookmark_status, reblog_status, edit_status: lists and reactions. */
#include "harness/harness.h"
#include "harness/service_fixture.h"

#include "service/block_account.h"
#include "service/bookmark_status.h"
#include "service/edit_status.h"
#include "service/erase_status.h"
#include "service/favourite_status.h"
#include "service/follow_account.h"
#include "service/home.h"
#include "service/manage_list.h"
#include "service/post_status.h"
#include "service/reblog_status.h"
#include "service/start_feed.h"
#include "service/timeline.h"
#include "service/view_thread.h"
#include "store/notification.h"
#include "store/outbound.h"
#include "stream/stream.h"

static const enum fixture_engine engines[] = { FIXTURE_SQLITE, FIXTURE_POSTGRES };

#define ALICE account_id(100)
#define BOB account_id(101)
#define CAROL account_id(102)
#define REMOTE account_id(200)
#define NOBODY account_id(0)

static void setup(struct service_fixture *f, enum fixture_engine engine)
{
    service_open(f, engine);
    keyed_account(&f->keyed, "alice", ALICE.v);
    keyed_account(&f->keyed, "bob", BOB.v);
    keyed_account(&f->keyed, "carol", CAROL.v);
    service_remote(f, "rae", "far.example", REMOTE.v);
    assert_ctx_ok(service_anonymous(f), service_start_feed(service_anonymous(f)));
}

static struct status_id post(struct service_fixture *f, struct account_id by, const char *text,
                             enum visibility visibility, struct status_id parent)
{
    struct ctx *ctx = service_acting(f, by);
    struct post_draft draft = { .text = sv_from(text),
                                .has_visibility = true,
                                .visibility = visibility,
                                .in_reply_to = parent };
    struct status out;
    assert_ctx_ok(ctx, service_post_status(ctx, &draft, &out));
    return out.id;
}

static struct status_id public(struct service_fixture *f, struct account_id by, const char *text)
{
    return post(f, by, text, VISIBILITY_PUBLIC, status_id(0));
}

static void assert_page(const struct status_page *page, const struct status_id *ids, size_t count)
{
    assert_int_equal(page->count, count);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(page->views[i].status->id.v, ids[i].v);
}

static const struct paging newest = { .below = INT64_MAX, .count = 20 };

static void public_lists(struct service_fixture *f)
{
    struct status_id one = public(f, ALICE, "one #Cat #Dog");
    struct status_id reply = post(f, BOB, "two #cat", VISIBILITY_PUBLIC, one);
    struct status_id self_reply = post(f, ALICE, "three", VISIBILITY_PUBLIC, one);
    (void)post(f, ALICE, "four #cat", VISIBILITY_UNLISTED, status_id(0));
    struct public_filter all = { 0 };
    struct public_filter far = { .part = PUBLIC_REMOTE };
    struct status_page page;
    struct ctx *ctx = service_acting(f, NOBODY);
    assert_ctx_ok(ctx, service_list_public(ctx, &all, &newest, &page));
    assert_page(&page, (struct status_id[]){ self_reply, one }, 2);
    assert_ctx_ok(ctx, service_list_public(ctx, &far, &newest, &page));
    assert_int_equal(page.count, 0);
    struct tag_filter filter = { 0 };
    assert_ctx_ok(ctx, service_list_tag(ctx, SV("CAT"), &filter, &newest, &page));
    assert_page(&page, (struct status_id[]){ reply, one }, 2);
    struct sv dog = SV("dog");
    filter.none = (struct tag_names){ &dog, 1 };
    assert_ctx_ok(ctx, service_list_tag(ctx, SV("cat"), &filter, &newest, &page));
    assert_page(&page, &reply, 1);
    /* Whom one mutes is left out. */
    struct relationship now;
    ctx = service_acting(f, CAROL);
    assert_ctx_ok(ctx, service_mute_account(ctx, ALICE, true, 0, &now));
    assert_ctx_ok(ctx, service_list_public(ctx, &all, &newest, &page));
    assert_int_equal(page.count, 0);
}

static void account_lists(struct service_fixture *f)
{
    struct status_id bobs = public(f, BOB, "bobs");
    struct status_id one = public(f, ALICE, "one");
    struct status_id private = post(f, ALICE, "p", VISIBILITY_PRIVATE, status_id(0));
    struct status_id direct = post(f, ALICE, "@carol d", VISIBILITY_DIRECT, status_id(0));
    struct status_id reply = post(f, ALICE, "r #x", VISIBILITY_PUBLIC, bobs);
    struct account_filter filter = { 0 };
    struct status_page page;
    struct ctx *ctx = service_acting(f, NOBODY);
    assert_ctx_ok(ctx, service_list_account(ctx, ALICE, &filter, &newest, &page));
    assert_page(&page, (struct status_id[]){ reply, one }, 2);
    ctx = service_acting(f, CAROL);
    assert_ctx_ok(ctx, service_list_account(ctx, ALICE, &filter, &newest, &page));
    assert_page(&page, (struct status_id[]){ reply, direct, one }, 3);
    ctx = service_acting(f, ALICE);
    assert_ctx_ok(ctx, service_list_account(ctx, ALICE, &filter, &newest, &page));
    assert_page(&page, (struct status_id[]){ reply, direct, private, one }, 4);
    filter.no_replies = true;
    assert_ctx_ok(ctx, service_list_account(ctx, ALICE, &filter, &newest, &page));
    assert_page(&page, (struct status_id[]){ direct, private, one }, 3);
    filter = (struct account_filter){ .tag = SV("X") };
    assert_ctx_ok(ctx, service_list_account(ctx, ALICE, &filter, &newest, &page));
    assert_page(&page, &reply, 1);
    assert_err(service_list_account(ctx, account_id(9), &filter, &newest, &page), ERR_NOT_FOUND);

    assert_ctx_ok(ctx, service_pin_status(ctx, one));
    assert_err(service_pin_status(ctx, direct), ERR_VALIDATION);
    assert_err(service_pin_status(ctx, bobs), ERR_VALIDATION);
    filter = (struct account_filter){ .only_pinned = true };
    assert_ctx_ok(ctx, service_list_account(ctx, ALICE, &filter, &newest, &page));
    assert_page(&page, &one, 1);
    assert_true(page.views[0].is_pinned);
    for (int i = 0; i < STATUS_PINS_MAX - 1; i++) {
        struct status_id more = public(f, ALICE, "more");
        ctx = service_acting(f, ALICE);
        assert_ctx_ok(ctx, service_pin_status(ctx, more));
    }
    assert_err(service_pin_status(ctx, reply), ERR_VALIDATION);
    assert_ctx_ok(ctx, service_unpin_status(ctx, one));
    assert_ctx_ok(ctx, service_pin_status(ctx, reply));
}

static size_t told(struct ctx *ctx, struct account_id owner, enum notification_kind kind)
{
    struct notification_filter filter = { .kinds = INT64_C(1) << kind };
    struct notification *list = NULL;
    size_t count = 0;
    db_release(ctx);
    assert_ctx_ok(ctx, store_notification_page(ctx, owner, &filter, &newest, &list, &count));
    return count;
}

static void reactions(struct service_fixture *f)
{
    struct status_id ids[3] = { public(f, ALICE, "a"), public(f, ALICE, "b"),
                                public(f, ALICE, "c") };
    struct status_id private = post(f, ALICE, "p", VISIBILITY_PRIVATE, status_id(0));
    struct status reblog;
    struct status twice;
    struct ctx *ctx = service_acting(f, BOB);
    assert_err(service_favourite_status(ctx, private), ERR_NOT_FOUND);
    assert_err(service_reblog_status(ctx, private, VISIBILITY_PUBLIC, &reblog), ERR_NOT_FOUND);
    assert_ctx_ok(ctx, service_reblog_status(ctx, ids[0], VISIBILITY_PUBLIC, &reblog));
    assert_ctx_ok(ctx, service_reblog_status(ctx, reblog.id, VISIBILITY_PUBLIC, &twice));
    assert_int_equal(reblog.id.v, twice.id.v);
    /* In another order than the ids: lists go by when it was done. */
    assert_ctx_ok(ctx, service_favourite_status(ctx, ids[2]));
    assert_ctx_ok(ctx, service_favourite_status(ctx, reblog.id));
    assert_ctx_ok(ctx, service_favourite_status(ctx, ids[0]));
    assert_ctx_ok(ctx, service_favourite_status(ctx, ids[1]));
    assert_ctx_ok(ctx, service_bookmark_status(ctx, ids[1]));
    assert_int_equal(told(ctx, ALICE, NOTIFICATION_FAVOURITE), 3);
    assert_int_equal(told(ctx, ALICE, NOTIFICATION_REBLOG), 1);
    struct status_page page;
    struct paging two = { .below = INT64_MAX, .count = 2 };
    assert_ctx_ok(ctx, service_list_favourites(ctx, &two, &page));
    assert_page(&page, (struct status_id[]){ ids[1], ids[0] }, 2);
    two.below = page.max_id;
    assert_ctx_ok(ctx, service_list_favourites(ctx, &two, &page));
    assert_page(&page, &ids[2], 1);
    assert_ctx_ok(ctx, service_list_bookmarks(ctx, &newest, &page));
    assert_page(&page, &ids[1], 1);
    assert_true(page.views[0].is_bookmarked && page.views[0].is_favourited);
    struct status_view view;
    assert_ctx_ok(ctx, service_view_status(ctx, reblog.id, &view));
    assert_true(view.is_reblogged && view.is_favourited && view.reblog->is_reblogged);
    assert_int_equal(view.reblog->status->counts.favourites, 1);
    struct reactor_page people;
    assert_ctx_ok(ctx, service_list_favouriters(ctx, reblog.id, &newest, &people));
    assert_int_equal(people.count, 1);
    assert_ctx_ok(ctx, service_list_rebloggers(ctx, ids[0], &newest, &people));
    assert_int_equal(people.accounts[0].id.v, BOB.v);
    assert_ctx_ok(ctx, service_unfavourite_status(ctx, ids[0]));
    assert_ctx_ok(ctx, service_unreblog_status(ctx, ids[0]));
    assert_ctx_ok(ctx, service_unbookmark_status(ctx, ids[1]));
    assert_int_equal(told(ctx, ALICE, NOTIFICATION_REBLOG), 0);
    assert_err(service_view_status(ctx, reblog.id, &view), ERR_NOT_FOUND);
    assert_ctx_ok(ctx, service_view_status(ctx, ids[0], &view));
    assert_int_equal(view.status->counts.favourites + view.status->counts.reblogs, 0);
}

static void threads(struct service_fixture *f)
{
    struct status_id root = public(f, ALICE, "root");
    struct status_id a = post(f, BOB, "a", VISIBILITY_PUBLIC, root);
    struct status_id b = post(f, CAROL, "b", VISIBILITY_PUBLIC, root);
    struct status_id aa = post(f, CAROL, "aa", VISIBILITY_PUBLIC, a);
    struct status_id self = post(f, ALICE, "self", VISIBILITY_PUBLIC, root);
    struct status_id hidden = post(f, BOB, "hidden", VISIBILITY_DIRECT, b);
    struct thread_view thread;
    struct ctx *ctx = service_acting(f, NOBODY);
    assert_ctx_ok(ctx, service_view_thread(ctx, root, &thread));
    const struct status_id expected[] = { self, a, aa, b };
    assert_int_equal(thread.ancestor_count, 0);
    assert_int_equal(thread.descendant_count, 4);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(thread.descendants[i].status->id.v, expected[i].v);
    assert_ctx_ok(ctx, service_view_thread(ctx, aa, &thread));
    assert_int_equal(thread.ancestor_count, 2);
    assert_int_equal(thread.ancestors[0].status->id.v, root.v);
    assert_int_equal(thread.ancestors[1].status->id.v, a.v);
    assert_err(service_view_thread(ctx, hidden, &thread), ERR_NOT_FOUND);
}

struct heard {
    enum stream_event_kind kinds[16];
    size_t count;
    size_t left_count;
};

static bool hear(void *arg, const struct stream_channel *channel, struct stream_event *event)
{
    UNUSED(channel);
    struct heard *heard = arg;
    heard->kinds[heard->count++] = event->kind;
    return true;
}

static void hear_end(void *arg, enum stream_end why)
{
    UNUSED(arg);
    UNUSED(why);
}

static void hear_left(void *arg, const struct stream_channel *channel)
{
    UNUSED(channel);
    struct heard *heard = arg;
    heard->left_count++;
}

static void streams_and_edits(struct service_fixture *f)
{
    static const struct follow_options options = { .shows_reblogs = true };
    struct relationship now;
    struct ctx *ctx = service_acting(f, BOB);
    assert_ctx_ok(ctx, service_follow_account(ctx, ALICE, &options, &now));
    struct heard home = { 0 };
    struct heard tag = { 0 };
    struct stream_listener listener = { .deliver = hear, .end = hear_end, .arg = &home };
    struct stream_sub *subs[2];
    assert_ok(stream_subscribe(f->engine.stream, &listener, &subs[0]));
    listener.arg = &tag;
    assert_ok(stream_subscribe(f->engine.stream, &listener, &subs[1]));
    struct stream_channel user = { .kind = STREAM_CHANNEL_USER, .id = BOB.v };
    struct stream_channel cat = { .kind = STREAM_CHANNEL_HASHTAG, .name = SV("cat") };
    assert_ok(stream_join(f->engine.stream, subs[0], &user));
    assert_ok(stream_join(f->engine.stream, subs[1], &cat));

    struct status_id id = public(f, ALICE, "one #cat");
    (void)public(f, CAROL, "not for bob");
    struct edit_draft draft = { .text = SV("two #cat @carol"), .spoiler = SV("cw") };
    struct status out;
    ctx = service_acting(f, CAROL);
    assert_err(service_edit_status(ctx, id, &draft, &out), ERR_NOT_FOUND);
    ctx = service_acting(f, ALICE);
    assert_ctx_ok(ctx, service_edit_status(ctx, id, &draft, &out));
    assert_ctx_ok(ctx, service_edit_status(ctx, id, &draft, &out));
    assert_true(out.is_sensitive && out.edited_ms > 0);
    assert_int_equal(told(ctx, CAROL, NOTIFICATION_MENTION), 1);
    struct status_version *versions = NULL;
    size_t count = 0;
    assert_ctx_ok(ctx, service_list_versions(ctx, id, &versions, &count));
    assert_int_equal(count, 2);
    assert_sv_lit(versions[0].source, "one #cat");
    assert_sv_lit(versions[1].spoiler, "cw");
    assert_int_equal(home.count, 2);
    assert_int_equal(home.kinds[0], STREAM_EVENT_UPDATE);
    assert_int_equal(home.kinds[1], STREAM_EVENT_STATUS_UPDATE);
    assert_int_equal(tag.count, 2);
    stream_unsubscribe(f->engine.stream, subs[0]);
    stream_unsubscribe(f->engine.stream, subs[1]);
}

/* Carol follows both, and lists alice alone. */
static struct list alice_listed(struct service_fixture *f)
{
    static const struct follow_options options = { .shows_reblogs = true };
    const struct account_id alice = ALICE;
    const struct list_edit edit = { .has_title = true, .title = SV("Close") };
    struct relationship now;
    struct list list;
    struct ctx *ctx = service_acting(f, CAROL);
    assert_ctx_ok(ctx, service_follow_account(ctx, ALICE, &options, &now));
    assert_ctx_ok(ctx, service_follow_account(ctx, BOB, &options, &now));
    assert_ctx_ok(ctx, service_new_list(ctx, &edit, &list));
    assert_ctx_ok(ctx, service_add_list_members(ctx, list.id, &alice, 1));
    return list;
}

static struct stream_sub *list_hear(struct service_fixture *f, struct list_id list,
                                    struct heard *heard)
{
    struct stream_listener listener = {
        .deliver = hear, .end = hear_end, .left = hear_left, .arg = heard
    };
    struct stream_channel channel = { .kind = STREAM_CHANNEL_LIST, .id = list.v };
    struct stream_sub *sub = NULL;
    assert_ok(stream_subscribe(f->engine.stream, &listener, &sub));
    assert_ok(stream_join(f->engine.stream, sub, &channel));
    return sub;
}

/* The list's channel has what alice does, not bob; its owner sees it there, and nobody else. */
static void streams_of_lists(struct service_fixture *f)
{
    const struct account_id alice = ALICE;
    struct list list = alice_listed(f);
    struct heard heard = { 0 };
    struct status_view view;
    struct status edited;
    struct stream_sub *sub = list_hear(f, list.id, &heard);

    (void)public(f, BOB, "not in the list");
    assert_int_equal(heard.count, 0);
    struct status_id id = public(f, ALICE, "in the list");
    struct edit_draft draft = { .text = SV("still in the list") };
    struct ctx *ctx = service_acting(f, ALICE);
    assert_ctx_ok(ctx, service_edit_status(ctx, id, &draft, &edited));
    ctx = service_acting(f, CAROL);
    assert_ctx_ok(ctx, service_view_list_status(ctx, list.id, id, &view));
    assert_int_equal(view.status->id.v, id.v);
    ctx = service_acting(f, BOB);
    assert_err(service_view_list_status(ctx, list.id, id, &view), ERR_NOT_FOUND);
    ctx = service_acting(f, CAROL);
    assert_ctx_ok(ctx, service_remove_list_members(ctx, list.id, &alice, 1));
    (void)public(f, ALICE, "no longer");
    ctx = service_acting(f, ALICE);
    assert_ctx_ok(ctx, service_erase_status(ctx, id, NULL));
    assert_int_equal(heard.count, 3);
    assert_int_equal(heard.kinds[0], STREAM_EVENT_UPDATE);
    assert_int_equal(heard.kinds[1], STREAM_EVENT_STATUS_UPDATE);
    assert_int_equal(heard.kinds[2], STREAM_EVENT_DELETE);
    stream_unsubscribe(f->engine.stream, sub);
}

/* Answers to whom one follows stand in a list that wants them; an exclusive one keeps its members out of home. */
static void streams_by_policy(struct service_fixture *f)
{
    struct list list = alice_listed(f);
    struct status_view view;
    struct status_id answer =
        post(f, ALICE, "an answer", VISIBILITY_PUBLIC, public(f, BOB, "a question"));
    struct ctx *ctx = service_acting(f, CAROL);
    assert_err(service_view_list_status(ctx, list.id, answer, &view), ERR_NOT_FOUND);
    struct list_edit edit = { .has_replies = true,
                              .has_exclusive = true,
                              .replies = LIST_REPLIES_FOLLOWED,
                              .is_exclusive = true };
    assert_ctx_ok(ctx, service_view_home_status(ctx, answer, &view));
    assert_ctx_ok(ctx, service_edit_list(ctx, list.id, &edit, &list));
    ctx = service_acting(f, CAROL);
    assert_ctx_ok(ctx, service_view_list_status(ctx, list.id, answer, &view));
    assert_err(service_view_home_status(ctx, answer, &view), ERR_NOT_FOUND);
}

/* What was for followers alone is not named to an owner who follows no more; with the list goes its stream. */
static void streams_end_with_lists(struct service_fixture *f)
{
    struct list list = alice_listed(f);
    struct heard heard = { 0 };
    struct relationship now;
    struct stream_sub *sub = list_hear(f, list.id, &heard);
    struct status_id first = post(f, ALICE, "for followers", VISIBILITY_PRIVATE, status_id(0));
    struct status_id second = post(f, ALICE, "for followers too", VISIBILITY_PRIVATE, status_id(0));
    assert_int_equal(heard.count, 2);
    struct ctx *ctx = service_acting(f, ALICE);
    assert_ctx_ok(ctx, service_erase_status(ctx, first, NULL));
    assert_int_equal(heard.count, 3);
    ctx = service_acting(f, CAROL);
    assert_ctx_ok(ctx, service_unfollow_account(ctx, ALICE, &now));
    ctx = service_acting(f, ALICE);
    assert_ctx_ok(ctx, service_erase_status(ctx, second, NULL));
    assert_int_equal(heard.count, 3);
    ctx = service_acting(f, BOB);
    assert_err(service_delete_list(ctx, list.id), ERR_NOT_FOUND);
    assert_int_equal(heard.left_count, 0);
    ctx = service_acting(f, CAROL);
    assert_ctx_ok(ctx, service_delete_list(ctx, list.id));
    assert_int_equal(heard.left_count, 1);
    stream_unsubscribe(f->engine.stream, sub);
}

static void run(void (*test)(struct service_fixture *f))
{
    for (size_t i = 0; i < ARRAY_COUNT(engines); i++) {
        if (!fixture_has(engines[i]))
            continue;
        struct service_fixture f;
        setup(&f, engines[i]);
        test(&f);
        service_close(&f);
    }
}

static void lists_what_is_public(void **state)
{
    UNUSED(state);
    run(public_lists);
}

static void lists_an_account(void **state)
{
    UNUSED(state);
    run(account_lists);
}

static void reacts_once(void **state)
{
    UNUSED(state);
    run(reactions);
}

static void orders_threads(void **state)
{
    UNUSED(state);
    run(threads);
}

static void streams_what_changes(void **state)
{
    UNUSED(state);
    run(streams_and_edits);
}

static void streams_to_lists(void **state)
{
    UNUSED(state);
    run(streams_of_lists);
    run(streams_by_policy);
    run(streams_end_with_lists);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_what_is_public), cmocka_unit_test(lists_an_account),
        cmocka_unit_test(reacts_once),          cmocka_unit_test(orders_threads),
        cmocka_unit_test(streams_what_changes), cmocka_unit_test(streams_to_lists),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
