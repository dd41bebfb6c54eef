/* service/manage_page: roles, acting as a page, tokens of a page, the last owner; on both engines. */
#include "harness/harness.h"
#include "harness/service_fixture.h"

#include "model/redirect.h"
#include "model/scope.h"
#include "service/authenticate.h"
#include "service/authorize_application.h"
#include "service/manage_page.h"
#include "service/sign_in.h"
#include "store/account.h"

struct cast {
    struct user alice;
    struct user bob;
    struct account page;
};

static void makes_a_page(struct service_fixture *f, struct cast *cast)
{
    struct ctx *ctx = service_as(f, &cast->alice);
    struct field_errors errors = { 0 };
    assert_err(service_new_page(ctx, SV("Alice"), SV(""), cast->alice.id, &errors, &cast->page),
               ERR_VALIDATION);
    assert_int_equal(errors.items[0].code, FIELD_TAKEN);
    assert_err(service_new_page(ctx, SV("news"), SV(""), cast->bob.id, &errors, &cast->page),
               ERR_FORBIDDEN);
    assert_err(service_new_page(service_anonymous(f), SV("news"), SV(""), cast->bob.id, &errors,
                                &cast->page),
               ERR_LOGIN_REQUIRED);
    ctx = service_as(f, &cast->alice);
    assert_ctx_ok(ctx, service_new_page(ctx, SV("news"), SV("The News"), cast->alice.id, &errors,
                                        &cast->page));
    struct account page;
    assert_ctx_ok(ctx, store_account_get(ctx, cast->page.id, &page));
    assert_int_equal(page.kind, ACCOUNT_PAGE);
    assert_sv_lit(page.display_name, "The News");
    struct account_signing_key key;
    assert_ctx_ok(ctx, store_account_signing_key(ctx, page.id, &key));
    struct page_member *pages;
    size_t count;
    assert_ctx_ok(ctx, service_list_own_pages(ctx, &pages, &count));
    assert_int_equal(count, 1);
    assert_int_equal(pages[0].role, PAGE_ROLE_OWNER);
}

static void only_owners_give_roles(struct service_fixture *f, struct cast *cast)
{
    struct account_id page = cast->page.id;
    struct page_member *members;
    size_t count;
    struct ctx *ctx = service_as(f, &cast->bob);
    assert_err(service_set_page_role(ctx, page, cast->bob.account, PAGE_ROLE_OWNER), ERR_NOT_FOUND);
    assert_err(service_list_page_roles(ctx, page, &members, &count), ERR_NOT_FOUND);
    ctx = service_as(f, &cast->alice);
    assert_err(service_set_page_role(ctx, page, page, PAGE_ROLE_OWNER), ERR_NOT_FOUND);
    assert_err(service_set_page_role(ctx, cast->bob.account, cast->bob.account, PAGE_ROLE_EDITOR),
               ERR_NOT_FOUND);
    assert_err(service_set_page_role(ctx, page, cast->alice.account, PAGE_ROLE_NONE),
               ERR_FORBIDDEN);
    assert_err(service_set_page_role(ctx, page, cast->alice.account, PAGE_ROLE_EDITOR),
               ERR_FORBIDDEN);
    assert_ctx_ok(ctx, service_set_page_role(ctx, page, cast->bob.account, PAGE_ROLE_ANALYST));
    assert_ctx_ok(ctx, service_list_page_roles(ctx, page, &members, &count));
    assert_int_equal(count, 2);
    ctx = service_as(f, &cast->bob);
    assert_err(service_set_page_role(ctx, page, cast->bob.account, PAGE_ROLE_OWNER), ERR_FORBIDDEN);
    assert_err(
        service_set_page_role(service_anonymous(f), page, cast->bob.account, PAGE_ROLE_OWNER),
        ERR_LOGIN_REQUIRED);
}

static struct sv page_token(struct service_fixture *f, const struct cast *cast)
{
    struct ctx *ctx = service_anonymous(f);
    struct sv redirect = APPLICATION_OOB;
    struct application_draft draft = {
        .name = SV("App"), .redirect_uris = &redirect, .redirect_uri_count = 1, .scopes = SCOPE_ALL
    };
    struct application app;
    struct sv secret;
    assert_ctx_ok(ctx, service_register_application(ctx, &draft, NULL, &app, &secret));
    struct sv token;
    assert_ctx_ok(ctx, service_new_token(ctx, cast->bob.id, cast->page.id, app.id,
                                         SCOPE(SCOPE_READ_STATUSES) | SCOPE(SCOPE_WRITE_STATUSES),
                                         &token));
    assert_err(service_new_token(ctx, cast->bob.id, cast->alice.account, app.id, 1, &token),
               ERR_NOT_FOUND);
    return token;
}

static void acts_as_the_page(struct service_fixture *f, struct cast *cast)
{
    struct sv token = page_token(f, cast);
    struct ctx *ctx = service_anonymous(f);
    struct viewer viewer;
    assert_ctx_ok(ctx, service_authenticate_token(ctx, token, &viewer));
    assert_true(account_id_eq(viewer.account, cast->page.id));
    assert_true(account_id_eq(viewer.user_account, cast->bob.account));
    assert_true(viewer.is_page);
    assert_int_equal(viewer.page_role, PAGE_ROLE_ANALYST);
    /* An analyst's token does not post. */
    assert_true(viewer.scopes == SCOPE(SCOPE_READ_STATUSES));
    struct sv cookie;
    struct web_session session;
    assert_ctx_ok(ctx, service_begin_session(ctx, &cast->bob, SV(""), &cookie));
    assert_err(service_act_as(ctx, cookie, cast->alice.account), ERR_NOT_FOUND);
    assert_ctx_ok(ctx, service_act_as(ctx, cookie, cast->page.id));
    assert_ctx_ok(ctx, service_authenticate_session(ctx, cookie, &viewer, &session));
    assert_true(viewer.is_page && account_id_eq(viewer.account, cast->page.id));
    assert_ctx_ok(ctx, service_act_as(ctx, cookie, cast->bob.account));
    assert_ctx_ok(ctx, service_authenticate_session(ctx, cookie, &viewer, &session));
    assert_false(viewer.is_page);
    assert_ctx_ok(ctx, service_act_as(ctx, cookie, cast->page.id));

    ctx = service_as(f, &cast->alice);
    assert_ctx_ok(ctx,
                  service_set_page_role(ctx, cast->page.id, cast->bob.account, PAGE_ROLE_EDITOR));
    assert_ctx_ok(ctx, service_authenticate_token(ctx, token, &viewer));
    assert_true((viewer.scopes & SCOPE(SCOPE_WRITE_STATUSES)) != 0);
    assert_ctx_ok(ctx,
                  service_set_page_role(ctx, cast->page.id, cast->bob.account, PAGE_ROLE_NONE));
    assert_err(service_authenticate_token(ctx, token, &viewer), ERR_NO_TOKEN);
    assert_ctx_ok(ctx, service_authenticate_session(ctx, cookie, &viewer, &session));
    assert_false(viewer.is_page);
    assert_true(account_id_eq(viewer.account, cast->bob.account));
}

static void owners_may_leave_while_one_stays(struct service_fixture *f, struct cast *cast)
{
    struct account_id page = cast->page.id;
    struct ctx *ctx = service_as(f, &cast->alice);
    assert_ctx_ok(ctx, service_set_page_role(ctx, page, cast->bob.account, PAGE_ROLE_OWNER));
    assert_ctx_ok(ctx, service_set_page_role(ctx, page, cast->alice.account, PAGE_ROLE_NONE));
    ctx = service_as(f, &cast->bob);
    assert_err(service_set_page_role(ctx, page, cast->bob.account, PAGE_ROLE_NONE), ERR_FORBIDDEN);
}

static void on_engine(enum fixture_engine engine)
{
    if (!fixture_has(engine))
        skip();
    struct service_fixture f;
    service_open(&f, engine);
    struct cast cast = { .alice = service_person(&f, "alice"), .bob = service_person(&f, "bob") };
    makes_a_page(&f, &cast);
    only_owners_give_roles(&f, &cast);
    acts_as_the_page(&f, &cast);
    owners_may_leave_while_one_stays(&f, &cast);
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
