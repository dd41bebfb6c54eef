/* service/suggest_account: friends of friends first, only who wants to be found and is no acquaintance, nothing from who hides. */
#include "harness/harness.h"
#include "harness/service_fixture.h"

#include "service/block_account.h"
#include "service/edit_profile.h"
#include "service/erase_account.h"
#include "service/follow_account.h"
#include "service/run_erasure.h"
#include "service/suggest_account.h"

static const enum fixture_engine engines[] = { FIXTURE_SQLITE, FIXTURE_POSTGRES };

static void edit(struct service_fixture *f, const struct user *who, bool is_discoverable,
                 bool hides_collections)
{
    struct account account;
    struct field_errors errors = { 0 };
    struct ctx *ctx = service_as(f, who);
    struct profile_edit edit = { .given = PROFILE_DISCOVERABLE | PROFILE_HIDES_COLLECTIONS,
                                 .is_discoverable = is_discoverable,
                                 .hides_collections = hides_collections };
    assert_ctx_ok(ctx, service_edit_profile(ctx, &edit, &errors, &account));
}

static void follow(struct service_fixture *f, const struct user *by, const struct user *whom)
{
    struct relationship now;
    struct follow_options options = { .shows_reblogs = true };
    struct ctx *ctx = service_as(f, by);
    assert_ctx_ok(ctx, service_follow_account(ctx, whom->account, &options, &now));
}

/* Who is suggested to somebody: a letter each, capital where friends follow. */
static struct sv suggested(struct service_fixture *f, const struct user *who)
{
    struct suggestion *list = NULL;
    size_t count = 0;
    struct buf b;
    struct ctx *ctx = service_as(f, who);
    assert_ctx_ok(ctx, service_suggest_accounts(ctx, 80, &list, &count));
    buf_init(&b, ctx->arena, 100);
    for (size_t i = 0; i < count; i++) {
        char letter = list[i].account.username.ptr[0];
        buf_char(&b, list[i].source == SUGGESTION_FRIENDS ? (char)(letter - 32) : letter);
    }
    return buf_view(&b);
}

static void refuse(struct service_fixture *f, const struct user *who, struct account_id whom)
{
    struct ctx *ctx = service_as(f, who);
    assert_ctx_ok(ctx, service_refuse_suggestion(ctx, whom));
}

/* ann follows bob and cem; both follow dan, cem follows eve as well; fay is followed by nobody of them. */
static void friends(struct service_fixture *f, const struct user *ann, const struct user *bob,
                    const struct user *cem, const struct user *dan, const struct user *eve)
{
    follow(f, ann, bob);
    follow(f, ann, cem);
    follow(f, bob, dan);
    follow(f, cem, eve);
    follow(f, cem, dan);
    follow(f, bob, ann);
    assert_sv_lit(suggested(f, ann), "DEf");
    edit(f, cem, true, true);
    assert_sv_lit(suggested(f, ann), "Def");
    edit(f, cem, true, false);
    edit(f, eve, false, false);
    assert_sv_lit(suggested(f, ann), "Df");
    edit(f, eve, true, false);
    assert_sv_lit(suggested(f, bob), "Cef");
}

static void acquaintances(struct service_fixture *f, const struct user *ann, const struct user *dan,
                          const struct user *eve, const struct user *fay)
{
    struct relationship now;
    struct ctx *ctx = service_as(f, fay);
    assert_ctx_ok(ctx, service_block_account(ctx, ann->account, &now));
    assert_sv_lit(suggested(f, ann), "DE");
    ctx = service_as(f, ann);
    assert_ctx_ok(ctx, service_mute_account(ctx, eve->account, true, 0, &now));
    assert_sv_lit(suggested(f, ann), "D");
    refuse(f, ann, dan->account);
    refuse(f, ann, dan->account);
    refuse(f, ann, account_id(1));
    assert_sv_lit(suggested(f, ann), "");
    assert_err(service_refuse_suggestion(service_anonymous(f), dan->account), ERR_LOGIN_REQUIRED);
    struct suggestion *list = NULL;
    size_t count = 0;
    assert_err(service_suggest_accounts(service_anonymous(f), 80, &list, &count),
               ERR_LOGIN_REQUIRED);
}

static void erase(struct service_fixture *f, struct account_id account)
{
    struct erasure_id id;
    struct ctx *ctx = service_console(f);
    assert_ctx_ok(ctx, service_begin_account_erasure(ctx, account, SV(""), &id));
    assert_ctx_ok(ctx, service_finish_erasure(ctx, id, NULL, NULL));
    assert_int_equal(service_rows_left(f, account), 0);
}

static void story(enum fixture_engine engine)
{
    if (!fixture_has(engine))
        return;
    struct service_fixture f;
    service_open(&f, engine);
    const char *const names[] = { "ann", "bob", "cem", "dan", "eve", "fay" };
    struct user users[ARRAY_COUNT(names)];
    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        users[i] = service_person(&f, names[i]);
        edit(&f, &users[i], i > 1, false);
    }
    friends(&f, &users[0], &users[1], &users[2], &users[3], &users[4]);
    acquaintances(&f, &users[0], &users[3], &users[4], &users[5]);
    refuse(&f, &users[0], users[5].account);
    erase(&f, users[3].account);
    erase(&f, users[0].account);
    service_close(&f);
}

static void suggestions(void **state)
{
    UNUSED(state);
    for (size_t i = 0; i < ARRAY_COUNT(engines); i++)
        story(engines[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(suggestions) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
