/* service/log_page: who of a team did what, who reads it, and who is somebody in it; on both engines. */
#include "harness/harness.h"
#include "harness/service_fixture.h"

#include "base/clock.h"
#include "service/block_account.h"
#include "service/edit_profile.h"
#include "service/edit_status.h"
#include "service/erase_account.h"
#include "service/erase_status.h"
#include "service/log_page.h"
#include "service/manage_page.h"
#include "service/post_status.h"
#include "service/run_erasure.h"
#include "service/sweep.h"

struct cast {
    struct user alice;
    struct user bob;
    struct user eve;
    struct account page;
};

static struct ctx *as_page(struct service_fixture *f, const struct cast *cast,
                           const struct user *user, enum page_role role)
{
    struct ctx *ctx = service_as(f, user);
    ctx->viewer.account = cast->page.id;
    ctx->viewer.is_page = true;
    ctx->viewer.page_role = role;
    return ctx;
}

static void page_make(struct service_fixture *f, struct cast *cast)
{
    struct field_errors errors = { 0 };
    cast->alice = service_person(f, "alice");
    cast->bob = service_person(f, "bob");
    cast->eve = service_person(f, "eve");
    struct ctx *ctx = service_as(f, &cast->alice);
    assert_ctx_ok(ctx, service_new_page(ctx, SV("news"), SV("The News"), cast->alice.id, &errors,
                                        &cast->page));
    assert_ctx_ok(ctx,
                  service_set_page_role(ctx, cast->page.id, cast->bob.account, PAGE_ROLE_EDITOR));
}

static void everything_do(struct service_fixture *f, struct cast *cast)
{
    struct status status;
    struct relationship relation;
    struct account out;
    struct ctx *ctx = as_page(f, cast, &cast->bob, PAGE_ROLE_EDITOR);
    const struct post_draft draft = { .text = SV("hello") };
    const struct edit_draft edit = { .text = SV("hello again") };
    assert_ctx_ok(ctx, service_post_status(ctx, &draft, &status));
    assert_ctx_ok(ctx, service_edit_status(ctx, status.id, &edit, &status));
    assert_ctx_ok(ctx, service_block_account(ctx, cast->eve.account, &relation));
    assert_ctx_ok(ctx, service_unblock_account(ctx, cast->eve.account, &relation));
    ctx = as_page(f, cast, &cast->alice, PAGE_ROLE_OWNER);
    const struct profile_edit profile = { .given = PROFILE_NOTE, .note = SV("news of the day") };
    assert_ctx_ok(ctx, service_edit_profile(ctx, &profile, NULL, &out));
    assert_ctx_ok(ctx, service_erase_status(ctx, status.id, NULL));
    assert_ctx_ok(service_anonymous(f), service_finish_open_erasures(ctx));
    /* What one does as oneself is nobody's business. */
    ctx = service_as(f, &cast->bob);
    assert_ctx_ok(ctx, service_post_status(ctx, &draft, &status));
}

static struct page_log_view *log_read(struct service_fixture *f, struct cast *cast,
                                      size_t *out_count)
{
    struct ctx *ctx = service_as(f, &cast->alice);
    struct page_log_view *views = NULL;
    struct paging paging = paging_of(-1, -1, -1, 40);
    struct paging_span span;
    assert_ctx_ok(ctx,
                  service_list_page_log(ctx, cast->page.id, &paging, &views, out_count, &span));
    return views;
}

static void tells_who_did_what(struct service_fixture *f, struct cast *cast)
{
    static const enum page_log_kind kinds[] = {
        PAGE_LOG_DELETED, PAGE_LOG_PROFILE, PAGE_LOG_UNBLOCKED, PAGE_LOG_BLOCKED,
        PAGE_LOG_EDITED,  PAGE_LOG_POSTED,  PAGE_LOG_ROLE,      PAGE_LOG_CREATED,
    };

    size_t count = 0;
    const struct page_log_view *views = log_read(f, cast, &count);
    assert_int_equal(count, ARRAY_COUNT(kinds));
    for (size_t i = 0; i < count; i++)
        assert_int_equal(views[i].entry.kind, kinds[i]);
    assert_sv_lit(views[0].actor->username, "alice");
    assert_sv_lit(views[5].actor->username, "bob");
    assert_sv_lit(views[3].target->username, "eve");
    assert_sv_lit(views[6].target->username, "bob");
    assert_int_equal(views[6].entry.detail, PAGE_ROLE_EDITOR);
    /* The post is gone, and with it what pointed at it. */
    assert_true(status_id_is_none(views[5].entry.status));
}

static void is_for_the_team(struct service_fixture *f, struct cast *cast)
{
    struct page_log_view *views = NULL;
    struct paging paging = paging_of(-1, -1, -1, 40);
    struct paging_span span;
    size_t count = 0;
    struct ctx *ctx = service_as(f, &cast->eve);
    assert_err(service_list_page_log(ctx, cast->page.id, &paging, &views, &count, &span),
               ERR_NOT_FOUND);
    ctx = service_anonymous(f);
    assert_err(service_list_page_log(ctx, cast->page.id, &paging, &views, &count, &span),
               ERR_LOGIN_REQUIRED);
}

static void erase(struct service_fixture *f, const struct user *user)
{
    struct ctx *ctx = service_as(f, user);
    struct account_erasure erasure;
    assert_ctx_ok(ctx, service_erase_account(ctx, user->account, false, &erasure));
    assert_ctx_ok(service_anonymous(f), service_finish_open_erasures(&f->keyed.store.ctx));
}

static void who_is_erased_is_somebody(struct service_fixture *f, struct cast *cast)
{
    size_t count = 0;
    erase(f, &cast->bob);
    const struct page_log_view *views = log_read(f, cast, &count);
    assert_int_equal(count, 8);
    assert_null(views[5].actor);
    assert_null(views[6].target);
    assert_non_null(views[0].actor);
    assert_int_equal(service_rows_left(f, cast->bob.account), 0);
}

static void a_year_is_kept(struct service_fixture *f, struct cast *cast)
{
    size_t count = 0;
    struct ctx *ctx = service_anonymous(f);
    ctx->now_ms += 366 * MS_PER_DAY - MS_PER_HOUR;
    assert_ctx_ok(ctx, service_sweep_expired(ctx, NULL));
    (void)log_read(f, cast, &count);
    assert_int_equal(count, 8);
    ctx = service_anonymous(f);
    ctx->now_ms += 366 * MS_PER_DAY + MS_PER_HOUR;
    assert_ctx_ok(ctx, service_sweep_expired(ctx, NULL));
    (void)log_read(f, cast, &count);
    assert_int_equal(count, 0);
}

static void on_engine(enum fixture_engine engine)
{
    struct service_fixture f;
    struct cast cast;
    if (!fixture_has(engine))
        skip();
    service_open(&f, engine);
    page_make(&f, &cast);
    everything_do(&f, &cast);
    tells_who_did_what(&f, &cast);
    is_for_the_team(&f, &cast);
    who_is_erased_is_somebody(&f, &cast);
    a_year_is_kept(&f, &cast);
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
