/* service/list_notification_groups: what is told together, in which order and how often; on both engines. */
#include "harness/harness.h"
#include "harness/service_fixture.h"

#include "base/clock.h"
#include "service/erase_account.h"
#include "service/favourite_status.h"
#include "service/follow_account.h"
#include "service/list_notification_groups.h"
#include "service/list_notifications.h"
#include "service/mark_read.h"
#include "service/notify.h"
#include "service/post_status.h"

static const enum fixture_engine engines[] = { FIXTURE_SQLITE, FIXTURE_POSTGRES };

#define FANS 12
#define CROWD 130

static const struct notification_filter all = { .kinds = NOTIFICATION_KINDS_ALL,
                                                .grouped = NOTIFICATION_KINDS_GROUPED };

struct people {
    struct service_fixture *f;
    struct user alice;
    struct user fans[FANS];
    struct status_id first;
    struct status_id second;
};

static struct status_id posted(struct people *p, struct sv text)
{
    struct ctx *ctx = service_as(p->f, &p->alice);
    struct status status;
    struct post_draft draft = { .text = text,
                                .has_visibility = true,
                                .visibility = VISIBILITY_PUBLIC };
    assert_ctx_ok(ctx, service_post_status(ctx, &draft, &status));
    return status.id;
}

static void favourite(struct people *p, size_t fan, struct status_id id)
{
    struct ctx *ctx = service_as(p->f, &p->fans[fan]);
    assert_ctx_ok(ctx, service_favourite_status(ctx, id));
}

static void follow(struct people *p, size_t fan)
{
    struct ctx *ctx = service_as(p->f, &p->fans[fan]);
    struct follow_options options = { .shows_reblogs = true };
    struct relationship now;
    assert_ctx_ok(ctx, service_follow_account(ctx, p->alice.account, &options, &now));
}

static enum err notify(struct ctx *ctx, void *arg)
{
    return service_notify(ctx, arg);
}

/* As alice hears of it `later_ms` from now. */
static void tell(struct people *p, enum notification_kind kind, struct account_id from,
                 struct status_id status, int64_t later_ms)
{
    struct ctx *ctx = service_as(p->f, &p->alice);
    struct notification what = {
        .kind = kind, .owner = p->alice.account, .from = from, .status = status
    };
    ctx->now_ms += later_ms;
    assert_ctx_ok(ctx, db_write(ctx, notify, &what));
}

static struct notification_groups
page_of(struct people *p, const struct notification_filter *filter, struct paging paging)
{
    struct ctx *ctx = service_as(p->f, &p->alice);
    struct notification_groups page;
    assert_ctx_ok(ctx, service_list_notification_groups(ctx, filter, &paging, &page));
    return page;
}

static struct notification_groups newest(struct people *p)
{
    return page_of(p, &all, paging_of(-1, -1, -1, 40));
}

static struct sv key_of(struct people *p, const struct notification_group *g)
{
    return notification_group_key(&p->f->keyed.store.arena, g->kind, g->id, g->newest);
}

static int64_t unread(struct people *p, int64_t max)
{
    struct ctx *ctx = service_as(p->f, &p->alice);
    int64_t count = 0;
    assert_ctx_ok(ctx, service_count_notifications(ctx, &all, max, &count));
    return count;
}

/* Favourites of the one post, of the other, follows, a request: four groups, the last that moved first. */
static void groups_by_kind_and_status(struct people *p)
{
    for (size_t i = 0; i < 3; i++)
        favourite(p, i, p->first);
    favourite(p, 3, p->second);
    follow(p, 0);
    follow(p, 1);
    tell(p, NOTIFICATION_FOLLOW_REQUEST, p->fans[2].account, status_id(0), 0);
    favourite(p, 4, p->first);
    struct notification_groups page = newest(p);
    assert_int_equal(page.count, 4);
    const struct notification_group *g = page.groups;
    assert_int_equal(g[0].kind, NOTIFICATION_FAVOURITE);
    assert_true(status_id_eq(g[0].status, p->first));
    assert_int_equal(g[0].count, 4);
    assert_int_equal(g[0].from_count, 4);
    assert_true(account_id_eq(g[0].from[0], p->fans[4].account));
    assert_true(account_id_eq(g[0].from[3], p->fans[0].account));
    assert_true(g[0].oldest.v < g[1].newest.v && g[0].newest.v == g[0].position.v);
    assert_int_equal(g[1].kind, NOTIFICATION_FOLLOW_REQUEST);
    assert_true(notification_id_is_none(g[1].id));
    assert_int_equal(g[2].kind, NOTIFICATION_FOLLOW);
    assert_int_equal(g[2].count, 2);
    assert_true(status_id_eq(g[3].status, p->second));
    assert_int_equal(page.status_count, 2);
    /* The newest of the four groups are four people. */
    assert_int_equal(page.newest_count, 4);
    assert_int_equal(page.account_count, 5);
    assert_int_equal(unread(p, 100), 4);
    assert_int_equal(unread(p, 3), 3);
}

static void pages_and_filters(struct people *p)
{
    struct notification_groups whole = newest(p);
    struct notification_groups page = page_of(p, &all, paging_of(-1, -1, -1, 3));
    assert_int_equal(page.count, 3);
    page = page_of(p, &all, paging_of(page.span.oldest, -1, -1, 3));
    assert_int_equal(page.count, 1);
    assert_true(notification_id_eq(page.groups[0].id, whole.groups[3].id));
    page = page_of(p, &all, paging_of(-1, -1, page.span.newest, 2));
    assert_int_equal(page.count, 2);
    assert_int_equal(page.groups[0].kind, NOTIFICATION_FOLLOW_REQUEST);
    assert_int_equal(page.groups[1].kind, NOTIFICATION_FOLLOW);
    struct notification_filter follows = { .kinds = INT64_C(1) << NOTIFICATION_FOLLOW,
                                           .grouped = NOTIFICATION_KINDS_GROUPED };
    assert_int_equal(page_of(p, &follows, paging_of(-1, -1, -1, 40)).count, 1);
    follows.grouped = 0;
    page = page_of(p, &follows, paging_of(-1, -1, -1, 40));
    assert_int_equal(page.count, 2);
    assert_true(notification_id_is_none(page.groups[0].id));
    struct notification_filter by_one = all;
    by_one.from = p->fans[0].account;
    page = page_of(p, &by_one, paging_of(-1, -1, -1, 40));
    assert_int_equal(page.count, 2);
    assert_int_equal(page.groups[1].count, 4);
    struct ctx *ctx = service_as(p->f, &p->alice);
    int64_t count = 0;
    assert_ctx_ok(ctx, service_count_notifications(ctx, &by_one, 100, &count));
    assert_int_equal(count, 2);
}

static void one_is_looked_at(struct people *p)
{
    struct notification_groups page = newest(p);
    struct sv key = key_of(p, &page.groups[0]);
    struct notification_groups one;
    struct account_page accounts;
    struct paging paging = paging_of(-1, -1, -1, 3);
    struct ctx *ctx = service_as(p->f, &p->alice);
    assert_ctx_ok(ctx, service_get_notification_group(ctx, key, &one));
    assert_int_equal(one.groups[0].count, 4);
    assert_ctx_ok(ctx, service_list_group_accounts(ctx, key, &paging, &accounts));
    assert_int_equal(accounts.count, 3);
    assert_true(account_id_eq(accounts.accounts[0].id, p->fans[4].account));
    paging = paging_of(accounts.span.oldest, -1, -1, 3);
    assert_ctx_ok(ctx, service_list_group_accounts(ctx, key, &paging, &accounts));
    assert_int_equal(accounts.count, 1);
    assert_ctx_ok(ctx, service_get_notification_group(ctx, key_of(p, &page.groups[1]), &one));
    assert_int_equal(one.groups[0].kind, NOTIFICATION_FOLLOW_REQUEST);
    struct sv renamed = sv_printf(ctx->arena, "follow-%lld", (long long)page.groups[0].id.v);
    assert_err(service_get_notification_group(ctx, renamed, &one), ERR_NOT_FOUND);
    assert_err(service_get_notification_group(ctx, SV("favourite"), &one), ERR_NOT_FOUND);
    ctx = service_as(p->f, &p->fans[0]);
    assert_err(service_get_notification_group(ctx, key, &one), ERR_NOT_FOUND);
    assert_err(service_list_group_accounts(service_anonymous(p->f), key, &paging, &accounts),
               ERR_LOGIN_REQUIRED);
}

/* Who takes it back is counted no more; a group that loses everybody is not shown; who is erased is not named. */
static void loses_members(struct people *p)
{
    struct ctx *ctx = service_as(p->f, &p->fans[4]);
    assert_ctx_ok(ctx, service_unfavourite_status(ctx, p->first));
    ctx = service_as(p->f, &p->fans[3]);
    assert_ctx_ok(ctx, service_unfavourite_status(ctx, p->second));
    struct notification_groups page = newest(p);
    assert_int_equal(page.count, 3);
    assert_int_equal(page.groups[0].count, 3);
    assert_true(account_id_eq(page.groups[0].from[0], p->fans[2].account));
    assert_true(page.groups[0].newest.v < page.groups[0].position.v);
    assert_int_equal(unread(p, 100), 3);
    favourite(p, 3, p->second);
    page = newest(p);
    assert_int_equal(page.count, 4);
    assert_true(status_id_eq(page.groups[0].status, p->second));
    assert_int_equal(page.groups[0].count, 1);
}

/* Half a day after its first member a group takes nobody more. */
static void begins_anew(struct people *p)
{
    size_t before = newest(p).count;
    tell(p, NOTIFICATION_FAVOURITE, p->fans[5].account, p->first, MS_PER_DAY / 2 - MS_PER_HOUR);
    assert_int_equal(newest(p).count, before);
    tell(p, NOTIFICATION_FAVOURITE, p->fans[6].account, p->first, MS_PER_DAY / 2);
    tell(p, NOTIFICATION_FAVOURITE, p->fans[7].account, p->first, MS_PER_DAY / 2 + MS_PER_HOUR);
    struct notification_groups page = newest(p);
    assert_int_equal(page.count, before + 1);
    assert_int_equal(page.groups[0].count, 2);
    assert_int_equal(page.groups[1].count, 4);
    assert_int_equal(page.status_count, 2);
}

/* More than eight are a sample; more than a hundred are counted as they were told. */
static void counts_a_crowd(struct people *p)
{
    struct status_id third = posted(p, SV("three"));
    for (int64_t i = 0; i < CROWD; i++) {
        struct account_id from = i < FANS ? p->fans[i].account : account_id(1000000 + i);
        tell(p, NOTIFICATION_FAVOURITE, from, third, MS_PER_DAY);
        if (i + 1 != FANS)
            continue;
        struct notification_groups page = newest(p);
        assert_int_equal(page.groups[0].count, FANS);
        assert_int_equal(page.groups[0].from_count, NOTIFICATION_SAMPLE_COUNT);
        assert_true(account_id_eq(page.groups[0].from[0], p->fans[FANS - 1].account));
    }
    struct ctx *ctx = service_as(p->f, &p->alice);
    struct notification_groups page = newest(p);
    assert_true(page.count > 0 && !status_id_eq(page.groups[0].status, third)); /* nobody there */
    struct notification heads[40];
    struct notification_group groups[40];
    struct notification *found = NULL;
    struct paging paging = paging_of(-1, -1, -1, 1);
    size_t count = 0;
    assert_ctx_ok(ctx,
                  store_notification_page(ctx, p->alice.account, &all, &paging, &found, &count));
    heads[0] = found[0];
    assert_ctx_ok(ctx, store_notification_group_list(ctx, p->alice.account, heads, 1, groups));
    assert_int_equal(groups[0].count, CROWD);
}

static void dismisses(struct people *p)
{
    struct ctx *ctx = service_as(p->f, &p->alice);
    struct notification_groups page = newest(p);
    size_t before = page.count;
    struct sv key = key_of(p, &page.groups[0]);
    assert_ctx_ok(ctx, service_dismiss_notification_group(ctx, key));
    assert_ctx_ok(ctx, service_dismiss_notification_group(ctx, key));
    assert_ctx_ok(ctx, service_dismiss_notification_group(ctx, SV("ungrouped-1")));
    assert_int_equal(newest(p).count, before - 1);
    struct notification_groups one;
    ctx = service_as(p->f, &p->alice);
    assert_err(service_get_notification_group(ctx, key, &one), ERR_NOT_FOUND);
    struct notification_filter requests = { .kinds = INT64_C(1) << NOTIFICATION_FOLLOW_REQUEST,
                                            .grouped = NOTIFICATION_KINDS_GROUPED };
    page = page_of(p, &requests, paging_of(-1, -1, -1, 40));
    ctx = service_as(p->f, &p->alice);
    assert_ctx_ok(ctx, service_dismiss_notification_group(ctx, key_of(p, &page.groups[0])));
    assert_int_equal(page_of(p, &requests, paging_of(-1, -1, -1, 40)).count, 0);
    assert_true(newest(p).count > 0);
    ctx = service_as(p->f, &p->alice);
    ctx->now_ms += 2 * MS_PER_DAY;
    assert_ctx_ok(ctx, service_clear_notifications(ctx));
    assert_int_equal(newest(p).count, 0);
    assert_int_equal(unread(p, 100), 0);
}

static void on_both_engines(void **state)
{
    UNUSED(state);
    for (size_t i = 0; i < ARRAY_COUNT(engines); i++) {
        if (!fixture_has(engines[i]))
            continue;
        struct service_fixture f;
        service_open(&f, engines[i]);
        struct people p = { .f = &f, .alice = service_person(&f, "alice") };
        for (int j = 0; j < FANS; j++) {
            char name[] = "fan_a";
            name[4] = (char)('a' + j);
            p.fans[j] = service_person(&f, name);
        }
        p.first = posted(&p, SV("one"));
        p.second = posted(&p, SV("two"));
        groups_by_kind_and_status(&p);
        pages_and_filters(&p);
        one_is_looked_at(&p);
        loses_members(&p);
        begins_anew(&p);
        counts_a_crowd(&p);
        dismisses(&p);
        service_close(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(on_both_engines),
    };
    return cmocka_run_group_tests_name("service/list_notification_groups", tests, NULL, NULL);
}
