/* service/attach_card: which link is previewed, one card for many statuses, and it goes with the last of them. */
#include "harness/harness.h"
#include "harness/service_fixture.h"

#include "service/attach_card.h"
#include "service/check.h"
#include "service/domain_rule.h"
#include "service/erase_account.h"
#include "service/erase_status.h"
#include "service/post_status.h"
#include "service/run_erasure.h"
#include "service/view_status.h"
#include "store/account.h"
#include "store/status.h"

static const enum fixture_engine engines[] = { FIXTURE_SQLITE, FIXTURE_POSTGRES };

static struct status_id post(struct service_fixture *f, const struct user *who, const char *text,
                             enum visibility visibility)
{
    struct status status;
    struct post_draft draft = { .text = sv_from(text),
                                .has_visibility = true,
                                .visibility = visibility };
    struct ctx *ctx = service_as(f, who);
    assert_ctx_ok(ctx, service_post_status(ctx, &draft, &status));
    return status.id;
}

/* The link that is previewed. */
static struct sv link_of(struct service_fixture *f, struct status_id id)
{
    struct status status;
    struct sv url;
    struct ctx *ctx = service_anonymous(f);
    assert_ctx_ok(ctx, store_status_get(ctx, id, &status));
    assert_ctx_ok(ctx, service_find_preview_link(ctx, &status, &url));
    return url;
}

static void chooses(struct service_fixture *f, const struct user *ann)
{
    struct domain_rule rule;
    assert_sv_lit(
        link_of(f, post(f, ann, "@ann #tag https://a.example/x?y=1&z=2#part https://b.example",
                        VISIBILITY_PUBLIC)),
        "https://a.example/x?y=1&z=2");
    assert_sv_lit(link_of(f, post(f, ann, "https://local.example/@ann https://b.example",
                                  VISIBILITY_UNLISTED)),
                  "https://b.example/");
    assert_sv_lit(link_of(f, post(f, ann, "https://a.example/x", VISIBILITY_PRIVATE)), "");
    assert_sv_lit(link_of(f, post(f, ann, "no link", VISIBILITY_PUBLIC)), "");
    struct ctx *ctx = service_console(f);
    assert_ctx_ok(ctx, service_set_domain_rule(ctx, SV("a.example"), DOMAIN_BLOCK, SV(""), &rule));
    assert_sv_lit(
        link_of(f, post(f, ann, "https://a.example/x https://b.example", VISIBILITY_PUBLIC)),
        "https://b.example/");
}

static struct preview_card page_of(const struct ctx *ctx, const char *title,
                                   struct account_id author)
{
    return (struct preview_card){ .url = SV("https://c.example/page"),
                                  .title = sv_from(title),
                                  .description = SV("words"),
                                  .author = author,
                                  .fetched_ms = ctx->now_ms };
}

static const struct status_view *view(struct service_fixture *f, struct status_id id)
{
    struct ctx *ctx = service_anonymous(f);
    struct status_view *out = ARENA_NEW(ctx->arena, struct status_view);
    assert_ctx_ok(ctx, service_view_status(ctx, id, out));
    return out;
}

static bool knows(struct service_fixture *f, bool *out_fresh)
{
    struct preview_card card = { 0 };
    struct ctx *ctx = service_anonymous(f);
    assert_ctx_ok(ctx, service_find_preview(ctx, SV("https://c.example/page"), out_fresh, &card));
    return !preview_card_id_is_none(card.id);
}

static void note(void *arg, bool is_fault, struct sv sentence)
{
    UNUSED(arg);
    if (is_fault)
        print_error("%" SV_FMT "\n", SV_ARG(sentence));
}

static void is_whole(struct service_fixture *f)
{
    struct check check = { .note = note };
    int64_t faults = 0;
    struct ctx *ctx = service_console(f);
    assert_ctx_ok(ctx, service_check(ctx, &check, &faults));
    assert_int_equal(faults, 0);
}

static void erase(struct service_fixture *f, struct account_id account)
{
    struct erasure_id id;
    struct ctx *ctx = service_console(f);
    assert_ctx_ok(ctx, service_begin_account_erasure(ctx, account, SV(""), &id));
    assert_ctx_ok(ctx, service_finish_erasure(ctx, id, NULL, NULL));
    assert_int_equal(service_rows_left(f, account), 0);
}

static void is_shared_and_goes(struct service_fixture *f, const struct user *ann,
                               const struct user *bob, const struct user *cem)
{
    bool is_fresh = false;
    struct status_id first = post(f, ann, "https://c.example/page", VISIBILITY_PUBLIC);
    struct status_id second = post(f, bob, "https://c.example/page", VISIBILITY_PUBLIC);
    struct ctx *ctx = service_anonymous(f);
    struct preview_card page = page_of(ctx, "One", cem->account);
    assert_false(knows(f, &is_fresh));
    assert_ctx_ok(ctx, service_attach_card(ctx, first, &page));
    assert_true(knows(f, &is_fresh) && is_fresh);
    assert_non_null(view(f, first)->status->card);
    assert_sv_lit(view(f, first)->status->card->title, "One");
    assert_true(account_id_eq(view(f, first)->card_author->id, cem->account));
    assert_null(view(f, second)->status->card);
    ctx = service_anonymous(f);
    page = page_of(ctx, "Two", cem->account);
    assert_ctx_ok(ctx, service_attach_card(ctx, second, &page));
    assert_sv_lit(view(f, first)->status->card->title, "Two");
    is_whole(f);

    erase(f, cem->account);
    assert_null(view(f, first)->card_author);
    assert_sv_lit(view(f, first)->status->card->title, "Two");
    ctx = service_anonymous(f);
    assert_ctx_ok(ctx, service_set_card(ctx, first, preview_card_id(0)));
    assert_null(view(f, first)->status->card);
    assert_true(knows(f, &is_fresh));
    is_whole(f);
    erase(f, bob->account);
    assert_false(knows(f, &is_fresh));
    /* A job of before the erasure brings nothing back. */
    ctx = service_anonymous(f);
    assert_ctx_ok(ctx, service_attach_card(ctx, second, &page));
    assert_false(knows(f, &is_fresh));
    is_whole(f);
}

static void is_empty_and_ages(struct service_fixture *f, const struct user *ann)
{
    bool is_fresh = false;
    struct status_id id = post(f, ann, "https://c.example/page", VISIBILITY_PUBLIC);
    struct ctx *ctx = service_anonymous(f);
    struct preview_card page = page_of(ctx, "", account_id(0));
    assert_ctx_ok(ctx, service_attach_card(ctx, id, &page));
    assert_null(view(f, id)->status->card);
    assert_true(knows(f, &is_fresh) && is_fresh);
    ctx = service_anonymous(f);
    ctx->now_ms += PREVIEW_CARD_EMPTY_MS + 1000;
    assert_ctx_ok(ctx, service_find_preview(ctx, page.url, &is_fresh, &page));
    assert_false(is_fresh);
}

static void lets_itself_be_named(void **state)
{
    UNUSED(state);
    const struct account account = { .attribution = SV("a.example\nB.example") };
    assert_true(service_lets_itself_be_named(&account, SV("a.example")));
    assert_true(service_lets_itself_be_named(&account, SV("www.b.example")));
    assert_false(service_lets_itself_be_named(&account, SV("nota.example")));
    assert_false(service_lets_itself_be_named(&account, SV("example")));
    assert_false(service_lets_itself_be_named(&(struct account){ 0 }, SV("a.example")));
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
    chooses(&f, &ann);
    is_shared_and_goes(&f, &ann, &bob, &cem);
    is_empty_and_ages(&f, &ann);
    service_close(&f);
}

static void previews(void **state)
{
    UNUSED(state);
    for (size_t i = 0; i < ARRAY_COUNT(engines); i++)
        story(engines[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lets_itself_be_named),
        cmocka_unit_test(previews),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
