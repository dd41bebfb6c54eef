/* service/list_notifications, mark_read, list_relations: pages, filters, what is dismissed; on both engines. */
#include "harness/harness.h"
#include "harness/service_fixture.h"

#include "service/follow_account.h"
#include "service/list_notifications.h"
#include "service/list_relations.h"
#include "service/mark_read.h"
#include "service/notify.h"
#include "store/account.h"

static const enum fixture_engine engines[] = { FIXTURE_SQLITE, FIXTURE_POSTGRES };

#define ALICE account_id(100)
#define BOB account_id(101)
#define CAROL account_id(102)

static const struct notification_filter all = { .kinds = NOTIFICATION_KINDS_ALL };

static enum err notify(struct ctx *ctx, void *arg)
{
    return service_notify(ctx, arg);
}

static void tell(struct ctx *ctx, enum notification_kind kind, struct account_id from)
{
    struct notification what = { .kind = kind, .owner = ALICE, .from = from };
    assert_ctx_ok(ctx, db_write(ctx, notify, &what));
}

static size_t count_of(struct ctx *ctx, const struct notification_filter *filter)
{
    struct notification_view *list = NULL;
    struct paging paging = paging_of(-1, -1, -1, 40);
    size_t count = 0;
    assert_ctx_ok(ctx, service_list_notifications(ctx, filter, &paging, &list, &count, NULL));
    return count;
}

static void lists_and_dismisses(struct service_fixture *f)
{
    struct ctx *ctx = service_acting(f, ALICE);
    tell(ctx, NOTIFICATION_FOLLOW, BOB);
    tell(ctx, NOTIFICATION_FOLLOW, BOB);
    tell(ctx, NOTIFICATION_FOLLOW, ALICE);
    tell(ctx, NOTIFICATION_FOLLOW_REQUEST, CAROL);
    tell(ctx, NOTIFICATION_FOLLOW, CAROL);
    assert_int_equal(count_of(ctx, &all), 3);
    struct notification_filter requests = { .kinds = INT64_C(1) << NOTIFICATION_FOLLOW_REQUEST };
    assert_int_equal(count_of(ctx, &requests), 1);
    struct notification_filter by_bob = { .kinds = NOTIFICATION_KINDS_ALL, .from = BOB };
    assert_int_equal(count_of(ctx, &by_bob), 1);

    struct notification_view *list = NULL;
    struct paging_span span = { 0 };
    struct paging paging = paging_of(-1, -1, -1, 2);
    size_t count = 0;
    assert_ctx_ok(ctx, service_list_notifications(ctx, &all, &paging, &list, &count, &span));
    assert_int_equal(count, 2);
    assert_sv_lit(list[0].account->username, "carol");
    paging = paging_of(span.oldest, -1, -1, 2);
    assert_ctx_ok(ctx, service_list_notifications(ctx, &all, &paging, &list, &count, &span));
    assert_int_equal(count, 1);
    struct notification_id id = list[0].notification.id;
    struct notification_view one;
    assert_ctx_ok(ctx, service_get_notification(ctx, id, &one));
    assert_int_equal(one.notification.from.v, BOB.v);
    assert_err(service_dismiss_notification(service_acting(f, BOB), id), ERR_NOT_FOUND);
    ctx = service_acting(f, ALICE);
    int64_t unread = 0;
    struct marker markers[MARKER_COUNT];
    int64_t read[MARKER_COUNT] = { [MARKER_NOTIFICATIONS] = id.v };
    assert_ctx_ok(ctx, service_count_notifications(ctx, &all, 100, &unread));
    assert_int_equal(unread, 3);
    assert_ctx_ok(ctx, service_set_markers(ctx, read, markers));
    assert_ctx_ok(ctx, service_set_markers(ctx, read, markers));
    assert_int_equal(markers[MARKER_NOTIFICATIONS].version, 2);
    assert_int_equal(markers[MARKER_NOTIFICATIONS].last_read, id.v);
    assert_int_equal(markers[MARKER_HOME].version, 0);
    assert_ctx_ok(ctx, service_count_notifications(ctx, &all, 100, &unread));
    assert_int_equal(unread, 2);
    assert_ctx_ok(ctx, service_dismiss_notification(ctx, id));
    assert_int_equal(count_of(ctx, &all), 2);
    assert_ctx_ok(ctx, service_clear_notifications(ctx));
    assert_int_equal(count_of(ctx, &all), 0);
    read[MARKER_HOME] = -1;
    assert_err(service_set_markers(ctx, read, markers), ERR_BAD_PARAM);
}

static enum err account_write(struct ctx *ctx, void *arg)
{
    struct account_sealed sealed = { 0 };
    return store_account_update(ctx, arg, &sealed);
}

static void relations_are_listed(struct service_fixture *f)
{
    struct ctx *ctx = service_acting(f, BOB);
    struct follow_options options = { .shows_reblogs = true };
    struct relationship now;
    assert_ctx_ok(ctx, service_follow_account(ctx, ALICE, &options, &now));
    ctx = service_acting(f, CAROL);
    assert_ctx_ok(ctx, service_follow_account(ctx, ALICE, &options, &now));
    struct account_page page;
    struct paging paging = paging_of(-1, -1, -1, 1);
    ctx = service_anonymous(f);
    assert_ctx_ok(ctx, service_list_relations(ctx, ALICE, RELATION_FOLLOWERS, &paging, &page));
    assert_int_equal(page.count, 1);
    assert_int_equal(page.accounts[0].id.v, CAROL.v);
    paging = paging_of(page.span.oldest, -1, -1, 40);
    assert_ctx_ok(ctx, service_list_relations(ctx, ALICE, RELATION_FOLLOWERS, &paging, &page));
    assert_int_equal(page.count, 1);
    assert_int_equal(page.accounts[0].id.v, BOB.v);
    assert_err(service_list_relations(ctx, account_id(9), RELATION_FOLLOWERS, &paging, &page),
               ERR_NOT_FOUND);
    assert_err(service_list_own_relations(ctx, RELATION_BLOCKS, &paging, &page),
               ERR_LOGIN_REQUIRED);
    struct account alice;
    assert_ctx_ok(ctx, store_account_get(ctx, ALICE, &alice));
    alice.hides_collections = true;
    assert_ctx_ok(ctx, db_write(ctx, account_write, &alice));
    paging = paging_of(-1, -1, -1, 40);
    assert_ctx_ok(ctx, service_list_relations(ctx, ALICE, RELATION_FOLLOWERS, &paging, &page));
    assert_int_equal(page.count, 0);
    ctx = service_acting(f, ALICE);
    assert_ctx_ok(ctx, service_list_relations(ctx, ALICE, RELATION_FOLLOWERS, &paging, &page));
    assert_int_equal(page.count, 2);
    struct relationship *relations = NULL;
    struct account_id ids[] = { CAROL, BOB };
    assert_ctx_ok(ctx, service_list_relationships(ctx, ids, 2, &relations));
    assert_true(relations[0].is_followed_by && relations[1].is_followed_by);
}

static void on_both_engines(void **state)
{
    UNUSED(state);
    for (size_t i = 0; i < ARRAY_COUNT(engines); i++) {
        if (!fixture_has(engines[i]))
            continue;
        struct service_fixture f;
        service_open(&f, engines[i]);
        keyed_account(&f.keyed, "alice", ALICE.v);
        keyed_account(&f.keyed, "bob", BOB.v);
        keyed_account(&f.keyed, "carol", CAROL.v);
        lists_and_dismisses(&f);
        relations_are_listed(&f);
        service_close(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(on_both_engines),
    };
    return cmocka_run_group_tests_name("service/list_notifications", tests, NULL, NULL);
}
