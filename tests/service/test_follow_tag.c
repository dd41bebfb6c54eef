/* service/follow_tag: who follows what, bounds, and the tag's own row. What home makes of it: test_home. */
#include "harness/harness.h"
#include "harness/service_fixture.h"

#include "service/check.h"
#include "service/erase_account.h"
#include "service/erase_status.h"
#include "service/follow_tag.h"
#include "service/post_status.h"
#include "service/run_erasure.h"

static const enum fixture_engine engines[] = { FIXTURE_SQLITE, FIXTURE_POSTGRES };

static bool follows(struct service_fixture *f, const struct user *who, const char *tag)
{
    bool is_following = false;
    struct ctx *ctx = service_as(f, who);
    assert_ctx_ok(ctx, service_is_following_tag(ctx, sv_from(tag), &is_following));
    return is_following;
}

static size_t listed(struct service_fixture *f, const struct user *who, struct sv *out_first)
{
    struct paging paging = paging_of(-1, -1, -1, 80);
    struct followed_tag *tags = NULL;
    size_t count = 0;
    struct ctx *ctx = service_as(f, who);
    assert_ctx_ok(ctx, service_list_followed_tags(ctx, &paging, &tags, &count));
    *out_first = count > 0 ? tags[0].name : SV("");
    return count;
}

static void note(void *arg, bool is_fault, struct sv sentence)
{
    UNUSED(arg);
    if (is_fault)
        print_error("%" SV_FMT "\n", SV_ARG(sentence));
}

/* The tags' counters are what a walk counts. */
static void is_whole(struct service_fixture *f)
{
    struct check check = { .note = note };
    int64_t faults = 0;
    struct ctx *ctx = service_console(f);
    assert_ctx_ok(ctx, service_check(ctx, &check, &faults));
    assert_int_equal(faults, 0);
}

static void story(enum fixture_engine engine)
{
    if (!fixture_has(engine))
        return;
    struct service_fixture f;
    struct sv first;
    service_open(&f, engine);
    struct user ann = service_person(&f, "ann");
    struct user bob = service_person(&f, "bob");
    struct ctx *ctx = service_as(&f, &ann);
    assert_ctx_ok(ctx, service_follow_tag(ctx, SV("Walks")));
    assert_ctx_ok(ctx, service_follow_tag(ctx, SV("walks")));
    assert_ctx_ok(ctx, service_follow_tag(ctx, SV("birds")));
    assert_err(service_follow_tag(ctx, SV("two words")), ERR_NOT_FOUND);
    assert_true(follows(&f, &ann, "walks") && !follows(&f, &bob, "walks"));
    assert_int_equal(listed(&f, &ann, &first), 2);
    assert_sv_lit(first, "birds");
    struct status status;
    ctx = service_as(&f, &bob);
    struct post_draft draft = { .text = SV("#walks") };
    assert_ctx_ok(ctx, service_post_status(ctx, &draft, &status));
    is_whole(&f);
    ctx = service_as(&f, &bob);
    assert_ctx_ok(ctx, service_erase_status(ctx, status.id, NULL));
    assert_true(follows(&f, &ann, "walks"));
    ctx = service_as(&f, &ann);
    assert_ctx_ok(ctx, service_unfollow_tag(ctx, SV("birds")));
    assert_ctx_ok(ctx, service_unfollow_tag(ctx, SV("birds")));
    assert_int_equal(listed(&f, &ann, &first), 1);
    is_whole(&f);
    for (int i = 1; i < FOLLOWED_TAGS_MAX; i++) {
        ctx = service_as(&f, &ann);
        assert_ctx_ok(ctx, service_follow_tag(ctx, sv_printf(ctx->arena, "tag%d", i)));
    }
    assert_err(service_follow_tag(service_as(&f, &ann), SV("more")), ERR_VALIDATION);
    struct erasure_id id;
    ctx = service_console(&f);
    assert_ctx_ok(ctx, service_begin_account_erasure(ctx, ann.account, SV(""), &id));
    assert_ctx_ok(ctx, service_finish_erasure(ctx, id, NULL, NULL));
    assert_int_equal(service_rows_left(&f, ann.account), 0);
    is_whole(&f);
    service_close(&f);
}

static void tags(void **state)
{
    UNUSED(state);
    for (size_t i = 0; i < ARRAY_COUNT(engines); i++)
        story(engines[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(tags) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
