/* service/manage_list: who may make and see lists, who can be in them, what their timelines and home show. */
#include "harness/harness.h"
#include "harness/service_fixture.h"

#include "service/erase_account.h"
#include "service/follow_account.h"
#include "service/home.h"
#include "service/manage_list.h"
#include "service/post_status.h"
#include "service/start_feed.h"

static const enum fixture_engine engines[] = { FIXTURE_SQLITE, FIXTURE_POSTGRES };

#define RACES 20

#define ALICE account_id(100)
#define BOB account_id(101)
#define CAROL account_id(102)

static void follow(struct service_fixture *f, struct account_id whom)
{
    struct follow_options options = { .shows_reblogs = true };
    struct relationship now;
    struct ctx *ctx = service_acting(f, ALICE);
    assert_ctx_ok(ctx, service_follow_account(ctx, whom, &options, &now));
}

static struct list make(struct service_fixture *f, const char *title)
{
    struct list list;
    struct list_edit edit = { .has_title = true, .title = sv_from(title) };
    struct ctx *ctx = service_acting(f, ALICE);
    assert_ctx_ok(ctx, service_new_list(ctx, &edit, &list));
    return list;
}

static void set_exclusive(struct service_fixture *f, struct list_id id, bool is_exclusive)
{
    struct list list;
    struct list_edit edit = { .has_exclusive = true, .is_exclusive = is_exclusive };
    struct ctx *ctx = service_acting(f, ALICE);
    assert_ctx_ok(ctx, service_edit_list(ctx, id, &edit, &list));
    assert_int_equal(list.is_exclusive, is_exclusive);
}

static struct status_id post(struct service_fixture *f, struct account_id by,
                             struct status_id parent)
{
    struct post_draft draft = { .text = SV("words"), .in_reply_to = parent };
    struct status out;
    struct ctx *ctx = service_acting(f, by);
    assert_ctx_ok(ctx, service_post_status(ctx, &draft, &out));
    return out.id;
}

static size_t listed(struct service_fixture *f, struct list_id id)
{
    struct paging paging = paging_of(-1, -1, -1, 40);
    struct status_page page;
    struct ctx *ctx = service_acting(f, ALICE);
    assert_ctx_ok(ctx, service_list_list(ctx, id, &paging, &page));
    return page.count;
}

static size_t home_count(struct service_fixture *f)
{
    struct paging paging = paging_of(-1, -1, -1, 40);
    struct status_page page;
    struct ctx *ctx = service_acting(f, ALICE);
    assert_ctx_ok(ctx, service_list_home(ctx, &paging, &page));
    return page.count;
}

static enum err add(struct service_fixture *f, struct list_id id, struct account_id member)
{
    return service_add_list_members(service_acting(f, ALICE), id, &member, 1);
}

/* Titles as typed, owners only, bounds. */
static void keeps_lists(struct service_fixture *f)
{
    struct list friends = make(f, "  Friends \xc3\xa9  ");
    assert_sv_lit(friends.title, "Friends \xc3\xa9");
    struct list got;
    struct ctx *ctx = service_acting(f, ALICE);
    assert_ctx_ok(ctx, service_get_list(ctx, friends.id, &got));
    assert_sv_lit(got.title, "Friends \xc3\xa9");
    assert_int_equal(service_get_list(service_acting(f, BOB), friends.id, &got), ERR_NOT_FOUND);
    assert_int_equal(service_delete_list(service_acting(f, BOB), friends.id), ERR_NOT_FOUND);
    struct list_edit blank = { .has_title = true, .title = SV("  ") };
    assert_int_equal(service_new_list(service_acting(f, ALICE), &blank, &got), ERR_VALIDATION);
    for (size_t i = 1; i < LISTS_MAX; i++)
        make(f, "more");
    struct list_edit one_more = { .has_title = true, .title = SV("one more") };
    assert_int_equal(service_new_list(service_acting(f, ALICE), &one_more, &got), ERR_VALIDATION);
}

static void shows_its_members(struct service_fixture *f)
{
    struct list list = make(f, "list");
    assert_int_equal(add(f, list.id, BOB), ERR_NOT_FOUND);
    follow(f, BOB);
    follow(f, CAROL);
    assert_int_equal(add(f, list.id, BOB), ERR_OK);
    assert_int_equal(add(f, list.id, BOB), ERR_VALIDATION);
    struct status_id of_bob = post(f, BOB, status_id(0));
    struct status_id of_carol = post(f, CAROL, status_id(0));
    assert_int_equal(listed(f, list.id), 1);
    assert_int_equal(home_count(f), 2);
    post(f, BOB, of_carol); /* answers somebody outside the list */
    post(f, BOB, of_bob);
    assert_int_equal(listed(f, list.id), 2);
    set_exclusive(f, list.id, true);
    assert_int_equal(listed(f, list.id), 2);
    assert_int_equal(home_count(f), 1);
    set_exclusive(f, list.id, false);
    assert_int_equal(home_count(f), 4);
    assert_int_equal(add(f, list.id, CAROL), ERR_OK);
    assert_int_equal(listed(f, list.id), 4);
    struct ctx *ctx = service_acting(f, ALICE);
    struct account_id carol = CAROL;
    assert_ctx_ok(ctx, service_remove_list_members(ctx, list.id, &carol, 1));
    assert_int_equal(listed(f, list.id), 2);
}

/* Who is unfollowed or erased is in no list. */
static void forgets_who_leaves(struct service_fixture *f)
{
    struct list list = make(f, "list");
    follow(f, BOB);
    follow(f, CAROL);
    assert_int_equal(add(f, list.id, BOB), ERR_OK);
    assert_int_equal(add(f, list.id, CAROL), ERR_OK);
    post(f, BOB, status_id(0));
    assert_int_equal(listed(f, list.id), 1);
    struct relationship now;
    struct ctx *ctx = service_acting(f, ALICE);
    assert_ctx_ok(ctx, service_unfollow_account(ctx, BOB, &now));
    follow(f, BOB);
    assert_int_equal(listed(f, list.id), 0);
    struct account_page page;
    ctx = service_acting(f, ALICE);
    assert_ctx_ok(ctx, service_list_list_members(ctx, list.id, NULL, &page));
    assert_int_equal(page.count, 1);
    assert_int_equal(page.accounts[0].id.v, CAROL.v);
    assert_ctx_ok(ctx, service_delete_list(service_acting(f, ALICE), list.id));
    struct list *lists = NULL;
    size_t count = 0;
    ctx = service_acting(f, ALICE);
    assert_ctx_ok(ctx, service_list_lists_with(ctx, CAROL, &lists, &count));
    assert_int_equal(count, 0);
}

/* A list that goes while somebody is put into it. */
struct list_race {
    struct list_id id;
    enum err added;
    enum err deleted;
};

static void adds(struct ctx *ctx, void *arg)
{
    struct list_race *race = arg;
    race->added = service_add_list_members(ctx, race->id, &ctx->viewer.account, 1);
}

static void deletes(struct ctx *ctx, void *arg)
{
    struct list_race *race = arg;
    race->deleted = service_delete_list(ctx, race->id);
}

static void nobody_stays_without_the_list(struct service_fixture *f)
{
    struct user user = service_person(f, "racer");
    for (int i = 0; i < RACES; i++) {
        struct list list;
        const struct list_edit edit = { .has_title = true, .title = SV("short-lived") };
        struct ctx *ctx = service_as(f, &user);
        assert_ctx_ok(ctx, service_new_list(ctx, &edit, &list));
        struct list_race race = { .id = list.id };
        service_race(f, &user, adds, deletes, &race);
        assert_int_equal(race.deleted, ERR_OK);
        assert_true(race.added == ERR_OK || race.added == ERR_NOT_FOUND);
        struct account_id *members = NULL;
        size_t count = 0;
        ctx = service_as(f, &user);
        assert_ctx_ok(ctx, service_load_list_members(ctx, list.id, &members, &count));
        assert_int_equal(count, 0);
    }
}

static void run(void (*test)(struct service_fixture *f))
{
    for (size_t i = 0; i < ARRAY_COUNT(engines); i++) {
        if (!fixture_has(engines[i]))
            continue;
        struct service_fixture f;
        service_open(&f, engines[i]);
        keyed_account(&f.keyed, "alice", ALICE.v);
        keyed_account(&f.keyed, "bob", BOB.v);
        keyed_account(&f.keyed, "carol", CAROL.v);
        assert_ctx_ok(service_anonymous(&f), service_start_feed(service_anonymous(&f)));
        test(&f);
        service_close(&f);
    }
}

static void lists(void **state)
{
    UNUSED(state);
    run(keeps_lists);
}

static void timelines(void **state)
{
    UNUSED(state);
    run(shows_its_members);
}

static void leaving(void **state)
{
    UNUSED(state);
    run(forgets_who_leaves);
}

static void races(void **state)
{
    UNUSED(state);
    run(nobody_stays_without_the_list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists),
        cmocka_unit_test(timelines),
        cmocka_unit_test(leaving),
        cmocka_unit_test(races),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
