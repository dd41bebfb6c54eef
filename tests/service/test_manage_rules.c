/* service/manage_rules: everybody reads the rules, administrators write them, within limits. */
#include "harness/harness.h"
#include "harness/service_fixture.h"

#include "service/manage_rules.h"

static size_t count_rules(struct service_fixture *f, struct instance_rule **out)
{
    size_t count = 0;
    struct ctx *ctx = service_anonymous(f);
    assert_ctx_ok(ctx, service_list_rules(ctx, out, &count));
    return count;
}

static void others_may_not(struct service_fixture *f, int64_t id)
{
    struct instance_rule rule;
    struct user ann = service_person(f, "ann");
    struct ctx *ctx = service_as(f, &ann);
    assert_err(service_add_rule(ctx, SV("mine"), SV(""), &rule), ERR_FORBIDDEN);
    assert_err(service_edit_rule(ctx, id, SV("mine"), SV("")), ERR_FORBIDDEN);
    assert_err(service_delete_rule(ctx, id), ERR_FORBIDDEN);
    ctx->viewer.role = USER_ROLE_MODERATOR;
    assert_err(service_add_rule(ctx, SV("mine"), SV(""), &rule), ERR_FORBIDDEN);
    ctx = service_anonymous(f);
    assert_err(service_add_rule(ctx, SV("mine"), SV(""), &rule), ERR_LOGIN_REQUIRED);
}

static void limits_hold(struct service_fixture *f)
{
    static char text[INSTANCE_RULE_HINT_MAX_CHARS + 2];
    struct instance_rule rule;
    struct instance_rule *rules = NULL;
    size_t count = count_rules(f, &rules);
    struct ctx *ctx = service_console(f);
    memset(text, 'x', sizeof text);
    assert_err(service_add_rule(ctx, SV(" \n "), SV(""), &rule), ERR_VALIDATION);
    assert_err(service_add_rule(ctx, SV("\xff"), SV(""), &rule), ERR_VALIDATION);
    assert_err(
        service_add_rule(ctx, sv_make(text, INSTANCE_RULE_TEXT_MAX_CHARS + 1), SV(""), &rule),
        ERR_VALIDATION);
    assert_err(
        service_add_rule(ctx, SV("x"), sv_make(text, INSTANCE_RULE_HINT_MAX_CHARS + 1), &rule),
        ERR_VALIDATION);
    for (; count < INSTANCE_RULES_MAX; count++)
        assert_ctx_ok(ctx, service_add_rule(ctx, sv_make(text, INSTANCE_RULE_TEXT_MAX_CHARS),
                                            sv_make(text, INSTANCE_RULE_HINT_MAX_CHARS), &rule));
    assert_err(service_add_rule(ctx, SV("one more"), SV(""), &rule), ERR_VALIDATION);
    assert_int_equal(count_rules(f, &rules), INSTANCE_RULES_MAX);
}

static void story(enum fixture_engine engine)
{
    struct service_fixture f;
    if (!fixture_has(engine))
        skip();
    service_open(&f, engine);
    struct instance_rule first;
    struct instance_rule second;
    struct instance_rule *rules = NULL;
    assert_int_equal(count_rules(&f, &rules), 0);
    struct ctx *ctx = service_console(&f);
    assert_ctx_ok(ctx, service_add_rule(ctx, SV(" Be kind. "), SV("Always."), &first));
    assert_ctx_ok(ctx, service_add_rule(ctx, SV("No spam."), SV(""), &second));
    assert_int_equal(count_rules(&f, &rules), 2);
    assert_int_equal(rules[0].id, first.id);
    assert_sv_lit(rules[0].text, "Be kind.");
    assert_sv_lit(rules[0].hint, "Always.");
    ctx = service_console(&f);
    assert_ctx_ok(ctx, service_edit_rule(ctx, first.id, SV("Be very kind."), SV("")));
    assert_int_equal(count_rules(&f, &rules), 2);
    assert_sv_lit(rules[0].text, "Be very kind.");
    assert_int_equal(rules[0].hint.len, 0);
    others_may_not(&f, first.id);
    ctx = service_console(&f);
    assert_ctx_ok(ctx, service_delete_rule(ctx, first.id));
    assert_err(service_delete_rule(ctx, first.id), ERR_NOT_FOUND);
    assert_err(service_edit_rule(ctx, first.id, SV("x"), SV("")), ERR_NOT_FOUND);
    assert_int_equal(count_rules(&f, &rules), 1);
    assert_int_equal(rules[0].id, second.id);
    limits_hold(&f);
    service_close(&f);
}

static void test_on_sqlite(void **state)
{
    UNUSED(state);
    story(FIXTURE_SQLITE);
}

static void test_on_postgres(void **state)
{
    UNUSED(state);
    story(FIXTURE_POSTGRES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_on_sqlite),
        cmocka_unit_test(test_on_postgres),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
