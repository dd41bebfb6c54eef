/* service/report_account as staff works on reports: who takes them, what they are about, and what is left of them. */
#include "harness/harness.h"
#include "harness/service_fixture.h"

#include "service/erase_account.h"
#include "service/inspect_report.h"
#include "service/log_act.h"
#include "service/manage_rules.h"
#include "service/manage_user.h"
#include "service/report_account.h"
#include "service/run_erasure.h"

static const enum fixture_engine engines[] = { FIXTURE_SQLITE, FIXTURE_POSTGRES };

struct people {
    struct user mona; /* a moderator */
    struct user ann;  /* who is reported */
    struct user bob;  /* by whom */
    int64_t rule;
};

static struct report report(struct service_fixture *f, const struct people *p,
                            enum report_category category, const int64_t *rules, size_t rule_count)
{
    struct report made;
    struct report_draft draft = { .target = p->ann.account,
                                  .category = category,
                                  .comment = SV("look"),
                                  .rules = rules,
                                  .rule_count = rule_count };
    struct ctx *ctx = service_as(f, &p->bob);
    assert_ctx_ok(ctx, service_report_account(ctx, &draft, &made));
    return made;
}

static void rules_fit(struct service_fixture *f, const struct people *p)
{
    const int64_t none = 4711;
    struct report made;
    struct report_draft draft = {
        .target = p->ann.account, .category = REPORT_SPAM, .rules = &p->rule, .rule_count = 1
    };
    assert_err(service_report_account(service_as(f, &p->bob), &draft, &made), ERR_VALIDATION);
    draft.category = REPORT_VIOLATION;
    draft.rules = &none;
    assert_err(service_report_account(service_as(f, &p->bob), &draft, &made), ERR_VALIDATION);
    made = report(f, p, REPORT_VIOLATION, &p->rule, 1);
    struct report got;
    struct ctx *ctx = service_as(f, &p->mona);
    assert_ctx_ok(ctx, service_get_report(ctx, made.id, &got));
    assert_int_equal(got.rule_count, 1);
    assert_int_equal(got.rules[0], p->rule);
    assert_int_equal(got.updated_ms, got.created_ms);
    assert_ctx_ok(ctx, service_sort_report(ctx, made.id, REPORT_VIOLATION, NULL, 0, &got));
    assert_int_equal(got.rule_count, 1);
    assert_err(service_sort_report(ctx, made.id, REPORT_LEGAL, &p->rule, 1, &got), ERR_VALIDATION);
    assert_ctx_ok(ctx, service_sort_report(ctx, made.id, REPORT_LEGAL, NULL, 0, &got));
    assert_int_equal(got.category, REPORT_LEGAL);
    assert_int_equal(got.rule_count, 0);
    assert_ctx_ok(ctx, service_sort_report(ctx, made.id, REPORT_VIOLATION, &p->rule, 1, &got));
    assert_ctx_ok(service_console(f), service_delete_rule(service_console(f), p->rule));
    struct inspected_report *whole = NULL;
    size_t count = 0;
    ctx = service_as(f, &p->mona);
    assert_ctx_ok(ctx, service_inspect_reports(ctx, &got, 1, &whole, &count));
    assert_int_equal(count, 1);
    assert_int_equal(whole[0].rule_count, 0);
    assert_int_equal(whole[0].reporter->user.id.v, p->bob.id.v);
    assert_null(whole[0].assigned);
}

static size_t found(struct service_fixture *f, struct report_filter filter, struct paging paging,
                    struct report **out)
{
    size_t count = 0;
    struct ctx *ctx = service_console(f);
    assert_ctx_ok(ctx, service_list_reports(ctx, &filter, &paging, out, &count, NULL));
    return count;
}

static void pages_and_filters_find(struct service_fixture *f, const struct people *p)
{
    struct report one = report(f, p, REPORT_OTHER, NULL, 0);
    struct report two = report(f, p, REPORT_OTHER, NULL, 0);
    struct report *list = NULL;
    struct report closed;
    struct paging all = { .below = INT64_MAX, .count = 40 };
    struct report_filter by_bob = { .reporter = p->bob.account };
    struct report_filter both = { .reporter = p->bob.account, .target = p->ann.account };
    struct report_filter other = { .reporter = p->mona.account, .target = p->ann.account };
    size_t open = found(f, by_bob, all, &list);
    assert_int_equal(found(f, (struct report_filter){ 0 }, all, &list), open);
    assert_int_equal(found(f, (struct report_filter){ .target = p->ann.account }, all, &list),
                     open);
    assert_int_equal(found(f, both, all, &list), open);
    assert_int_equal(list[0].id.v, two.id.v);
    assert_int_equal(found(f, other, all, &list), 0);
    assert_int_equal(found(f, both, (struct paging){ .below = two.id.v, .count = 1 }, &list), 1);
    assert_int_equal(list[0].id.v, one.id.v);
    struct ctx *ctx = service_as(f, &p->mona);
    assert_ctx_ok(ctx, service_close_report(ctx, one.id, true, &closed));
    assert_int_equal(closed.handled_by.v, p->mona.account.v);
    both.is_handled = true;
    assert_int_equal(found(f, both, all, &list), 1);
    assert_int_equal(found(f, (struct report_filter){ .is_handled = true }, all, &list), 1);
    assert_int_equal(list[0].id.v, one.id.v);
    assert_int_equal(found(f, by_bob, all, &list), open - 1);
}

static void staff_takes_and_is_logged(struct service_fixture *f, const struct people *p)
{
    struct report made = report(f, p, REPORT_OTHER, NULL, 0);
    struct report now;
    struct staff_act_view *views = NULL;
    struct paging all = { .below = INT64_MAX, .count = 40 };
    size_t count = 0;
    assert_err(service_take_report(service_as(f, &p->bob), made.id, true, &now), ERR_FORBIDDEN);
    assert_err(service_take_report(service_as(f, &p->mona), report_id(1), true, &now),
               ERR_NOT_FOUND);
    struct ctx *ctx = service_as(f, &p->mona);
    assert_ctx_ok(ctx, service_take_report(ctx, made.id, true, &now));
    assert_int_equal(now.assigned_to.v, p->mona.account.v);
    assert_ctx_ok(ctx, service_list_acts(ctx, &all, &views, &count, NULL));
    assert_int_equal(views[0].act.kind, STAFF_ACT_REPORT_TAKE);
    assert_int_equal(views[0].act.object, made.id.v);
    assert_int_equal(views[0].target->id.v, p->ann.account.v);
    assert_ctx_ok(ctx, service_take_report(ctx, made.id, false, &now));
    assert_int_equal(now.assigned_to.v, 0);
    assert_ctx_ok(ctx, service_take_report(ctx, made.id, true, &now));
}

static void erase(struct service_fixture *f, struct account_id account)
{
    struct erasure_id id;
    struct ctx *ctx = service_console(f);
    assert_ctx_ok(ctx, service_begin_account_erasure(ctx, account, SV(""), &id));
    assert_ctx_ok(ctx, service_finish_erasure(ctx, id, NULL, NULL));
    assert_int_equal(service_rows_left(f, account), 0);
}

static void each_can_go(struct service_fixture *f, const struct people *p)
{
    struct report *list = NULL;
    struct paging all = { .below = INT64_MAX, .count = 40 };
    struct report_filter open = { 0 };
    size_t before = found(f, open, all, &list);
    assert_true(before > 0);
    erase(f, p->mona.account);
    assert_int_equal(found(f, open, all, &list), before);
    for (size_t i = 0; i < before; i++)
        assert_int_equal(list[i].assigned_to.v, 0);
    erase(f, p->bob.account);
    assert_int_equal(found(f, open, all, &list), 0);
    assert_int_equal(found(f, (struct report_filter){ .is_handled = true }, all, &list), 0);
}

static void story(enum fixture_engine engine)
{
    if (!fixture_has(engine))
        return;
    struct service_fixture f;
    service_open(&f, engine);
    struct people p = { .mona = service_person(&f, "mona"),
                        .ann = service_person(&f, "ann"),
                        .bob = service_person(&f, "bob") };
    struct instance_rule rule;
    struct ctx *ctx = service_console(&f);
    assert_ctx_ok(ctx, service_set_user_role(ctx, p.mona.id, USER_ROLE_MODERATOR));
    assert_ctx_ok(ctx, service_add_rule(ctx, SV("Be kind."), SV(""), &rule));
    p.mona.role = USER_ROLE_MODERATOR;
    p.rule = rule.id;
    rules_fit(&f, &p);
    pages_and_filters_find(&f, &p);
    staff_takes_and_is_logged(&f, &p);
    each_can_go(&f, &p);
    service_close(&f);
}

static void reports(void **state)
{
    UNUSED(state);
    for (size_t i = 0; i < ARRAY_COUNT(engines); i++)
        story(engines[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(reports) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
