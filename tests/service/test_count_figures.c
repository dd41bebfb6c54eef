/* service/count_figures: what is counted, what is told as few, which servers are named, and that nobody is in it; on both engines. */
#include "harness/harness.h"
#include "harness/service_fixture.h"

#include <stdio.h>

#include "base/clock.h"
#include "service/count_figures.h"
#include "service/favourite_status.h"
#include "service/follow_account.h"
#include "service/manage_page.h"
#include "service/post_status.h"
#include "service/receive_activity.h"
#include "service/reblog_status.h"
#include "service/sweep.h"

struct cast {
    struct user alice;
    struct user bob;
    struct account page;
    struct status post;
};

static struct ctx *as_page(struct service_fixture *f, const struct cast *cast)
{
    struct ctx *ctx = service_as(f, &cast->alice);
    ctx->viewer.account = cast->page.id;
    ctx->viewer.is_page = true;
    ctx->viewer.page_role = PAGE_ROLE_OWNER;
    return ctx;
}

static void page_make(struct service_fixture *f, struct cast *cast)
{
    struct field_errors errors = { 0 };
    struct status direct;
    cast->alice = service_person(f, "alice");
    cast->bob = service_person(f, "bob");
    struct ctx *ctx = service_as(f, &cast->alice);
    assert_ctx_ok(ctx, service_new_page(ctx, SV("news"), SV("The News"), cast->alice.id, &errors,
                                        &cast->page));
    ctx = as_page(f, cast);
    const struct post_draft draft = { .text = SV("hello") };
    const struct post_draft whisper = { .text = SV("@bob psst"),
                                        .has_visibility = true,
                                        .visibility = VISIBILITY_DIRECT };
    assert_ctx_ok(ctx, service_post_status(ctx, &draft, &cast->post));
    assert_ctx_ok(ctx, service_post_status(ctx, &whisper, &direct));
    assert_ctx_ok(ctx, service_favourite_status(ctx, cast->post.id));
}

static struct page_figure of(struct service_fixture *f, struct cast *cast,
                             enum page_figure_kind kind)
{
    struct page_figures figures;
    struct ctx *ctx = service_as(f, &cast->alice);
    assert_ctx_ok(ctx, service_get_figures(ctx, cast->page.id, 2, &figures));
    assert_int_equal(figures.first_day, ctx->now_ms / MS_PER_DAY - 1);
    return figures.values[(size_t)kind * 2 + 1];
}

/* One of five; each answers, boosts and favourites. */
static void reader_acts(struct service_fixture *f, struct cast *cast, int number)
{
    char name[20];
    struct status status;
    (void)snprintf(name, sizeof name, "reader%d", number);
    struct user reader = service_person(f, name);
    struct ctx *ctx = service_as(f, &reader);
    const struct post_draft answer = { .text = SV("well said"), .in_reply_to = cast->post.id };
    assert_ctx_ok(ctx, service_post_status(ctx, &answer, &status));
    assert_ctx_ok(ctx, service_favourite_status(ctx, cast->post.id));
    assert_ctx_ok(ctx, service_favourite_status(ctx, cast->post.id));
    assert_ctx_ok(ctx, service_favourite_status(ctx, status.id));
}

static void few_are_not_counted_out(struct service_fixture *f, struct cast *cast)
{
    assert_int_equal(of(f, cast, FIGURE_POSTS).value, 1);
    assert_int_equal(of(f, cast, FIGURE_FAVOURITES).value, 0);
    assert_false(of(f, cast, FIGURE_FAVOURITES).is_few);
    for (int i = 0; i < FIGURE_LEAST - 1; i++)
        reader_acts(f, cast, i);
    assert_true(of(f, cast, FIGURE_REPLIES).is_few);
    assert_int_equal(of(f, cast, FIGURE_REPLIES).value, 0);
    assert_true(of(f, cast, FIGURE_FAVOURITES).is_few);
    reader_acts(f, cast, FIGURE_LEAST);
    assert_int_equal(of(f, cast, FIGURE_REPLIES).value, FIGURE_LEAST);
    assert_int_equal(of(f, cast, FIGURE_FAVOURITES).value, FIGURE_LEAST);
    assert_int_equal(of(f, cast, FIGURE_POSTS).value, 1);
}

static void what_is_taken_back_is_not_counted(struct service_fixture *f, struct cast *cast)
{
    struct ctx *ctx = service_as(f, &cast->bob);
    assert_ctx_ok(ctx, service_favourite_status(ctx, cast->post.id));
    assert_int_equal(of(f, cast, FIGURE_FAVOURITES).value, FIGURE_LEAST + 1);
    ctx = service_as(f, &cast->bob);
    assert_ctx_ok(ctx, service_unfavourite_status(ctx, cast->post.id));
    assert_int_equal(of(f, cast, FIGURE_FAVOURITES).value, FIGURE_LEAST);
}

static void follow(struct service_fixture *f, struct cast *cast, const char *host, int count,
                   int64_t id)
{
    for (int i = 0; i < count; i++) {
        char name[20];
        (void)snprintf(name, sizeof name, "far%d", i);
        struct account_id far = service_remote(f, name, host, id + i);
        struct ctx *ctx = service_anonymous(f);
        assert_ctx_ok(ctx, service_receive_follow(ctx, far, cast->page.id, SV("")));
    }
}

static void servers_count(struct service_fixture *f)
{
    struct ctx *ctx = service_anonymous(f);
    assert_ctx_ok(ctx, service_count_figures(ctx, NULL));
}

static void servers_are_named_where_there_are_enough(struct service_fixture *f, struct cast *cast)
{
    struct page_figures figures;
    follow(f, cast, "big.example", 6, 7000);
    follow(f, cast, "middle.example", 5, 7100);
    follow(f, cast, "small.example", 3, 7200);
    servers_count(f);
    servers_count(f);
    assert_int_equal(of(f, cast, FIGURE_FOLLOWERS).value, 14);
    struct ctx *ctx = service_as(f, &cast->alice);
    assert_ctx_ok(ctx, service_get_figures(ctx, cast->page.id, 1, &figures));
    /* Of three that are left over one could be told by subtracting: the smallest that is named goes with them. */
    assert_int_equal(figures.server_count, 1);
    assert_sv_lit(figures.servers[0].name, "big.example");
    assert_int_equal(figures.servers[0].value, 6);
    follow(f, cast, "tiny.example", 2, 7300);
    servers_count(f);
    ctx = service_as(f, &cast->alice);
    assert_ctx_ok(ctx, service_get_figures(ctx, cast->page.id, 1, &figures));
    assert_int_equal(figures.server_count, 2);
    assert_sv_lit(figures.servers[1].name, "middle.example");
}

static void are_for_the_team(struct service_fixture *f, struct cast *cast)
{
    struct page_figures figures;
    struct ctx *ctx = service_as(f, &cast->bob);
    assert_err(service_get_figures(ctx, cast->page.id, 1, &figures), ERR_NOT_FOUND);
    ctx = service_anonymous(f);
    assert_err(service_get_figures(ctx, cast->page.id, 1, &figures), ERR_LOGIN_REQUIRED);
    ctx = service_as(f, &cast->alice);
    assert_ctx_ok(ctx,
                  service_set_page_role(ctx, cast->page.id, cast->bob.account, PAGE_ROLE_ANALYST));
    ctx = service_as(f, &cast->bob);
    assert_ctx_ok(ctx, service_get_figures(ctx, cast->page.id, 1, &figures));
}

static void old_ones_go(struct service_fixture *f, struct cast *cast)
{
    struct page_figures figures;
    struct ctx *ctx = service_anonymous(f);
    int64_t today = ctx->now_ms / MS_PER_DAY;
    ctx->now_ms += (FIGURE_LIFE_DAYS + 1) * MS_PER_DAY;
    assert_ctx_ok(ctx, service_sweep_expired(ctx, NULL));
    ctx = service_as(f, &cast->alice);
    assert_ctx_ok(ctx, service_get_figures(ctx, cast->page.id, 2, &figures));
    assert_true(figures.first_day >= today - 1);
    assert_int_equal(figures.values[FIGURE_POSTS * 2 + 1].value, 0);
    assert_int_equal(figures.server_count, 0);
}

static void on_engine(enum fixture_engine engine)
{
    struct service_fixture f;
    struct cast cast;
    if (!fixture_has(engine))
        skip();
    service_open(&f, engine);
    page_make(&f, &cast);
    few_are_not_counted_out(&f, &cast);
    what_is_taken_back_is_not_counted(&f, &cast);
    servers_are_named_where_there_are_enough(&f, &cast);
    are_for_the_team(&f, &cast);
    old_ones_go(&f, &cast);
    service_close(&f);
}

static void on_sqlite(void **state)
{
    UNUSED(state);
    on_engine(FIXTURE_SQLITE);
}

static void on_postgres(void **state)
{
    UNUSED(state);
    on_engine(FIXTURE_POSTGRES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(on_sqlite),
        cmocka_unit_test(on_postgres),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
