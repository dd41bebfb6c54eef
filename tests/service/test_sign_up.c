/* service/sign_up: what it makes, what it refuses, who may; on both engines. */
#include "harness/harness.h"
#include "harness/service_fixture.h"

#include "conf/settings.h"
#include "db/db.h"
#include "service/manage_user.h"
#include "service/run_erasure.h"
#include "service/sign_in.h"
#include "service/sign_up.h"
#include "service/view_account.h"
#include "service/view_instance.h"
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

static struct user asks_to_be_let_in(struct service_fixture *f, const char *name, struct sv reason,
                                     enum err expected)
{
    struct field_errors errors = { 0 };
    char password[] = "correct horse";
    struct user user = { 0 };
    struct ctx *ctx = service_anonymous(f);
    struct sv email = sv_printf(ctx->arena, "%s@mail.example", name);
    struct sign_up what = { .username = sv_from(name),
                            .email = email,
                            .password = secret_make(password, sizeof password - 1),
                            .reason = reason,
                            .errors = &errors };
    enum err err = service_sign_up(ctx, &what, &user);
    assert_int_equal(err, expected);
    if (expected == ERR_VALIDATION)
        assert_non_null(field_error_find(&errors, SV("reason")));
    return user;
}

static enum err sign_in_as(struct service_fixture *f, const char *name)
{
    char password[] = "correct horse";
    struct sv cookie;
    struct user user;
    struct ctx *ctx = service_anonymous(f);
    return service_sign_in(ctx, sv_from(name), secret_make(password, sizeof password - 1), SV(""),
                           &cookie, &user);
}

static size_t waiting(struct service_fixture *f, struct user **out)
{
    size_t count = 0;
    struct user_id last;
    struct ctx *ctx = service_console(f);
    assert_ctx_ok(ctx, service_list_pending_users(ctx, user_id(0), out, &count, &last));
    return count;
}

static int64_t users_counted(struct service_fixture *f)
{
    struct instance_totals totals;
    struct ctx *ctx = service_anonymous(f);
    assert_ctx_ok(ctx, service_total_instance(ctx, &totals));
    service_counters_check(f);
    return totals.users.total;
}

static void others_may_not_decide(struct service_fixture *f, const struct user *by,
                                  struct user_id id)
{
    struct user *users = NULL;
    size_t count = 0;
    struct user_id last;
    struct ctx *ctx = service_as(f, by);
    assert_err(service_approve_user(ctx, id), ERR_FORBIDDEN);
    assert_err(service_reject_user(ctx, id), ERR_FORBIDDEN);
    assert_err(service_list_pending_users(ctx, user_id(0), &users, &count, &last), ERR_FORBIDDEN);
}

/* Nobody sees or signs in who waits; the reason is gone with the decision, whoever is refused with all of it. */
static void moderators_let_in(struct service_fixture *f)
{
    static char longest[USER_REASON_MAX_CHARS + 1];
    memset(longest, 'x', sizeof longest);
    struct account account;
    struct user *users = NULL;
    int64_t before = users_counted(f);
    f->conf.values[CONF_REGISTRATION].number = CONF_REGISTRATION_APPROVAL;
    (void)asks_to_be_let_in(f, "toolong", sv_make(longest, sizeof longest), ERR_VALIDATION);
    (void)asks_to_be_let_in(f, "invalid", SV("\xff"), ERR_VALIDATION);
    struct user yes = asks_to_be_let_in(f, "yes", SV(" I like it "), ERR_OK);
    struct user no = asks_to_be_let_in(f, "no", sv_make(longest, sizeof longest - 1), ERR_OK);
    struct user bad = asks_to_be_let_in(f, "bad", SV(""), ERR_OK);
    assert_int_equal(yes.state, USER_PENDING);
    assert_int_equal(users_counted(f), before);
    assert_int_equal(waiting(f, &users), 3);
    assert_sv_lit(users[0].reason, "I like it");
    assert_sv_lit(users[0].username, "yes");
    assert_int_equal(users[1].reason.len, USER_REASON_MAX_CHARS);
    assert_err(sign_in_as(f, "yes"), ERR_LOGIN_PENDING);
    assert_err(service_view_account(service_anonymous(f), yes.account, &account), ERR_NOT_FOUND);

    struct ctx *ctx = service_console(f);
    assert_ctx_ok(ctx, service_approve_user(ctx, yes.id));
    assert_err(service_approve_user(ctx, yes.id), ERR_FORBIDDEN);
    assert_err(service_reject_user(ctx, yes.id), ERR_FORBIDDEN);
    assert_ok(sign_in_as(f, "yes"));
    assert_ok(service_view_account(service_anonymous(f), yes.account, &account));
    assert_int_equal(users_counted(f), before + 1);
    ctx = service_console(f);
    struct user now;
    assert_ctx_ok(ctx, service_get_user(ctx, yes.id, &now));
    assert_int_equal(now.reason.len, 0);
    others_may_not_decide(f, &yes, no.id);

    ctx = service_console(f);
    assert_ctx_ok(ctx, service_reject_user(ctx, no.id));
    assert_err(service_reject_user(ctx, no.id), ERR_NOT_FOUND);
    assert_ctx_ok(ctx, service_finish_open_erasures(ctx));
    assert_int_equal(service_rows_left(f, no.account), 0);
    assert_int_equal(waiting(f, &users), 1);
    ctx = service_console(f);
    assert_ctx_ok(ctx, service_suspend_user(ctx, bad.id));
    assert_int_equal(waiting(f, &users), 0);
    assert_err(sign_in_as(f, "bad"), ERR_LOGIN_DISABLED);
    assert_int_equal(users_counted(f), before + 1);
    ctx = service_console(f);
    assert_ctx_ok(ctx, service_get_user(ctx, bad.id, &now));
    assert_int_equal(now.state, USER_SUSPENDED);
    /* Whom an administrator makes is let in with that. */
    char password[] = "longenough";
    struct sign_up what = { .username = SV("direct"),
                            .email = SV("direct@mail.example"),
                            .password = secret_make(password, sizeof password - 1) };
    assert_ctx_ok(ctx, service_sign_up(ctx, &what, &now));
    assert_int_equal(now.state, USER_ACTIVE);
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

static void on_engine(enum fixture_engine engine)
{
    if (!fixture_has(engine))
        skip();
    struct service_fixture f;
    service_open(&f, engine);
    makes_account_keys_and_login(&f);
    refuses_what_is_wrong_or_taken(&f);
    refuses_what_was_erased(&f);
    asks_for_permission(&f);
    first_visit_makes_one_admin(&f);
    moderators_let_in(&f);
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
