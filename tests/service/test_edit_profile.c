/* service/edit_profile and find_account: limits, rendering, who gets told; handles found exactly and by their beginning. */
#include "harness/harness.h"
#include "harness/service_fixture.h"

#include "model/paging.h"
#include "service/edit_profile.h"
#include "service/find_account.h"
#include "service/follow_account.h"
#include "service/view_account.h"
#include "store/outbound.h"
#include "store/relation.h"

static const enum fixture_engine engines[] = { FIXTURE_SQLITE, FIXTURE_POSTGRES };

#define ALICE account_id(100)
#define ALBERT account_id(101)
#define REMOTE account_id(200)

static void words_are_rendered(struct service_fixture *f)
{
    /* Somebody elsewhere to tell it to. */
    assert_ctx_ok(service_anonymous(f), service_receive_follow(service_anonymous(f), REMOTE, ALICE,
                                                               SV("https://far.example/f/1")));
    struct ctx *ctx = service_acting(f, ALICE);
    struct profile_field fields[] = {
        { SV_INIT("Site"), SV_INIT("https://me.example/a") },
        { SV_INIT(""), SV_INIT(" ") },
        { SV_INIT("Tag"), SV_INIT("<b>") },
    };
    struct profile_edit edit = {
        .given = PROFILE_DISPLAY_NAME | PROFILE_NOTE | PROFILE_FIELDS | PROFILE_LOCKED |
                 PROFILE_BOT | PROFILE_VISIBILITY | PROFILE_LANGUAGE,
        .display_name = SV(" Alice A. "),
        .note = SV("Ask @albert or @al@far.example <i> #Cats"),
        .fields = fields,
        .field_count = 3,
        .is_locked = true,
        .is_bot = true,
        .default_visibility = VISIBILITY_UNLISTED,
        .default_language = SV("fr"),
    };
    struct field_errors errors;
    struct account out;
    assert_ctx_ok(ctx, service_edit_profile(ctx, &edit, &errors, &out));
    assert_sv_lit(out.display_name, "Alice A.");
    assert_true(sv_find(out.note_html.bytes, SV("https://local.example/@albert\""), 0) != SIZE_MAX);
    assert_true(sv_find(out.note_html.bytes, SV("https://far.example/u/al\""), 0) != SIZE_MAX);
    assert_true(sv_find(out.note_html.bytes, SV("&lt;i&gt;"), 0) != SIZE_MAX);
    assert_true(sv_find(out.note_html.bytes, SV("/tags/cats"), 0) != SIZE_MAX);
    assert_int_equal(out.field_count, 2);
    assert_true(sv_find(out.fields[0].value_html.bytes, SV(" me\""), 0) != SIZE_MAX);
    assert_sv_lit(out.fields[1].value_html.bytes, "&lt;b&gt;");
    assert_true(out.is_locked);
    assert_int_equal(out.kind, ACCOUNT_SERVICE);
    assert_int_equal(out.default_visibility, VISIBILITY_UNLISTED);
    struct fanout *fanouts = NULL;
    size_t count = 0;
    assert_ctx_ok(ctx, store_fanout_list(ctx, 10, &fanouts, &count));
    assert_int_equal(count, 1);
    assert_int_equal(fanouts[0].kind, ACTIVITY_UPDATE_ACTOR);
    struct profile_edit quiet = { .given = PROFILE_SENSITIVE, .default_sensitive = true };
    assert_ctx_ok(ctx, service_edit_profile(ctx, &quiet, NULL, &out));
    assert_sv_lit(out.display_name, "Alice A.");
    assert_true(out.default_sensitive && out.is_locked);
    assert_ctx_ok(ctx, store_fanout_list(ctx, 10, &fanouts, &count));
    assert_int_equal(count, 1);
}

static void limits_hold(struct service_fixture *f)
{
    struct ctx *ctx = service_acting(f, ALICE);
    struct profile_field fields[PROFILE_FIELDS_MAX + 1] = { 0 };
    struct profile_edit edit = {
        .given = PROFILE_DISPLAY_NAME | PROFILE_FIELDS | PROFILE_AVATAR | PROFILE_VISIBILITY,
        .display_name = SV("1234567890123456789012345678901"),
        .fields = fields,
        .field_count = PROFILE_FIELDS_MAX + 1,
        .avatar = media_id(77),
        .default_visibility = VISIBILITY_DIRECT,
    };
    struct field_errors errors;
    struct account out;
    assert_err(service_edit_profile(ctx, &edit, &errors, &out), ERR_VALIDATION);
    assert_int_equal(errors.count, 4);
    assert_non_null(field_error_find(&errors, SV("display_name")));
    assert_non_null(field_error_find(&errors, SV("avatar")));
    ctx->viewer.is_page = true;
    ctx->viewer.page_role = PAGE_ROLE_EDITOR;
    edit.given = 0;
    assert_err(service_edit_profile(ctx, &edit, NULL, &out), ERR_FORBIDDEN);
    assert_err(service_edit_profile(service_anonymous(f), &edit, NULL, &out), ERR_LOGIN_REQUIRED);
}

static enum err resolve(struct ctx *ctx, struct sv text, struct account_id *out)
{
    UNUSED(ctx);
    if (!sv_eq(text, SV("@new@far.example")))
        return ERR_UPSTREAM;
    *out = REMOTE;
    return ERR_OK;
}

static void pictures_have_words(struct service_fixture *f)
{
    struct ctx *ctx = service_acting(f, ALICE);
    const struct sv sites[] = { SV_INIT(" News.Example "), SV_INIT(""), SV_INIT("b.example") };
    struct profile_edit edit = { .given = PROFILE_AVATAR_ALT | PROFILE_HEADER_ALT |
                                          PROFILE_ATTRIBUTION | PROFILE_MEDIA | PROFILE_FEATURED,
                                 .avatar_alt = SV(" a face "),
                                 .header_alt = SV("hills"),
                                 .attribution = sites,
                                 .attribution_count = ARRAY_COUNT(sites),
                                 .shows_media = false,
                                 .shows_featured = true };
    struct account out;
    assert_ctx_ok(ctx, service_edit_profile(ctx, &edit, NULL, &out));
    assert_sv_lit(out.avatar_alt, "a face");
    assert_sv_lit(out.header_alt, "hills");
    assert_sv_lit(out.attribution, "news.example\nb.example");
    assert_true(out.hides_media && !out.hides_media_replies && !out.hides_featured);
    /* The words go with the picture; what is not given stays. */
    struct profile_edit none = { .given = PROFILE_AVATAR };
    ctx = service_acting(f, ALICE);
    assert_ctx_ok(ctx, service_edit_profile(ctx, &none, NULL, &out));
    assert_int_equal(out.avatar_alt.len, 0);
    assert_sv_lit(out.header_alt, "hills");
    assert_true(out.hides_media);
}

static void words_are_bounded(struct service_fixture *f)
{
    static struct sv many[PROFILE_ATTRIBUTION_MAX + 1];
    static char longest[PROFILE_ALT_MAX_CHARS + 2];
    struct account out;
    struct field_errors errors;
    memset(longest, 'a', PROFILE_ALT_MAX_CHARS + 1);
    for (size_t i = 0; i < ARRAY_COUNT(many); i++)
        many[i] = SV("a.example");
    struct profile_edit edit = { .given =
                                     PROFILE_AVATAR_ALT | PROFILE_HEADER_ALT | PROFILE_ATTRIBUTION,
                                 .avatar_alt = sv_from(longest),
                                 .header_alt = sv_from(longest),
                                 .attribution = many,
                                 .attribution_count = ARRAY_COUNT(many) };
    assert_err(service_edit_profile(service_acting(f, ALICE), &edit, &errors, &out),
               ERR_VALIDATION);
    assert_non_null(field_error_find(&errors, SV("avatar_description")));
    assert_non_null(field_error_find(&errors, SV("header_description")));
    assert_non_null(field_error_find(&errors, SV("attribution_domains")));
    longest[PROFILE_ALT_MAX_CHARS] = '\0';
    edit.avatar_alt = edit.header_alt = sv_from(longest);
    edit.attribution_count = PROFILE_ATTRIBUTION_MAX;
    assert_ok(service_edit_profile(service_acting(f, ALICE), &edit, &errors, &out));
    edit = (struct profile_edit){ .given = PROFILE_ATTRIBUTION,
                                  .attribution = &SV("not a host"),
                                  .attribution_count = 1 };
    assert_err(service_edit_profile(service_acting(f, ALICE), &edit, &errors, &out),
               ERR_VALIDATION);
}

static void finds_one(struct service_fixture *f)
{
    struct ctx *ctx = service_anonymous(f);
    struct account out;
    const char *known[] = { "ALice",
                            "@alice",
                            "acct:alice@local.example",
                            " @alice@LOCAL.example ",
                            "https://local.example/@alice",
                            "https://local.example/actors/100" };
    for (size_t i = 0; i < ARRAY_COUNT(known); i++) {
        assert_ctx_ok(ctx, service_find_account(ctx, sv_from(known[i]), false, &out));
        assert_int_equal(out.id.v, ALICE.v);
    }
    assert_ctx_ok(ctx, service_find_account(ctx, SV("al@FAR.example"), false, &out));
    assert_int_equal(out.id.v, REMOTE.v);
    assert_ctx_ok(ctx, service_find_account(ctx, SV("https://far.example/u/al"), false, &out));
    const char *unknown[] = { "",
                              "nobody",
                              "new@far.example",
                              "a b",
                              "@",
                              "https://local.example/",
                              "https://local.example/actor",
                              "al@exa mple" };
    for (size_t i = 0; i < ARRAY_COUNT(unknown); i++)
        assert_err(service_find_account(ctx, sv_from(unknown[i]), false, &out), ERR_NOT_FOUND);
    f->engine.resolve_account = resolve;
    assert_ctx_ok(ctx, service_find_account(ctx, SV("@new@far.example"), true, &out));
    assert_err(service_find_account(ctx, SV("other@far.example"), true, &out), ERR_UPSTREAM);
    assert_err(service_find_account(ctx, SV("nobody"), true, &out), ERR_NOT_FOUND);
}

static enum err follow(struct ctx *ctx, void *arg)
{
    UNUSED(arg);
    struct follow follow = { .id = follow_id(1), .follower = ALICE, .target = ALBERT };
    bool is_new = false;
    return store_follow_insert(ctx, &follow, &is_new);
}

/* An exact answer comes first; the one that it pushes off the page is the first of the next. */
static void pages_have_no_gap(struct service_fixture *f)
{
    struct ctx *ctx = service_anonymous(f);
    const char *names[] = { "zed", "zed_a", "zed_b", "zed_c" };
    for (size_t i = 0; i < ARRAY_COUNT(names); i++)
        keyed_account(&f->keyed, names[i], 300 + (int64_t)i);
    for (size_t size = 1; size <= 3; size++) {
        size_t seen = 0;
        for (int64_t offset = 0; offset < 6; offset += (int64_t)size) {
            const struct account *out = NULL;
            size_t count = 0;
            struct account_search search = { .text = SV("zed"), .offset = offset, .count = size };
            assert_ctx_ok(ctx, service_search_accounts(ctx, &search, &out, &count));
            for (size_t i = 0; i < count; i++)
                assert_int_equal(out[i].id.v, 300 + (int64_t)seen++);
        }
        assert_int_equal(seen, 4);
    }
    /* The third of the names, asked for by its address, is no beginning of anything. */
    const struct account *out = NULL;
    size_t count = 0;
    struct account_search search = { .text = SV("https://local.example/@zed_b"), .count = 2 };
    assert_ctx_ok(ctx, service_search_accounts(ctx, &search, &out, &count));
    assert_int_equal(count, 1);
    search.offset = 1;
    assert_ctx_ok(ctx, service_search_accounts(ctx, &search, &out, &count));
    assert_int_equal(count, 0);
    search =
        (struct account_search){ .text = SV("zed"), .offset = SEARCH_OFFSET_MAX + 1, .count = 2 };
    assert_ctx_ok(ctx, service_search_accounts(ctx, &search, &out, &count));
    assert_int_equal(count, 0);
}

static void searches_beginnings(struct service_fixture *f)
{
    struct ctx *ctx = service_acting(f, ALICE);
    const struct account *out = NULL;
    size_t count = 0;
    struct account_search search = { .text = SV("@AL"), .count = 10 };
    assert_ctx_ok(ctx, service_search_accounts(ctx, &search, &out, &count));
    assert_int_equal(count, 3);
    assert_sv_lit(out[0].username, "al");
    assert_sv_lit(out[1].username, "albert");
    search.offset = 1;
    search.count = 1;
    assert_ctx_ok(ctx, service_search_accounts(ctx, &search, &out, &count));
    assert_int_equal(count, 1);
    assert_sv_lit(out[0].username, "albert");
    search = (struct account_search){ .text = SV("al@fa"), .count = 10 };
    assert_ctx_ok(ctx, service_search_accounts(ctx, &search, &out, &count));
    assert_int_equal(count, 1);
    assert_int_equal(out[0].id.v, REMOTE.v);
    assert_ctx_ok(ctx, db_write(ctx, follow, NULL));
    search = (struct account_search){ .text = SV("al"), .count = 10, .following_only = true };
    assert_ctx_ok(ctx, service_search_accounts(ctx, &search, &out, &count));
    assert_int_equal(count, 1);
    assert_int_equal(out[0].id.v, ALBERT.v);
    search.count = PAGING_COUNT_MAX + 1;
    assert_err(service_search_accounts(ctx, &search, &out, &count), ERR_BAD_PARAM);
    struct account_id ids[] = { ALBERT, account_id(999), ALICE, ALBERT };
    assert_ctx_ok(ctx, service_view_accounts(ctx, ids, 4, &out, &count));
    assert_int_equal(count, 3);
    assert_int_equal(out[0].id.v, ALBERT.v);
    assert_int_equal(out[1].id.v, ALICE.v);
    assert_int_equal(out[2].id.v, ALBERT.v);
}

static void on_both_engines(void **state)
{
    UNUSED(state);
    for (size_t i = 0; i < ARRAY_COUNT(engines); i++) {
        if (!fixture_has(engines[i]))
            continue;
        struct service_fixture f;
        service_open(&f, engines[i]);
        keyed_account(&f.keyed, "Alice", ALICE.v);
        keyed_account(&f.keyed, "albert", ALBERT.v);
        service_remote(&f, "al", "far.example", REMOTE.v);
        words_are_rendered(&f);
        limits_hold(&f);
        pictures_have_words(&f);
        words_are_bounded(&f);
        finds_one(&f);
        searches_beginnings(&f);
        pages_have_no_gap(&f);
        service_close(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(on_both_engines),
    };
    return cmocka_run_group_tests_name("service/edit_profile", tests, NULL, NULL);
}
