/* service/sign_in, manage_user, authenticate: sessions, passwords, suspension, roles; on both engines. */
#include "harness/harness.h"
#include "harness/service_fixture.h"

#include "base/clock.h"
#include "service/authenticate.h"
#include "service/hash_password.h"
#include "service/manage_user.h"
#include "service/sign_in.h"
#include "service/view_instance.h"
#include "store/account.h"

static struct secret text_secret(struct ctx *ctx, const char *text)
{
    return secret_make(arena_copy(ctx->arena, text, strlen(text)), strlen(text));
}

static enum err sign_in(struct ctx *ctx, const char *login, const char *password,
                        struct sv *out_cookie)
{
    struct user user;
    return service_sign_in(ctx, sv_from(login), text_secret(ctx, password), SV("Test/1.0"),
                           out_cookie, &user);
}

static void signs_in_and_out(struct service_fixture *f)
{
    struct ctx *ctx = service_anonymous(f);
    struct sv cookie;
    assert_err(sign_in(ctx, "alice", "wrong horse", &cookie), ERR_FORBIDDEN);
    assert_err(sign_in(ctx, "nobody", "wrong horse", &cookie), ERR_FORBIDDEN);
    assert_err(sign_in(ctx, "a@b@c", "wrong horse", &cookie), ERR_FORBIDDEN);
    assert_ctx_ok(ctx, sign_in(ctx, "ALICE", "correct horse", &cookie));
    assert_ctx_ok(ctx, sign_in(ctx, " Alice@mail.example", "correct horse", &cookie));
    struct viewer viewer;
    struct web_session session;
    assert_ctx_ok(ctx, service_authenticate_session(ctx, cookie, &viewer, &session));
    assert_int_equal(viewer.role, USER_ROLE_USER);
    assert_true(account_id_eq(viewer.account, viewer.user_account));
    assert_true(token_id_is_none(viewer.token));
    ctx->viewer = viewer;
    struct web_session *sessions;
    size_t count;
    assert_ctx_ok(ctx, service_list_sessions(ctx, &sessions, &count));
    assert_int_equal(count, 2);
    assert_sv_lit(sessions[0].agent, "Test/1.0");
    assert_ctx_ok(ctx, service_end_session(ctx, sessions[1].id));
    assert_err(service_end_session(ctx, sessions[1].id), ERR_NOT_FOUND);
    assert_ctx_ok(ctx, service_sign_out(ctx, cookie));
    assert_ctx_ok(ctx, service_sign_out(ctx, cookie));
    assert_err(service_authenticate_session(ctx, cookie, &viewer, &session), ERR_LOGIN_REQUIRED);
    assert_err(service_authenticate_session(ctx, SV(""), &viewer, &session), ERR_LOGIN_REQUIRED);
}

static void old_sessions_are_over(struct service_fixture *f, struct user alice)
{
    struct ctx *ctx = service_anonymous(f);
    struct sv cookie;
    assert_ctx_ok(ctx, service_begin_session(ctx, &alice, SV(""), &cookie));
    struct viewer viewer;
    struct web_session session;
    db_release(ctx);
    ctx->now_ms += SESSION_LIFE_MS - MS_PER_DAY;
    assert_ctx_ok(ctx, service_authenticate_session(ctx, cookie, &ctx->viewer, &session));
    assert_ctx_ok(ctx, service_note_seen(ctx, &session));
    ctx->now_ms += 2 * MS_PER_DAY;
    assert_ctx_ok(ctx, service_authenticate_session(ctx, cookie, &viewer, &session));
    ctx->now_ms += SESSION_LIFE_MS;
    assert_err(service_authenticate_session(ctx, cookie, &viewer, &session), ERR_LOGIN_REQUIRED);
    assert_ctx_ok(ctx, service_expire_sign_ins(ctx));
    struct web_session *sessions;
    size_t count;
    assert_ctx_ok(ctx, service_list_sessions(ctx, &sessions, &count));
    assert_int_equal(count, 0);
}

static void a_new_password_ends_sessions(struct service_fixture *f, struct user alice)
{
    struct ctx *ctx = service_anonymous(f);
    struct sv cookie;
    assert_ctx_ok(ctx, service_begin_session(ctx, &alice, SV(""), &cookie));
    ctx = service_as(f, &alice);
    struct field_errors errors = { 0 };
    assert_err(
        service_change_password(ctx, text_secret(ctx, "wrong"), text_secret(ctx, "short"), &errors),
        ERR_FORBIDDEN);
    assert_err(service_change_password(ctx, text_secret(ctx, "correct horse"),
                                       text_secret(ctx, "short"), &errors),
               ERR_VALIDATION);
    assert_int_equal(errors.items[0].code, FIELD_TOO_SHORT);
    assert_ctx_ok(ctx, service_change_password(ctx, text_secret(ctx, "correct horse"),
                                               text_secret(ctx, "battery staple"), NULL));
    struct viewer viewer;
    struct web_session session;
    assert_err(service_authenticate_session(ctx, cookie, &viewer, &session), ERR_LOGIN_REQUIRED);
    assert_err(sign_in(ctx, "alice", "correct horse", &cookie), ERR_FORBIDDEN);
    assert_err(service_set_password(ctx, alice.id, text_secret(ctx, "by myself"), NULL),
               ERR_FORBIDDEN);
    ctx = service_console(f);
    assert_ctx_ok(ctx,
                  service_set_password(ctx, alice.id, text_secret(ctx, "correct horse"), NULL));
}

static void suspension_refuses_and_is_undone(struct service_fixture *f, struct user alice)
{
    struct ctx *ctx = service_anonymous(f);
    struct sv cookie;
    assert_ctx_ok(ctx, service_begin_session(ctx, &alice, SV(""), &cookie));
    assert_err(service_suspend_user(ctx, alice.id), ERR_FORBIDDEN);
    ctx = service_console(f);
    assert_ctx_ok(ctx, service_suspend_user(ctx, alice.id));
    struct viewer viewer;
    struct web_session session;
    assert_err(service_authenticate_session(ctx, cookie, &viewer, &session), ERR_LOGIN_DISABLED);
    assert_err(sign_in(ctx, "alice", "correct horse", &cookie), ERR_LOGIN_DISABLED);
    struct account account;
    assert_ctx_ok(ctx, store_account_get(ctx, alice.account, &account));
    assert_int_equal(account.state, ACCOUNT_SUSPENDED);
    assert_ctx_ok(ctx, service_unsuspend_user(ctx, alice.id));
    assert_ctx_ok(ctx, service_authenticate_session(ctx, cookie, &viewer, &session));
}

static void the_last_admin_stays(struct service_fixture *f, struct user alice)
{
    struct ctx *ctx = service_console(f);
    struct user admin = service_person(f, "boss");
    ctx = service_console(f);
    assert_ctx_ok(ctx, service_set_user_role(ctx, admin.id, USER_ROLE_ADMIN));
    assert_err(service_set_user_role(ctx, admin.id, USER_ROLE_USER), ERR_FORBIDDEN);
    assert_err(service_suspend_user(ctx, admin.id), ERR_FORBIDDEN);
    assert_ctx_ok(ctx, service_set_user_role(ctx, alice.id, USER_ROLE_ADMIN));
    assert_ctx_ok(ctx, service_set_user_role(ctx, admin.id, USER_ROLE_USER));
    struct user *users;
    size_t count;
    struct user_id last;
    ctx = service_console(f);
    assert_ctx_ok(ctx, service_list_users(ctx, user_id(0), &users, &count, &last));
    assert_int_equal(count, 2);
    assert_true(user_id_is_none(last));
    assert_sv_lit(users[0].username, "alice");
    struct instance_totals totals;
    assert_ctx_ok(ctx, service_total_instance(ctx, &totals));
    assert_int_equal(totals.users.total, 2);
    assert_int_equal(totals.users.active_month, 1);
}

/* When everybody's turns are taken, one is told to come back. */
static void hashes_few_at_a_time(struct service_fixture *f)
{
    struct ctx *ctx = service_anonymous(f);
    struct sv cookie;
    atomic_store(&f->engine.hashing_count, HASHES_AT_ONCE);
    assert_err(sign_in(ctx, "alice", "correct horse", &cookie), ERR_BUSY);
    assert_int_equal(atomic_load(&f->engine.hashing_count), HASHES_AT_ONCE);
    atomic_store(&f->engine.hashing_count, 0);
    ctx = service_anonymous(f);
    assert_ctx_ok(ctx, sign_in(ctx, "alice", "correct horse", &cookie));
    assert_int_equal(atomic_load(&f->engine.hashing_count), 0);
}

static void on_engine(enum fixture_engine engine)
{
    if (!fixture_has(engine))
        skip();
    struct service_fixture f;
    service_open(&f, engine);
    struct user alice = service_person(&f, "alice");
    signs_in_and_out(&f);
    old_sessions_are_over(&f, alice);
    a_new_password_ends_sessions(&f, alice);
    suspension_refuses_and_is_undone(&f, alice);
    the_last_admin_stays(&f, alice);
    if (engine == FIXTURE_SQLITE)
        hashes_few_at_a_time(&f);
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
