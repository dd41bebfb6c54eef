/* service/find_tag: beginnings, in pages without gap or repetition, and only of what everybody may read. */
#include "harness/harness.h"
#include "harness/service_fixture.h"

#include "model/paging.h"
#include "service/erase_account.h"
#include "service/erase_status.h"
#include "service/find_tag.h"
#include "service/follow_tag.h"
#include "service/post_status.h"

static const enum fixture_engine engines[] = { FIXTURE_SQLITE, FIXTURE_POSTGRES };

static struct status_id post(struct service_fixture *f, const struct user *who, const char *text,
                             enum visibility visibility)
{
    struct status status;
    struct post_draft draft = { .text = sv_from(text),
                                .has_visibility = true,
                                .visibility = visibility };
    assert_ctx_ok(service_as(f, who), service_post_status(service_as(f, who), &draft, &status));
    return status.id;
}

/* What a search finds, joined by spaces. */
static struct sv found(struct service_fixture *f, const char *text, int64_t offset, size_t count)
{
    struct ctx *ctx = service_anonymous(f);
    struct sv *names = NULL;
    size_t name_count = 0;
    struct sv all = SV("");
    struct tag_search search = { .text = sv_from(text), .offset = offset, .count = count };
    assert_ctx_ok(ctx, service_search_tags(ctx, &search, &names, &name_count));
    for (size_t i = 0; i < name_count; i++)
        all = sv_concat(ctx->arena, (struct sv[]){ all, i > 0 ? SV(" ") : SV(""), names[i] }, 3);
    return all;
}

static void refuses(struct service_fixture *f)
{
    struct ctx *ctx = service_anonymous(f);
    struct sv *names = NULL;
    size_t count = 7;
    struct tag_search search = { .text = SV("walk"), .count = PAGING_COUNT_MAX + 1 };
    assert_err(service_search_tags(ctx, &search, &names, &count), ERR_BAD_PARAM);
    search.count = 1;
    search.offset = -1;
    assert_err(service_search_tags(ctx, &search, &names, &count), ERR_BAD_PARAM);
    search.offset = SEARCH_OFFSET_MAX + 1;
    assert_ctx_ok(ctx, service_search_tags(ctx, &search, &names, &count));
    assert_int_equal(count, 0);
    search.offset = 0;
    search.reviewed_only = true;
    count = 7;
    assert_ctx_ok(ctx, service_search_tags(ctx, &search, &names, &count));
    assert_int_equal(count, 0);
}

static void story(enum fixture_engine engine)
{
    struct service_fixture f;
    struct account_erasure erasure;
    service_open(&f, engine);
    struct user ann = service_person(&f, "ann");
    struct user bob = service_person(&f, "bob");
    (void)post(&f, &ann, "#walks #WalkZoo #walk\u00e9e #wal #wanda", VISIBILITY_PUBLIC);
    (void)post(&f, &ann, "#walksecret", VISIBILITY_PRIVATE);
    (void)post(&f, &ann, "#walkdirect", VISIBILITY_DIRECT);
    (void)post(&f, &ann, "#walkquiet", VISIBILITY_UNLISTED);
    assert_ctx_ok(service_as(&f, &ann), service_follow_tag(service_as(&f, &ann), SV("walkread")));
    struct status_id gone = post(&f, &bob, "#walkgone #walks", VISIBILITY_PUBLIC);
    (void)post(&f, &bob, "#walkwithbob", VISIBILITY_PUBLIC);
    (void)post(&f, &bob, "#2026walk", VISIBILITY_PUBLIC);

    assert_sv_lit(found(&f, " #Walk ", 0, 20), "Walk walkee walkgone walks walkwithbob walkzoo");
    assert_sv_lit(found(&f, "walks", 0, 20), "walks");
    assert_sv_lit(found(&f, "2026", 0, 20), "2026walk");
    assert_sv_lit(found(&f, "two words", 0, 20), "");
    assert_sv_lit(found(&f, "@ann", 0, 20), "");
    assert_sv_lit(found(&f, "#", 0, 20), "");
    /* Pages go on where the last one ended, with the typed one as with the others. */
    assert_sv_lit(found(&f, "walk", 0, 1), "walk");
    assert_sv_lit(found(&f, "walk", 1, 2), "walkee walkgone");
    assert_sv_lit(found(&f, "walk", 3, 9), "walks walkwithbob walkzoo");
    assert_sv_lit(found(&f, "2026", 1, 9), "");

    assert_ctx_ok(service_as(&f, &bob), service_erase_status(service_as(&f, &bob), gone, NULL));
    assert_sv_lit(found(&f, "walk", 1, 9), "walkee walks walkwithbob walkzoo");
    struct ctx *ctx = service_console(&f);
    assert_ctx_ok(ctx, service_erase_account(ctx, bob.account, false, &erasure));
    assert_sv_lit(found(&f, "walk", 1, 9), "walkee walks walkzoo");
    refuses(&f);
    service_close(&f);
}

static void on_both_engines(void **state)
{
    UNUSED(state);
    for (size_t i = 0; i < ARRAY_COUNT(engines); i++)
        if (fixture_has(engines[i]))
            story(engines[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(on_both_engines) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
