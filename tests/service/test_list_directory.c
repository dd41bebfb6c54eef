/* service/list_directory: only who wants to be found, in both orders, without whom moderators or the viewer keep away. */
#include "harness/harness.h"
#include "harness/service_fixture.h"

#include "service/block_account.h"
#include "service/check.h"
#include "service/domain_rule.h"
#include "service/edit_profile.h"
#include "service/list_directory.h"
#include "service/moderate_account.h"
#include "service/post_status.h"
#include "store/account.h"

static const enum fixture_engine engines[] = { FIXTURE_SQLITE, FIXTURE_POSTGRES };

static void find_me(struct service_fixture *f, const struct user *who, bool is_discoverable)
{
    struct account account;
    struct field_errors errors = { 0 };
    struct ctx *ctx = service_as(f, who);
    struct profile_edit edit = { .given = PROFILE_DISCOVERABLE,
                                 .is_discoverable = is_discoverable };
    assert_ctx_ok(ctx, service_edit_profile(ctx, &edit, &errors, &account));
}

static enum err remote_shown(struct ctx *ctx, void *arg)
{
    struct account *account = arg;
    struct account_sealed sealed = { 0 };
    account->is_discoverable = true;
    return store_account_update(ctx, account, &sealed);
}

static struct account_id remote(struct service_fixture *f, const char *name, const char *host,
                                int64_t id)
{
    struct account account;
    (void)service_remote(f, name, host, id);
    struct ctx *ctx = service_anonymous(f);
    assert_ctx_ok(ctx, store_account_get(ctx, account_id(id), &account));
    assert_ctx_ok(ctx, db_write(ctx, remote_shown, &account));
    return account_id(id);
}

static void post(struct service_fixture *f, const struct user *who)
{
    struct status status;
    struct ctx *ctx = service_as(f, who);
    struct post_draft draft = { .text = SV("hello") };
    assert_ctx_ok(ctx, service_post_status(ctx, &draft, &status));
}

/* The names in a part of it, one letter each. */
static struct sv names_at(struct service_fixture *f, struct ctx *ctx, enum directory_order order,
                          bool is_local, size_t offset, size_t count)
{
    const struct account *accounts = NULL;
    size_t got = 0;
    struct buf b;
    UNUSED(f);
    assert_ctx_ok(ctx,
                  service_list_directory(ctx, order, is_local, offset, count, &accounts, &got));
    buf_init(&b, ctx->arena, 100);
    for (size_t i = 0; i < got; i++)
        buf_char(&b, accounts[i].username.ptr[0]);
    return buf_view(&b);
}

static struct sv names(struct service_fixture *f, const struct user *as, enum directory_order order,
                       bool is_local)
{
    struct ctx *ctx = as == NULL ? service_anonymous(f) : service_as(f, as);
    return names_at(f, ctx, order, is_local, 0, 80);
}

static void note(void *arg, bool is_fault, struct sv sentence)
{
    UNUSED(arg);
    if (is_fault)
        print_error("%" SV_FMT "\n", SV_ARG(sentence));
}

/* What is listed is what counting gives. */
static void is_whole(struct service_fixture *f)
{
    struct check check = { .note = note };
    int64_t faults = 0;
    struct ctx *ctx = service_console(f);
    assert_ctx_ok(ctx, service_check(ctx, &check, &faults));
    assert_int_equal(faults, 0);
}

static void orders(struct service_fixture *f, const struct user *ann, const struct user *bob,
                   const struct user *cem)
{
    assert_sv_lit(names(f, NULL, DIRECTORY_NEW, true), "");
    find_me(f, ann, true);
    find_me(f, cem, true);
    find_me(f, bob, true);
    post(f, ann);
    assert_sv_lit(names(f, NULL, DIRECTORY_NEW, true), "cba");
    assert_sv_lit(names(f, NULL, DIRECTORY_ACTIVE, true), "acb");
    f->keyed.store.ctx.now_ms += 5;
    post(f, bob);
    assert_sv_lit(names(f, NULL, DIRECTORY_ACTIVE, true), "bac");
    assert_sv_lit(names(f, NULL, DIRECTORY_ACTIVE, false), "bac");
    struct ctx *ctx = service_anonymous(f);
    assert_sv_lit(names_at(f, ctx, DIRECTORY_ACTIVE, true, 1, 1), "a");
    assert_sv_lit(names_at(f, ctx, DIRECTORY_ACTIVE, true, 3, 1), "");
    assert_sv_lit(names_at(f, ctx, DIRECTORY_ACTIVE, true, DIRECTORY_OFFSET_MAX + 1, 1), "");
    find_me(f, cem, false);
    assert_sv_lit(names(f, NULL, DIRECTORY_NEW, true), "ba");
    is_whole(f);
}

static void rules(struct service_fixture *f, const struct user *ann)
{
    struct domain_rule rule;
    struct account account;
    (void)remote(f, "xa", "far.example", 200);
    (void)remote(f, "ya", "loud.example", 201);
    assert_sv_lit(names(f, NULL, DIRECTORY_NEW, true), "ba");
    assert_sv_lit(names(f, NULL, DIRECTORY_NEW, false), "bayx");
    struct ctx *ctx = service_console(f);
    assert_ctx_ok(ctx,
                  service_set_domain_rule(ctx, SV("loud.example"), DOMAIN_SILENCE, SV(""), &rule));
    assert_sv_lit(names(f, NULL, DIRECTORY_NEW, false), "bax");
    assert_sv_lit(names_at(f, service_anonymous(f), DIRECTORY_NEW, false, 2, 1), "x");
    ctx = service_console(f);
    assert_ctx_ok(ctx, service_moderate_account(ctx, ann->account, ACCOUNT_SILENCED, &account));
    assert_sv_lit(names(f, NULL, DIRECTORY_NEW, false), "bx");
    is_whole(f);
    ctx = service_console(f);
    assert_ctx_ok(ctx, service_moderate_account(ctx, ann->account, ACCOUNT_ACTIVE, &account));
    assert_sv_lit(names(f, NULL, DIRECTORY_NEW, false), "bax");
}

static void relations(struct service_fixture *f, const struct user *ann, const struct user *bob,
                      const struct user *cem)
{
    struct relationship now;
    struct ctx *ctx = service_as(f, cem);
    assert_ctx_ok(ctx, service_block_account(ctx, bob->account, &now));
    assert_sv_lit(names(f, cem, DIRECTORY_NEW, false), "ax");
    ctx = service_as(f, cem);
    assert_ctx_ok(ctx, service_mute_account(ctx, ann->account, true, 0, &now));
    assert_sv_lit(names(f, cem, DIRECTORY_NEW, false), "x");
    ctx = service_as(f, bob);
    assert_ctx_ok(ctx, service_block_account(ctx, account_id(200), &now));
    assert_sv_lit(names(f, bob, DIRECTORY_NEW, false), "ba");
    assert_sv_lit(names(f, NULL, DIRECTORY_NEW, false), "bax");
}

static void story(enum fixture_engine engine)
{
    if (!fixture_has(engine))
        return;
    struct service_fixture f;
    service_open(&f, engine);
    struct user ann = service_person(&f, "ann");
    struct user bob = service_person(&f, "bob");
    struct user cem = service_person(&f, "cem");
    orders(&f, &ann, &bob, &cem);
    rules(&f, &ann);
    relations(&f, &ann, &bob, &cem);
    service_close(&f);
}

static void directory(void **state)
{
    UNUSED(state);
    for (size_t i = 0; i < ARRAY_COUNT(engines); i++)
        story(engines[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(directory) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
