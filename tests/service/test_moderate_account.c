/* service/moderate_account, log_act and inspect_account: who may act on whom, what it does, who is told, what is kept. */
#include "harness/harness.h"
#include "harness/service_fixture.h"

#include "service/erase_account.h"
#include "service/inspect_account.h"
#include "service/list_notifications.h"
#include "service/log_act.h"
#include "service/manage_user.h"
#include "service/moderate_account.h"
#include "service/report_account.h"
#include "service/run_erasure.h"

static const enum fixture_engine engines[] = { FIXTURE_SQLITE, FIXTURE_POSTGRES };

static struct user with_role(struct service_fixture *f, const char *name, enum user_role role)
{
    struct user user = service_person(f, name);
    struct ctx *ctx = service_console(f);
    assert_ctx_ok(ctx, service_set_user_role(ctx, user.id, role));
    user.role = role;
    return user;
}

static struct account act(struct service_fixture *f, const struct user *by, struct account_id id,
                          enum staff_act_kind kind, const char *text)
{
    struct account account;
    struct account_act what = { .kind = kind, .text = sv_from(text) };
    struct ctx *ctx = service_as(f, by);
    assert_ctx_ok(ctx, service_act_on_account(ctx, id, &what, &account));
    return account;
}

static void refused(struct service_fixture *f, const struct user *by, struct account_id id,
                    struct account_act what, enum err err)
{
    struct account account;
    assert_err(service_act_on_account(service_as(f, by), id, &what, &account), err);
}

static struct inspected_account inspect(struct service_fixture *f, struct account_id id)
{
    struct inspected_account it;
    struct ctx *ctx = service_console(f);
    assert_ctx_ok(ctx, service_inspect_account(ctx, id, &it));
    return it;
}

/* The newest thing that a person was told. */
static struct notification_view told(struct service_fixture *f, const struct user *who)
{
    struct notification_view *views = NULL;
    struct notification_filter all = { .kinds = NOTIFICATION_KINDS_ALL };
    struct paging paging = { .below = INT64_MAX, .count = 1 };
    size_t count = 0;
    struct ctx *ctx = service_as(f, who);
    assert_ctx_ok(ctx, service_list_notifications(ctx, &all, &paging, &views, &count, NULL));
    return count == 0 ? (struct notification_view){ 0 } : views[0];
}

static size_t log_count(struct service_fixture *f, struct staff_act_view **out)
{
    struct paging paging = { .below = INT64_MAX, .count = 40 };
    size_t count = 0;
    struct ctx *ctx = service_console(f);
    assert_ctx_ok(ctx, service_list_acts(ctx, &paging, out, &count, NULL));
    return count;
}

struct people {
    struct user root;
    struct user mona;
    struct user ann;
};

static void roles_hold(struct service_fixture *f, const struct people *p)
{
    struct account_act silence = { .kind = STAFF_ACT_SILENCE };
    struct user other = with_role(f, "other", USER_ROLE_MODERATOR);
    struct staff_act_view *views = NULL;
    struct inspected_account it;
    refused(f, &p->ann, p->mona.account, silence, ERR_FORBIDDEN);
    refused(f, &p->mona, p->mona.account, silence, ERR_FORBIDDEN);
    refused(f, &p->mona, other.account, silence, ERR_FORBIDDEN);
    refused(f, &p->mona, p->root.account, silence, ERR_FORBIDDEN);
    refused(f, &p->mona, account_id(12345), silence, ERR_NOT_FOUND);
    assert_err(service_inspect_account(service_as(f, &p->ann), p->mona.account, &it),
               ERR_FORBIDDEN);
    assert_err(service_inspect_account(service_anonymous(f), p->mona.account, &it),
               ERR_LOGIN_REQUIRED);
    struct paging paging = { .below = INT64_MAX, .count = 1 };
    size_t count = 0;
    assert_err(service_list_acts(service_as(f, &p->ann), &paging, &views, &count, NULL),
               ERR_FORBIDDEN);
    assert_int_equal(log_count(f, &views), 0);
    struct account_act disable = { .kind = STAFF_ACT_DISABLE };
    struct account account;
    assert_err(service_act_on_account(service_console(f), p->root.account, &disable, &account),
               ERR_FORBIDDEN);
}

static void each_does_what_it_says(struct service_fixture *f, const struct people *p)
{
    struct account_id id = p->ann.account;
    assert_true(act(f, &p->mona, id, STAFF_ACT_SENSITIZE, "").is_sensitized);
    assert_false(act(f, &p->mona, id, STAFF_ACT_UNSENSITIZE, "").is_sensitized);
    assert_int_equal(act(f, &p->mona, id, STAFF_ACT_DISABLE, "").state, ACCOUNT_ACTIVE);
    assert_int_equal(inspect(f, id).user.state, USER_SUSPENDED);
    act(f, &p->mona, id, STAFF_ACT_UNSUSPEND, ""); /* it is not: the login stays as it is */
    assert_int_equal(inspect(f, id).user.state, USER_SUSPENDED);
    act(f, &p->mona, id, STAFF_ACT_ENABLE, "");
    assert_int_equal(inspect(f, id).user.state, USER_ACTIVE);
    assert_int_equal(act(f, &p->mona, id, STAFF_ACT_SUSPEND, "").state, ACCOUNT_SUSPENDED);
    assert_int_equal(inspect(f, id).user.state, USER_SUSPENDED);
    assert_int_equal(act(f, &p->mona, id, STAFF_ACT_SILENCE, "").state, ACCOUNT_SUSPENDED);
    assert_int_equal(act(f, &p->mona, id, STAFF_ACT_UNSILENCE, "").state, ACCOUNT_SUSPENDED);
    act(f, &p->mona, id, STAFF_ACT_ENABLE, "");
    assert_int_equal(inspect(f, id).user.state, USER_SUSPENDED);
    assert_int_equal(act(f, &p->mona, id, STAFF_ACT_UNSUSPEND, "").state, ACCOUNT_ACTIVE);
    assert_int_equal(inspect(f, id).user.state, USER_ACTIVE);
    assert_int_equal(act(f, &p->mona, id, STAFF_ACT_SILENCE, "").state, ACCOUNT_SILENCED);
    assert_int_equal(act(f, &p->mona, id, STAFF_ACT_UNSILENCE, "").state, ACCOUNT_ACTIVE);
    service_counters_check(f);
    struct staff_act_view *views = NULL;
    assert_int_equal(log_count(f, &views), 12);
    assert_int_equal(views[0].act.kind, STAFF_ACT_UNSILENCE);
    assert_int_equal(views[0].by->id.v, p->mona.account.v);
    assert_int_equal(views[0].target->id.v, id.v);
}

static struct report_id report(struct service_fixture *f, const struct people *p)
{
    struct report made;
    struct report_draft draft = { .target = p->ann.account, .comment = SV("look") };
    struct ctx *ctx = service_as(f, &p->root);
    assert_ctx_ok(ctx, service_report_account(ctx, &draft, &made));
    return made.id;
}

static bool is_open(struct service_fixture *f, struct report_id id)
{
    struct report found;
    struct ctx *ctx = service_console(f);
    assert_ctx_ok(ctx, service_get_report(ctx, id, &found));
    return found.handled_ms == 0;
}

static void the_person_is_told(struct service_fixture *f, const struct people *p)
{
    struct report_id one = report(f, p);
    struct report_id other = report(f, p);
    struct account account;
    struct account_act warn = { .kind = STAFF_ACT_WARN, .report = one, .text = SV(" Be kind. ") };
    struct ctx *ctx = service_as(f, &p->mona);
    assert_ctx_ok(ctx, service_act_on_account(ctx, p->ann.account, &warn, &account));
    struct notification_view view = told(f, &p->ann);
    assert_int_equal(view.notification.kind, NOTIFICATION_MODERATION_WARNING);
    assert_int_equal(view.act->kind, STAFF_ACT_WARN);
    assert_sv_lit(view.act->text, "Be kind.");
    assert_false(is_open(f, one));
    assert_true(is_open(f, other));
    act(f, &p->mona, p->ann.account, STAFF_ACT_SILENCE, "");
    assert_int_equal(told(f, &p->ann).act->kind, STAFF_ACT_SILENCE);
    assert_int_equal(told(f, &p->ann).act->text.len, 0);
    assert_false(is_open(f, other));
    act(f, &p->mona, p->ann.account, STAFF_ACT_UNSILENCE, "never told");
    assert_int_equal(told(f, &p->ann).act->kind, STAFF_ACT_SILENCE);

    static char longest[STAFF_ACT_TEXT_MAX_CHARS + 2];
    memset(longest, 'a', sizeof longest - 1);
    refused(f, &p->mona, p->ann.account,
            (struct account_act){ .kind = STAFF_ACT_WARN, .text = sv_from(longest) },
            ERR_VALIDATION);
    refused(f, &p->mona, p->ann.account,
            (struct account_act){ .kind = STAFF_ACT_WARN, .text = SV("\xff") }, ERR_VALIDATION);
    refused(f, &p->mona, p->ann.account,
            (struct account_act){ .kind = STAFF_ACT_WARN, .report = report_id(7) }, ERR_NOT_FOUND);
    act(f, &p->mona, p->ann.account, STAFF_ACT_WARN, longest + 1);
    assert_int_equal(told(f, &p->ann).act->text.len, STAFF_ACT_TEXT_MAX_CHARS);
}

static void others_have_no_login(struct service_fixture *f, const struct people *p)
{
    struct account_id far = service_remote(f, "far", "far.example", 900);
    refused(f, &p->mona, far, (struct account_act){ .kind = STAFF_ACT_DISABLE }, ERR_VALIDATION);
    assert_int_equal(act(f, &p->mona, far, STAFF_ACT_SUSPEND, "for nobody").state,
                     ACCOUNT_SUSPENDED);
    struct staff_act_view *views = NULL;
    (void)log_count(f, &views);
    assert_int_equal(views[0].act.text.len, 0);
}

static struct account_id only(struct service_fixture *f, struct account_inspection what)
{
    struct inspected_account *list = NULL;
    struct paging_span span;
    struct paging paging = { .below = INT64_MAX, .count = 40 };
    size_t count = 0;
    struct ctx *ctx = service_console(f);
    assert_ctx_ok(ctx, service_inspect_accounts(ctx, &what, &paging, &list, &count, &span));
    assert_int_equal(count, 1);
    return list[0].account.id;
}

static void filters_find(struct service_fixture *f, const struct people *p)
{
    struct account_id far = service_remote(f, "remote", "there.example", 901);
    act(f, &p->mona, far, STAFF_ACT_SENSITIZE, "");
    struct account_inspection whats[] = {
        { .origin = ORIGIN_REMOTE },
        { .standing = STANDING_SENSITIZED },
        { .domain = SV("THERE.example") },
        { .username = SV("Rem") },
        { .username = SV("rem"), .origin = ORIGIN_REMOTE, .standing = STANDING_ACTIVE },
    };
    for (size_t i = 0; i < ARRAY_COUNT(whats); i++)
        assert_int_equal(only(f, whats[i]).v, far.v);
    struct account_inspection root = { .roles = 1u << USER_ROLE_ADMIN };
    assert_int_equal(only(f, root).v, p->root.account.v);
    struct account_inspection email = { .email = SV("ANN@mail.example") };
    assert_int_equal(only(f, email).v, p->ann.account.v);
}

static void pages_go_both_ways(struct service_fixture *f, const struct people *p)
{
    struct account_inspection local = { .origin = ORIGIN_LOCAL };
    struct inspected_account *list = NULL;
    struct paging_span span;
    struct paging newest = { .below = INT64_MAX, .count = 2 };
    size_t count = 0;
    struct ctx *ctx = service_console(f);
    assert_ctx_ok(ctx, service_inspect_accounts(ctx, &local, &newest, &list, &count, &span));
    assert_int_equal(count, 2);
    assert_int_equal(list[0].account.id.v, p->ann.account.v);
    assert_int_equal(list[1].account.id.v, p->mona.account.v);
    struct paging older = { .below = span.oldest, .count = 2 };
    assert_ctx_ok(ctx, service_inspect_accounts(ctx, &local, &older, &list, &count, &span));
    assert_int_equal(count, 1);
    assert_int_equal(list[0].account.id.v, p->root.account.v);
    struct paging up = {
        .above = span.newest, .below = INT64_MAX, .is_from_oldest = true, .count = 2
    };
    assert_ctx_ok(ctx, service_inspect_accounts(ctx, &local, &up, &list, &count, &span));
    assert_int_equal(count, 2);
    assert_int_equal(list[0].account.id.v, p->ann.account.v);
    struct account_inspection none = { .username = SV("nobody") };
    assert_ctx_ok(ctx, service_inspect_accounts(ctx, &none, &newest, &list, &count, &span));
    assert_int_equal(count, 0);
    assert_int_equal(span.oldest, 0);
}

static void erase(struct service_fixture *f, struct account_id account)
{
    struct erasure_id id;
    struct ctx *ctx = service_console(f);
    assert_ctx_ok(ctx, service_begin_account_erasure(ctx, account, SV(""), &id));
    assert_ctx_ok(ctx, service_finish_erasure(ctx, id, NULL, NULL));
}

static void it_goes_with_the_person(struct service_fixture *f, const struct people *p)
{
    struct staff_act_view *views = NULL;
    act(f, &p->mona, p->ann.account, STAFF_ACT_WARN, "once");
    assert_err(service_erase_suspended(service_as(f, &p->root), p->ann.account), ERR_FORBIDDEN);
    act(f, &p->root, p->ann.account, STAFF_ACT_SUSPEND, "gone");
    assert_err(service_erase_suspended(service_as(f, &p->mona), p->ann.account), ERR_FORBIDDEN);
    erase(f, p->mona.account);
    assert_int_equal(log_count(f, &views), 14);
    assert_null(views[1].by);
    struct ctx *ctx = service_as(f, &p->root);
    assert_ctx_ok(ctx, service_erase_suspended(ctx, p->ann.account));
    assert_err(service_erase_suspended(ctx, p->ann.account), ERR_NOT_FOUND);
    assert_int_equal(log_count(f, &views), 1);
    assert_int_equal(views[0].act.kind, STAFF_ACT_ERASE);
    assert_null(views[0].target);
    assert_int_equal(service_rows_left(f, p->mona.account), 0);
}

static struct people people_open(struct service_fixture *f, enum fixture_engine engine)
{
    service_open(f, engine);
    return (struct people){ .root = with_role(f, "rita", USER_ROLE_ADMIN),
                            .mona = with_role(f, "mona", USER_ROLE_MODERATOR),
                            .ann = service_person(f, "ann") };
}

static void staff_acts(void **state)
{
    UNUSED(state);
    for (size_t e = 0; e < ARRAY_COUNT(engines); e++) {
        struct service_fixture f;
        if (!fixture_has(engines[e]))
            continue;
        struct people p = people_open(&f, engines[e]);
        roles_hold(&f, &p);
        each_does_what_it_says(&f, &p);
        it_goes_with_the_person(&f, &p);
        service_close(&f);
    }
}

static void staff_looks_and_tells(void **state)
{
    UNUSED(state);
    for (size_t e = 0; e < ARRAY_COUNT(engines); e++) {
        struct service_fixture f;
        if (!fixture_has(engines[e]))
            continue;
        struct people p = people_open(&f, engines[e]);
        pages_go_both_ways(&f, &p);
        filters_find(&f, &p);
        the_person_is_told(&f, &p);
        others_have_no_login(&f, &p);
        service_close(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(staff_acts),
                                        cmocka_unit_test(staff_looks_and_tells) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
