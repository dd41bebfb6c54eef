/* service/sign_up, sign_in, manage_user, authenticate: who may, what is refused, what ends when, on both engines. */
#include "harness/harness.h"
#include "harness/service_fixture.h"

#include "base/clock.h"
#include "service/authenticate.h"
#include "service/manage_user.h"
#include "service/sign_in.h"
#include "service/sign_up.h"
#include "store/account.h"
#include "store/tombstone.h"

static struct secret text_secret(struct ctx *ctx, const char *text)
{
    return secret_make(arena_copy(ctx->arena, text, strlen(text)), strlen(text));
}

static enum err sign_up(struct ctx *ctx, const char *username, const char *email,
                        const char *password, struct field_errors *errors, struct user *out)
{
    struct sign_up what = { .username = sv_from(username),
                            .email = sv_from(email),
                            .password = text_secret(ctx, password),
                            .errors = errors };
    return service_sign_up(ctx, &what, out);
}

static void assert_refused(struct ctx *ctx, const char *username, const char *email,
                           const char *password, const char *field, enum field_error_code code)
{
    struct field_errors errors = { 0 };
    struct user user;
    assert_err(sign_up(ctx, username, email, password, &errors, &user), ERR_VALIDATION);
    const struct field_error *error = field_error_find(&errors, sv_from(field));
    assert_non_null(error);
    assert_int_equal(error->code, code);
    assert_int_equal(errors.count, 1);
}

static void makes_account_keys_and_login(struct service_fixture *f)
{
    struct user alice = service_person(f, "Alice");
    struct ctx *ctx = service_as(f, &alice);
    assert_int_equal(alice.role, USER_ROLE_USER);
    assert_sv_lit(alice.email, "alice@mail.example");
    struct account account;
    assert_ctx_ok(ctx, store_account_get(ctx, alice.account, &account));
    assert_sv_lit(account.username, "Alice");
    struct account_signing_key key;
    assert_ctx_ok(ctx, store_account_signing_key(ctx, alice.account, &key));
    assert_int_equal(key.public_key.len, 2 + 256 + 3);
    struct user again;
    assert_ctx_ok(ctx, service_get_user(ctx, alice.id, &again));
    assert_sv_lit(again.email, "alice@mail.example");
    assert_sv_lit(again.username, "Alice");
    assert_err(service_get_user(service_anonymous(f), alice.id, &again), ERR_NOT_FOUND);
}

static void refuses_what_is_wrong_or_taken(struct service_fixture *f)
{
    struct ctx *ctx = service_anonymous(f);
    const char *good = "longenough";
    assert_refused(ctx, "aLICE", "new@mail.example", good, "username", FIELD_TAKEN);
    assert_refused(ctx, "", "new@mail.example", good, "username", FIELD_BLANK);
    assert_refused(ctx, "a-b", "new@mail.example", good, "username", FIELD_INVALID);
    assert_refused(ctx, "abcdefghijabcdefghijabcdefghija", "new@mail.example", good, "username",
                   FIELD_TOO_LONG);
    assert_refused(ctx, "Admin", "new@mail.example", good, "username", FIELD_RESERVED);
    assert_refused(ctx, "new", "ALICE@Mail.example ", good, "email", FIELD_TAKEN);
    assert_refused(ctx, "new", "nowhere", good, "email", FIELD_INVALID);
    assert_refused(ctx, "new", "", good, "email", FIELD_BLANK);
    assert_refused(ctx, "new", "new@mail.example", "short", "password", FIELD_TOO_SHORT);
    assert_refused(ctx, "new", "new@mail.example", "", "password", FIELD_BLANK);
}

struct tomb {
    enum tombstone_kind kind;
    struct sv key;
};

static enum err tomb_insert(struct ctx *ctx, void *arg)
{
    const struct tomb *tomb = arg;
    return store_tombstone_insert(ctx, tomb->kind, tomb->key);
}

static void refuses_what_was_erased(struct service_fixture *f)
{
    struct ctx *ctx = service_anonymous(f);
    struct tomb name = { TOMBSTONE_HANDLE, SV("ghost") };
    struct tomb email = { TOMBSTONE_EMAIL, SV("ghost@mail.example") };
    assert_ctx_ok(ctx, db_write(ctx, tomb_insert, &name));
    assert_ctx_ok(ctx, db_write(ctx, tomb_insert, &email));
    assert_refused(ctx, "Ghost", "new@mail.example", "longenough", "username", FIELD_TAKEN);
    assert_refused(ctx, "new", "Ghost@mail.example", "longenough", "email", FIELD_TAKEN);
}

static void asks_for_permission(struct service_fixture *f)
{
    struct ctx *ctx = service_anonymous(f);
    char password[] = "longenough";
    struct sign_up what = { .username = SV("root"),
                            .email = SV("root@mail.example"),
                            .password = secret_make(password, sizeof password - 1),
                            .role = USER_ROLE_MODERATOR };
    struct user user;
    assert_err(service_sign_up(ctx, &what, &user), ERR_FORBIDDEN);
    f->conf.values[CONF_REGISTRATION].number = CONF_REGISTRATION_CLOSED;
    what.role = USER_ROLE_USER;
    assert_err(service_sign_up(ctx, &what, &user), ERR_FORBIDDEN);
    ctx = service_console(f);
    what.role = USER_ROLE_MODERATOR;
    assert_ctx_ok(ctx, service_sign_up(ctx, &what, &user));
    assert_int_equal(user.role, USER_ROLE_MODERATOR);
    f->conf.values[CONF_REGISTRATION].number = CONF_REGISTRATION_OPEN;
}

static void first_visit_makes_one_admin(struct service_fixture *f)
{
    struct ctx *ctx = service_anonymous(f);
    struct sv secret;
    assert_err(service_new_first_visit(ctx, &secret), ERR_FORBIDDEN);
    ctx = service_console(f);
    assert_ctx_ok(ctx, service_new_first_visit(ctx, &secret));
    ctx = service_anonymous(f);
    assert_ctx_ok(ctx, service_check_first_visit(ctx, secret));
    assert_err(service_check_first_visit(ctx, SV("guess")), ERR_NOT_FOUND);
    char password[] = "longenough";
    struct sign_up what = { .username = SV("admin"),
                            .email = SV("admin@mail.example"),
                            .password = secret_make(password, sizeof password - 1) };
    struct user user;
    assert_err(service_sign_up_first(ctx, SV("guess"), &what, &user), ERR_NOT_FOUND);
    assert_ctx_ok(ctx, service_sign_up_first(ctx, secret, &what, &user));
    assert_int_equal(user.role, USER_ROLE_ADMIN);
    what.username = SV("admin2");
    what.email = SV("admin2@mail.example");
    assert_err(service_sign_up_first(ctx, secret, &what, &user), ERR_NOT_FOUND);
    assert_err(service_check_first_visit(ctx, secret), ERR_NOT_FOUND);
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

static void old_sessions_are_over(struct service_fixture *f)
{
    struct ctx *ctx = service_anonymous(f);
    struct sv cookie;
    assert_ctx_ok(ctx, sign_in(ctx, "alice", "correct horse", &cookie));
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
    assert_ctx_ok(ctx, sign_in(ctx, "alice", "correct horse", &cookie));
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
    assert_ctx_ok(ctx, sign_in(ctx, "alice", "correct horse", &cookie));
    assert_err(service_suspend_user(ctx, alice.id), ERR_FORBIDDEN);
    ctx = service_console(f);
    assert_ctx_ok(ctx, service_suspend_user(ctx, alice.id));
    struct viewer viewer;
    struct web_session session;
    assert_err(service_authenticate_session(ctx, cookie, &viewer, &session), ERR_LOGIN_DISABLED);
    assert_err(sign_in(ctx, "alice", "correct horse", &cookie), ERR_LOGIN_DISABLED);
    assert_err(sign_in(ctx, "alice", "wrong horse", &cookie), ERR_FORBIDDEN);
    struct account account;
    assert_ctx_ok(ctx, store_account_get(ctx, alice.account, &account));
    assert_int_equal(account.state, ACCOUNT_SUSPENDED);
    assert_ctx_ok(ctx, service_unsuspend_user(ctx, alice.id));
    assert_ctx_ok(ctx, sign_in(ctx, "alice", "correct horse", &cookie));
}

static void the_last_admin_stays(struct service_fixture *f, struct user alice)
{
    struct ctx *ctx = service_console(f);
    bool is_found = false;
    struct user admin;
    assert_ctx_ok(ctx, service_find_user(ctx, SV("admin"), &is_found, &admin));
    assert_true(is_found);
    assert_err(service_set_user_role(ctx, admin.id, USER_ROLE_USER), ERR_FORBIDDEN);
    assert_err(service_suspend_user(ctx, admin.id), ERR_FORBIDDEN);
    assert_ctx_ok(ctx, service_set_user_role(ctx, alice.id, USER_ROLE_ADMIN));
    assert_ctx_ok(ctx, service_set_user_role(ctx, admin.id, USER_ROLE_USER));
    struct user *users;
    size_t count;
    struct user_id last;
    ctx = service_console(f);
    assert_ctx_ok(ctx, service_list_users(ctx, user_id(0), &users, &count, &last));
    assert_int_equal(count, 3);
    assert_true(user_id_is_none(last));
    assert_sv_lit(users[0].username, "Alice");
    struct user_counts counts;
    assert_ctx_ok(ctx, service_count_users(ctx, &counts));
    assert_int_equal(counts.total, 3);
    assert_int_equal(counts.active_month, 1);
}

static void on_engine(enum fixture_engine engine)
{
    if (!fixture_has(engine))
        skip();
    struct service_fixture f;
    service_open(&f, engine);
    makes_account_keys_and_login(&f);
    bool is_found = false;
    struct user alice;
    struct ctx *ctx = service_anonymous(&f);
    assert_ctx_ok(ctx, service_find_user(ctx, SV("alice"), &is_found, &alice));
    refuses_what_is_wrong_or_taken(&f);
    refuses_what_was_erased(&f);
    asks_for_permission(&f);
    first_visit_makes_one_admin(&f);
    signs_in_and_out(&f);
    old_sessions_are_over(&f);
    a_new_password_ends_sessions(&f, alice);
    suspension_refuses_and_is_undone(&f, alice);
    the_last_admin_stays(&f, alice);
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
