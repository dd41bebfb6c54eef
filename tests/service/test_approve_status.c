/* service/approve_status: what waits, who lets it out, and that it goes with its author; on both engines. */
#include "harness/harness.h"
#include "harness/service_fixture.h"

#include "base/clock.h"
#include "service/approve_status.h"
#include "service/edit_status.h"
#include "service/erase_account.h"
#include "service/manage_page.h"
#include "service/post_status.h"
#include "service/run_erasure.h"
#include "service/schedule_status.h"
#include "store/keyring.h"
#include "store/scheduled_status.h"

struct cast {
    struct user olga;
    struct user eddy;
    struct user emma;
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
    bool needs = true;
    cast->olga = service_person(f, "olga");
    cast->eddy = service_person(f, "eddy");
    cast->emma = service_person(f, "emma");
    struct ctx *ctx = service_as(f, &cast->olga);
    assert_ctx_ok(ctx, service_new_page(ctx, SV("news"), SV("The News"), cast->olga.id, &errors,
                                        &cast->page));
    assert_ctx_ok(ctx,
                  service_set_page_role(ctx, cast->page.id, cast->eddy.account, PAGE_ROLE_EDITOR));
    assert_ctx_ok(ctx, service_get_approval(ctx, cast->page.id, &needs));
    assert_false(needs);
    ctx = service_as(f, &cast->eddy);
    assert_err(service_set_approval(ctx, cast->page.id, true), ERR_FORBIDDEN);
    ctx = service_as(f, &cast->emma);
    assert_err(service_set_approval(ctx, cast->page.id, true), ERR_NOT_FOUND);
    ctx = service_as(f, &cast->olga);
    assert_ctx_ok(ctx, service_set_approval(ctx, cast->page.id, true));
    assert_ctx_ok(ctx,
                  service_set_page_role(ctx, cast->page.id, cast->emma.account, PAGE_ROLE_EDITOR));
}

static struct scheduled_status_id submit(struct service_fixture *f, const struct cast *cast,
                                         const struct user *user, struct sv text)
{
    struct ctx *ctx = as_page(f, cast, user, PAGE_ROLE_EDITOR);
    struct scheduled_status waiting;
    const struct post_draft draft = { .text = text, .spoiler = SV("careful") };
    assert_ctx_ok(ctx, service_schedule_status(ctx, &draft, 0, &waiting));
    assert_int_equal(waiting.stage, SCHEDULED_WAITS);
    return waiting.id;
}

static void only_owners_post_at_once(struct service_fixture *f, struct cast *cast)
{
    struct status posted;
    const struct post_draft draft = { .text = SV("at once") };
    const struct edit_draft edit = { .text = SV("changed") };
    struct ctx *ctx = as_page(f, cast, &cast->olga, PAGE_ROLE_OWNER);
    assert_ctx_ok(ctx, service_post_status(ctx, &draft, &posted));
    ctx = as_page(f, cast, &cast->eddy, PAGE_ROLE_EDITOR);
    assert_err(service_edit_status(ctx, posted.id, &edit, &posted), ERR_FORBIDDEN);
    assert_err(service_post_status(ctx, &draft, &posted), ERR_FORBIDDEN);
}

static size_t waiting_count(struct service_fixture *f, const struct cast *cast,
                            const struct user *user, struct waiting_view **out)
{
    struct ctx *ctx = service_as(f, user);
    struct paging paging = paging_of(-1, -1, -1, 20);
    struct paging_span span;
    size_t count = 0;
    assert_ctx_ok(ctx, service_list_waiting(ctx, cast->page.id, &paging, out, &count, &span));
    return count;
}

static void publish(struct service_fixture *f, struct scheduled_status_id id, enum err expected)
{
    struct ctx *ctx = service_anonymous(f);
    const struct job job = { .subject = id.v };
    struct scheduled_status waiting;
    assert_ctx_ok(ctx, service_publish_scheduled(ctx, &job));
    assert_err(store_scheduled_get(service_anonymous(f), id, &waiting), expected);
}

static void somebody_else_lets_it_out(struct service_fixture *f, struct cast *cast)
{
    struct waiting_view *views = NULL;
    struct scheduled_status_id id = submit(f, cast, &cast->eddy, SV("waiting words"));
    publish(f, id, ERR_OK);
    assert_int_equal(waiting_count(f, cast, &cast->eddy, &views), 1);
    assert_false(views[0].may_decide);
    struct ctx *ctx = service_as(f, &cast->eddy);
    assert_err(service_approve_status(ctx, cast->page.id, id, SV("mine"), SV("")), ERR_FORBIDDEN);
    assert_int_equal(waiting_count(f, cast, &cast->emma, &views), 1);
    assert_true(views[0].may_decide);
    assert_sv_lit(views[0].author->username, "eddy");
    assert_sv_lit(views[0].status.text, "waiting words");
    ctx = service_as(f, &cast->emma);
    assert_err(service_approve_status(ctx, cast->page.id, id, SV(""), SV("")), ERR_VALIDATION);
    assert_ctx_ok(ctx, service_approve_status(ctx, cast->page.id, id, SV("better words"), SV("")));
    assert_err(service_decline_status(ctx, cast->page.id, id), ERR_NOT_FOUND);
    struct scheduled_status approved;
    assert_ctx_ok(service_anonymous(f), store_scheduled_get(&f->keyed.store.ctx, id, &approved));
    assert_sv_lit(approved.text, "better words");
    assert_int_equal(approved.spoiler.len, 0);
    assert_int_equal(waiting_count(f, cast, &cast->emma, &views), 0);
    publish(f, id, ERR_NOT_FOUND);
}

static void what_is_declined_is_taken_back(struct service_fixture *f, struct cast *cast)
{
    struct waiting_view *views = NULL;
    struct scheduled_status_id id = submit(f, cast, &cast->eddy, SV("no"));
    struct ctx *ctx = service_as(f, &cast->olga);
    assert_ctx_ok(ctx, service_decline_status(ctx, cast->page.id, id));
    publish(f, id, ERR_OK);
    assert_int_equal(waiting_count(f, cast, &cast->eddy, &views), 1);
    assert_int_equal(views[0].status.stage, SCHEDULED_DECLINED);
    ctx = service_as(f, &cast->emma);
    assert_err(service_approve_status(ctx, cast->page.id, id, SV("yes"), SV("")), ERR_NOT_FOUND);
    ctx = service_as(f, &cast->eddy);
    assert_ctx_ok(ctx, service_withdraw_status(ctx, cast->page.id, id));
    assert_int_equal(waiting_count(f, cast, &cast->eddy, &views), 0);
}

static void goes_with_its_author(struct service_fixture *f, struct cast *cast)
{
    struct account_erasure erasure;
    struct waiting_view *views = NULL;
    struct scheduled_status left;
    struct scheduled_status_id his = submit(f, cast, &cast->eddy, SV("his"));
    struct scheduled_status_id hers = submit(f, cast, &cast->emma, SV("hers"));
    struct ctx *ctx = service_as(f, &cast->eddy);
    assert_ctx_ok(ctx, service_erase_account(ctx, cast->eddy.account, false, &erasure));
    ctx = service_anonymous(f);
    assert_ctx_ok(ctx, service_finish_open_erasures(ctx));
    assert_int_equal(waiting_count(f, cast, &cast->olga, &views), 1);
    assert_true(scheduled_status_id_eq(views[0].status.id, hers));
    ctx = service_anonymous(f);
    assert_err(store_scheduled_get(ctx, his, &left), ERR_NOT_FOUND);
    CLEANUP(crypto_key_wipe) struct crypto_key key = { 0 };
    assert_err(keyring_object_key(ctx, cast->page.id, his.v, &key), ERR_KEY_GONE);
    assert_int_equal(service_rows_left(f, cast->eddy.account), 0);
}

static void on_engine(enum fixture_engine engine)
{
    struct service_fixture f;
    struct cast cast;
    if (!fixture_has(engine))
        skip();
    service_open(&f, engine);
    page_make(&f, &cast);
    only_owners_post_at_once(&f, &cast);
    somebody_else_lets_it_out(&f, &cast);
    what_is_declined_is_taken_back(&f, &cast);
    goes_with_its_author(&f, &cast);
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
