/* model/role and model/field_error: names, what a role's token may, how faults read. */
#include "harness/harness.h"

#include "model/field_error.h"
#include "model/role.h"
#include "model/scope.h"

static void names_go_both_ways(void **state)
{
    UNUSED(state);
    enum user_role user;
    enum page_role page;
    for (int i = USER_ROLE_NONE; i <= USER_ROLE_ADMIN; i++) {
        assert_true(user_role_parse(user_role_name((enum user_role)i), &user));
        assert_int_equal(user, i);
    }
    for (int i = PAGE_ROLE_NONE; i <= PAGE_ROLE_OWNER; i++) {
        assert_true(page_role_parse(page_role_name((enum page_role)i), &page));
        assert_int_equal(page, i);
    }
    assert_false(user_role_parse(SV("owner"), &user));
    assert_false(page_role_parse(SV("admin"), &page));
}

static void greater_roles_may_more(void **state)
{
    UNUSED(state);
    for (int i = PAGE_ROLE_NONE; i < PAGE_ROLE_OWNER; i++) {
        uint64_t less = page_role_scopes((enum page_role)i);
        uint64_t more = page_role_scopes((enum page_role)(i + 1));
        assert_true((less & ~more) == 0);
    }
    assert_true((page_role_scopes(PAGE_ROLE_ANALYST) & SCOPE(SCOPE_READ_STATUSES)) != 0);
    assert_true((page_role_scopes(PAGE_ROLE_ANALYST) & SCOPE(SCOPE_WRITE_STATUSES)) == 0);
    assert_true((page_role_scopes(PAGE_ROLE_ANALYST) & SCOPE(SCOPE_READ_NOTIFICATIONS)) == 0);
    assert_true((page_role_scopes(PAGE_ROLE_MODERATOR) & SCOPE(SCOPE_READ_NOTIFICATIONS)) != 0);
    assert_true((page_role_scopes(PAGE_ROLE_MODERATOR) & SCOPE(SCOPE_WRITE_MEDIA)) == 0);
    assert_true((page_role_scopes(PAGE_ROLE_EDITOR) & SCOPE(SCOPE_WRITE_MEDIA)) != 0);
}

static void faults_read_as_a_sentence(void **state)
{
    UNUSED(state);
    struct arena a;
    arena_init(&a, 1 << 20);
    struct field_errors errors = { 0 };
    field_error_add(NULL, SV("email"), FIELD_BLANK);
    field_error_add(&errors, SV("email"), FIELD_BLANK);
    field_error_add(&errors, SV("email"), FIELD_INVALID);
    field_error_add(&errors, SV("redirect_uri"), FIELD_TOO_LONG);
    assert_int_equal(errors.count, 2);
    assert_sv_lit(field_errors_print(&a, &errors),
                  "Validation failed: Email can't be blank, Redirect uri is too long");
    assert_sv_lit(field_error_code_name(FIELD_TAKEN), "ERR_TAKEN");
    arena_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_go_both_ways),
        cmocka_unit_test(greater_roles_may_more),
        cmocka_unit_test(faults_read_as_a_sentence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
