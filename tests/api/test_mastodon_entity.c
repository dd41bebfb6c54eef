/* api/mastodon/entity: every leaf about a person is tagged, kept parts come back whole with their tags. */
#include "harness/harness.h"
#include "harness/service_fixture.h"

#include "api/mastodon/entity/account.h"
#include "api/mastodon/entity/notification.h"
#include "api/mastodon/entity/notification_group.h"
#include "api/mastodon/entity/preferences.h"
#include "api/mastodon/entity/relationship.h"
#include "api/mastodon/entity/status.h"
#include "api/mastodon/entity/status_edit.h"
#include "cache/cache.h"
#include "feed/feed.h"
#include "service/post_status.h"
#include "service/vote_poll.h"
#include "text/json.h"

#define BYTES_MAX ((size_t)1 << 20)

/* Keys of leaves that say nothing about anybody. */
static const struct sv nobodys[] = {
    SV_INIT("current_user"),
    SV_INIT("quotes_count"),
    SV_INIT("reblog"),
    SV_INIT("poll"),
    SV_INIT("card"),
    SV_INIT("quote"),
    SV_INIT("reading:expand:media"),
    SV_INIT("reading:autoplay:gifs"),
    SV_INIT("reading:expand:spoilers"),
};

static bool is_nobodys(struct sv key)
{
    for (size_t i = 0; i < ARRAY_COUNT(nobodys); i++) {
        if (sv_eq(nobodys[i], key))
            return true;
    }
    return false;
}

static bool is_tagged(const struct json_fragment *f, size_t at)
{
    for (size_t i = 0; i < f->span_count; i++) {
        const struct json_span *span = &f->spans[i];
        if (at >= span->from && at < (size_t)span->from + span->len)
            return span->subject.class != CLASS_NONE && span->subject.account != 0;
    }
    return false;
}

/* End of the string that begins at `at`, behind its quote. */
static size_t string_end(struct sv text, size_t at)
{
    for (at++; text.ptr[at] != '"'; at++)
        at += text.ptr[at] == '\\';
    return at + 1;
}

/* Walk over the text: a string before a colon is a key, everything else that is no punctuation is a leaf. */
static size_t leaves_check(const struct json_fragment *f)
{
    struct sv text = f->bytes;
    struct sv key = SV("");
    size_t leaves = 0;
    for (size_t at = 0; at < text.len;) {
        if (strchr("{}[],:", text.ptr[at]) != NULL) {
            at++;
            continue;
        }
        size_t from = at;
        if (text.ptr[at] == '"')
            at = string_end(text, at);
        else
            while (strchr("{}[],:", text.ptr[at]) == NULL)
                at++;
        if (at < text.len && text.ptr[at] == ':') {
            key = sv_sub(text, from + 1, at - from - 2);
            continue;
        }
        leaves++;
        if (!is_tagged(f, from) && !is_nobodys(key))
            print_error("nobody: %.*s = %.*s\n", SV_ARG(key), (int)(at - from), text.ptr + from);
        assert_true(is_tagged(f, from) || is_nobodys(key));
    }
    return leaves;
}

static struct json_fragment finish(struct json_writer *w)
{
    struct json_fragment f;
    assert_ok(json_w_finish(w, &f));
    return f;
}

static bool speaks_of(const struct json_fragment *f, struct account_id account,
                      enum data_class class)
{
    for (size_t i = 0; i < f->subject_count; i++) {
        if (subject_eq(f->subjects[i], (struct subject){ account.v, class }))
            return true;
    }
    return false;
}

static struct status posted(struct ctx *ctx, struct sv text, enum visibility visibility)
{
    struct status status;
    struct post_draft draft = { .text = text, .has_visibility = true, .visibility = visibility };
    assert_ctx_ok(ctx, service_post_status(ctx, &draft, &status));
    return status;
}

static struct json_fragment rendered(struct ctx *ctx, struct status_id id)
{
    struct status_view view;
    struct json_writer w;
    uint64_t epoch = engine_begin_read(ctx);
    assert_ctx_ok(ctx, service_view_status(ctx, id, &view));
    json_w_init(&w, ctx->arena, BYTES_MAX);
    assert_ctx_ok(ctx, entity_status_render(ctx, &w, &view, epoch));
    return finish(&w);
}

static void tags_every_leaf(void **state)
{
    UNUSED(state);
    struct service_fixture f;
    service_open(&f, FIXTURE_SQLITE);
    struct user alice = service_person(&f, "alice");
    struct user bob = service_person(&f, "bob");
    struct ctx *ctx = service_as(&f, &alice);
    struct status status = posted(ctx, SV("hi @bob about #trees"), VISIBILITY_PUBLIC);
    struct json_fragment entity = rendered(ctx, status.id);
    assert_true(leaves_check(&entity) > 50);
    assert_true(speaks_of(&entity, alice.account, CLASS_POST_BODY));
    assert_true(speaks_of(&entity, alice.account, CLASS_NAME_AVATAR));
    assert_true(speaks_of(&entity, bob.account, CLASS_NAME_AVATAR));
    assert_false(speaks_of(&entity, alice.account, CLASS_MESSAGE));
    struct status secret = posted(ctx, SV("only @bob"), VISIBILITY_DIRECT);
    entity = rendered(ctx, secret.id);
    (void)leaves_check(&entity);
    assert_true(speaks_of(&entity, alice.account, CLASS_MESSAGE));
    assert_false(speaks_of(&entity, alice.account, CLASS_POST_BODY));

    const struct sv options[] = { SV("tea"), SV("coffee") };
    const struct poll_draft poll = { .options = options, .option_count = 2, .seconds = 3600 };
    struct post_draft draft = { .text = SV("drink?"), .poll = &poll };
    const int64_t tea = 0;
    enum vote_fault fault = VOTE_FAULT_NONE;
    assert_ctx_ok(ctx, service_post_status(ctx, &draft, &status));
    ctx = service_as(&f, &bob);
    assert_ctx_ok(ctx, service_vote_poll(ctx, status.id, &tea, 1, &fault));
    entity = rendered(ctx, status.id);
    assert_true(sv_find(entity.bytes, SV("\"voted\":true,\"own_votes\":[0]"), 0) != SIZE_MAX);
    (void)leaves_check(&entity);
    assert_true(speaks_of(&entity, bob.account, CLASS_REACTIONS));
    service_close(&f);
}

/* The second rendering comes from the cache: the same bytes and the same tags, the viewer's flags anew. */
static void keeps_what_is_everybodys(void **state)
{
    UNUSED(state);
    struct service_fixture f;
    service_open(&f, FIXTURE_SQLITE);
    struct user alice = service_person(&f, "alice");
    struct user bob = service_person(&f, "bob");
    struct ctx *ctx = service_as(&f, &alice);
    struct status status = posted(ctx, SV("hi @bob"), VISIBILITY_PUBLIC);
    struct json_fragment first = rendered(ctx, status.id);
    struct cache_stats before;
    struct cache_stats after;
    cache_stats_get(f.engine.cache, &before);
    struct json_fragment second = rendered(ctx, status.id);
    cache_stats_get(f.engine.cache, &after);
    assert_int_equal(after.hits, before.hits + 1);
    assert_sv(second.bytes, first.bytes);
    assert_int_equal(second.span_count, first.span_count);
    assert_memory_equal(second.spans, first.spans, first.span_count * sizeof *first.spans);
    ctx = service_as(&f, &bob);
    struct json_fragment other = rendered(ctx, status.id);
    (void)leaves_check(&other);
    assert_true(sv_find(other.bytes, SV("\"pinned\""), 0) == SIZE_MAX);
    assert_true(sv_find(first.bytes, SV("\"pinned\":false"), 0) != SIZE_MAX);
    cache_invalidate(f.engine.cache, cache_ref_account(bob.account));
    cache_stats_get(f.engine.cache, &before);
    (void)rendered(ctx, status.id);
    cache_stats_get(f.engine.cache, &after);
    assert_int_equal(after.misses, before.misses + 1); /* it names bob */
    service_close(&f);
}

static void tags_accounts_and_their_like(void **state)
{
    UNUSED(state);
    struct service_fixture f;
    service_open(&f, FIXTURE_SQLITE);
    struct user alice = service_person(&f, "alice");
    struct ctx *ctx = service_as(&f, &alice);
    struct account_field field = { .name = SV("site"), .value_html = HTML_LIT("<b>x</b>") };
    struct account account = { .id = alice.account,
                               .username = SV("alice"),
                               .fields = &field,
                               .field_count = 1,
                               .created_ms = ctx->now_ms };
    struct notification what = { .id = notification_id(9 << 20),
                                 .kind = NOTIFICATION_FOLLOW,
                                 .owner = alice.account,
                                 .from = alice.account };
    struct relationship relation = { .account = alice.account, .languages = SV("en,fr") };
    struct json_writer w;
    json_w_init(&w, ctx->arena, BYTES_MAX);
    json_w_array_begin(&w);
    entity_account_render(ctx, &w, &account);
    entity_credential_account_render(ctx, &w, &account, 2);
    entity_muted_account_render(ctx, &w, &account, ctx->now_ms);
    entity_relationship_render(ctx, &w, &relation);
    entity_preferences_render(ctx, &w, &account);
    struct notification_view view = { .notification = what, .account = &account };
    assert_ok(entity_notification_render(ctx, &w, &view, 0));
    struct notification_group group = { .id = what.id,
                                        .position = what.id,
                                        .newest = what.id,
                                        .oldest = what.id,
                                        .kind = NOTIFICATION_FOLLOW,
                                        .count = 1,
                                        .from = { alice.account },
                                        .from_count = 1 };
    struct notification_groups groups = {
        .groups = &group, .count = 1, .accounts = &account, .account_count = 1
    };
    assert_ok(entity_notification_groups_render(ctx, &w, &groups, true, true, 0));
    json_w_array_end(&w);
    struct json_fragment all = finish(&w);
    assert_true(leaves_check(&all) > 100);
    service_close(&f);
}

/* Who is gone shows a handle and nothing else. */
static void blanks_who_is_gone(void **state)
{
    UNUSED(state);
    struct service_fixture f;
    service_open(&f, FIXTURE_SQLITE);
    struct ctx *ctx = service_anonymous(&f);
    struct account account = { .id = account_id(7),
                               .username = SV("eve"),
                               .display_name = SV("Eve E"),
                               .note_html = HTML_LIT("words"),
                               .avatar = media_id(3),
                               .state = ACCOUNT_SUSPENDED,
                               .counts = { .followers = 12, .last_status_ms = ctx->now_ms } };
    struct json_writer w;
    json_w_init(&w, ctx->arena, BYTES_MAX);
    entity_account_render(ctx, &w, &account);
    struct json json;
    struct json_fragment entity = finish(&w);
    assert_ok(json_parse(ctx->arena, entity.bytes, &json_limits_default, &json, NULL));
    assert_true(json_bool(json_get(json, SV("suspended")), false));
    assert_sv_lit(json_get_str(json, SV("display_name")), "");
    assert_sv_lit(json_get_str(json, SV("note")), "");
    assert_int_equal(json_kind(json_get(json, SV("last_status_at"))), JSON_NULL);
    assert_true(sv_find(entity.bytes, SV("/media/3"), 0) == SIZE_MAX);
    service_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tags_every_leaf),
        cmocka_unit_test(keeps_what_is_everybodys),
        cmocka_unit_test(tags_accounts_and_their_like),
        cmocka_unit_test(blanks_who_is_gone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
