/* service/feature_tag: what is counted, bounds, suggestions, and the tag's own row. */
#include "harness/harness.h"
#include "harness/service_fixture.h"

#include "service/check.h"
#include "service/erase_account.h"
#include "service/erase_status.h"
#include "service/feature_tag.h"
#include "service/post_status.h"
#include "service/run_erasure.h"

static const enum fixture_engine engines[] = { FIXTURE_SQLITE, FIXTURE_POSTGRES };

static struct status_id post(struct service_fixture *f, const struct user *by, const char *text,
                             enum visibility visibility)
{
    struct status status;
    struct ctx *ctx = service_as(f, by);
    struct post_draft draft = { .text = sv_from(text),
                                .visibility = visibility,
                                .has_visibility = true };
    assert_ctx_ok(ctx, service_post_status(ctx, &draft, &status));
    return status.id;
}

static struct featured_tag *listed(struct service_fixture *f, struct account_id of, size_t count)
{
    struct featured_tag *tags = NULL;
    size_t have = 0;
    struct ctx *ctx = service_anonymous(f);
    assert_ctx_ok(ctx, service_list_featured_tags(ctx, of, &tags, &have));
    assert_int_equal(have, count);
    return tags;
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

static void counts(struct service_fixture *f, const struct user *ann, const struct user *bob)
{
    struct featured_tag tag;
    struct ctx *ctx = service_as(f, ann);
    assert_ctx_ok(ctx, service_feature_tag(ctx, SV(" #Walks"), &tag));
    assert_sv_lit(tag.name, "walks");
    assert_true(tag.statuses == 0 && status_id_is_none(tag.newest));
    struct status_id first = post(f, ann, "#walks by the lake", VISIBILITY_PUBLIC);
    struct status_id second = post(f, ann, "#Walks #birds", VISIBILITY_UNLISTED);
    (void)post(f, ann, "#walks for friends", VISIBILITY_PRIVATE);
    (void)post(f, bob, "#walks", VISIBILITY_PUBLIC);
    struct featured_tag *tags = listed(f, ann->account, 1);
    assert_int_equal(tags[0].statuses, 2);
    assert_int_equal(tags[0].newest.v, second.v);
    struct erasure_id id;
    ctx = service_as(f, ann);
    assert_ctx_ok(ctx, service_erase_status(ctx, second, &id));
    ctx = service_console(f);
    assert_ctx_ok(ctx, service_finish_erasure(ctx, id, NULL, NULL));
    assert_int_equal(listed(f, ann->account, 1)[0].statuses, 1);
    assert_int_equal(listed(f, ann->account, 1)[0].newest.v, first.v);
    is_whole(f);
}

static void suggests(struct service_fixture *f, const struct user *ann)
{
    struct sv *names = NULL;
    size_t count = 0;
    (void)post(f, ann, "#birds", VISIBILITY_PUBLIC);
    (void)post(f, ann, "#birds #lakes", VISIBILITY_PUBLIC);
    (void)post(f, ann, "#secret #secret2", VISIBILITY_DIRECT);
    struct ctx *ctx = service_as(f, ann);
    assert_ctx_ok(ctx, service_suggest_featured_tags(ctx, &names, &count));
    assert_int_equal(count, 2);
    assert_sv_lit(names[0], "birds");
    assert_sv_lit(names[1], "lakes");
    assert_err(service_suggest_featured_tags(service_anonymous(f), &names, &count),
               ERR_LOGIN_REQUIRED);
}

static void refuses(struct service_fixture *f, const struct user *ann, const struct user *bob)
{
    struct featured_tag tag;
    struct featured_tag *tags = NULL;
    size_t count = 0;
    struct ctx *ctx = service_as(f, ann);
    assert_err(service_feature_tag(ctx, SV("two words"), &tag), ERR_VALIDATION);
    assert_err(service_feature_tag(ctx, SV("#"), &tag), ERR_VALIDATION);
    for (int i = 1; i < FEATURED_TAGS_MAX; i++) {
        ctx = service_as(f, ann);
        assert_ctx_ok(ctx, service_feature_tag(ctx, sv_printf(ctx->arena, "tag%d", i), &tag));
    }
    assert_err(service_feature_tag(service_as(f, ann), SV("more"), &tag), ERR_VALIDATION);
    assert_ctx_ok(ctx, service_feature_tag(service_as(f, ann), SV("walks"), &tag));
    assert_err(service_feature_tag(service_anonymous(f), SV("walks"), &tag), ERR_LOGIN_REQUIRED);
    assert_err(service_unfeature_tag(service_as(f, bob), tag.id), ERR_NOT_FOUND);
    ctx = service_as(f, ann);
    assert_ctx_ok(ctx, service_unfeature_tag(ctx, tag.id));
    assert_err(service_unfeature_tag(service_as(f, ann), tag.id), ERR_NOT_FOUND);
    ctx = service_as(f, ann);
    assert_ctx_ok(ctx, service_unfeature_tag_named(ctx, SV("Tag3")));
    assert_ctx_ok(ctx, service_unfeature_tag_named(ctx, SV("Tag3")));
    (void)listed(f, ann->account, FEATURED_TAGS_MAX - 2);
    assert_err(service_list_featured_tags(service_anonymous(f), account_id(1), &tags, &count),
               ERR_NOT_FOUND);
    is_whole(f);
}

static void story(enum fixture_engine engine)
{
    if (!fixture_has(engine))
        return;
    struct service_fixture f;
    service_open(&f, engine);
    struct user ann = service_person(&f, "ann");
    struct user bob = service_person(&f, "bob");
    counts(&f, &ann, &bob);
    suggests(&f, &ann);
    refuses(&f, &ann, &bob);
    struct erasure_id id;
    struct ctx *ctx = service_console(&f);
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
