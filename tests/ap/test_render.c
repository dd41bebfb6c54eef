/* ap: what we write says what it must, and our own readers read it back. */
#include "harness/harness.h"

#include "ap/activity.h"
#include "ap/actor.h"
#include "ap/collection.h"
#include "ap/note.h"
#include "ap/value.h"

static const struct site site = { .host = SV_INIT("here.example"),
                                  .base = SV_INIT("https://here.example") };

static struct json parse(struct arena *a, const struct json_fragment *fragment)
{
    struct json out = { 0 };
    assert_ok(json_parse(a, fragment->bytes, &json_limits_strict, &out, NULL));
    return out;
}

static struct account page_of(void)
{
    return (struct account){ .id = { 7 },
                             .kind = ACCOUNT_PAGE,
                             .username = SV("page"),
                             .display_name = SV("A \"page\""),
                             .note_html = HTML_LIT("<p>bio</p>"),
                             .avatar = { 9 },
                             .is_discoverable = true,
                             .created_ms = 1761987612345 };
}

static void test_actor(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, 4 << 20);
    struct account page = page_of();
    struct account_field field = { .name = SV("site"), .value_html = HTML_LIT("<b>x</b>") };
    page.fields = &field;
    page.field_count = 1;
    struct json_fragment out;
    assert_ok(ap_actor_render(&a, &site, &page, SV("PEM"), true, &out));
    struct json document = parse(&a, &out);
    assert_true(ap_has_context(document));
    struct ap_actor read;
    assert_ok(ap_actor_parse(&a, document, &read));
    assert_sv_lit(read.id, "https://here.example/actors/7");
    assert_sv_lit(json_get_str(document, SV("type")), "Organization");
    assert_sv_lit(read.name, "A \"page\"");
    assert_sv_lit(read.shared_inbox, "https://here.example/inbox");
    assert_sv_lit(read.followers, "https://here.example/actors/7/followers");
    assert_sv_lit(read.key_id, "https://here.example/actors/7/main-key");
    assert_sv_lit(read.key_pem, "PEM");
    assert_int_equal(read.field_count, 1);
    assert_true(read.is_discoverable);
    assert_false(read.is_indexable);
    assert_sv_lit(json_get_str(document, SV("published")), "2025-11-01T00:00:00.000Z");
    bool names_owner = false;
    for (size_t i = 0; i < out.subject_count; i++)
        names_owner |= out.subjects[i].account == 7 && out.subjects[i].class == CLASS_NAME_AVATAR;
    assert_true(names_owner);

    assert_ok(ap_instance_actor_render(&a, &site, SV("PEM"), &out));
    assert_ok(ap_actor_parse(&a, parse(&a, &out), &read));
    assert_sv_lit(read.id, "https://here.example/actor");
    assert_sv_lit(read.key_id, "https://here.example/actor/main-key");
    arena_done(&a);
}

static void test_key(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, 1 << 20);
    struct json_fragment out;
    struct ap_key key;
    assert_ok(ap_key_render(&a, &site, account_id(7), SV("PEM"), &out));
    struct json document = parse(&a, &out);
    /* Mastodon takes no document without the vocabulary. */
    assert_true(ap_has_context(document));
    assert_ok(ap_key_parse(&a, document, SV("https://here.example/actors/7/main-key"), &key));
    assert_sv_lit(key.id, "https://here.example/actors/7/main-key");
    assert_sv_lit(key.owner, "https://here.example/actors/7");
    assert_sv_lit(key.pem, "PEM");
    assert_sv_lit(json_get_str(document, SV("type")), "CryptographicKey");
    arena_done(&a);
}

static void test_note(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, 4 << 20);
    struct account page = page_of();
    struct media media = { .id = { 31 },
                           .kind = MEDIA_IMAGE,
                           .alt = SV("alt"),
                           .blurhash = SV("LEHV6n"),
                           .has_focus = true,
                           .focus_x = 0.25,
                           .focus_y = -0.5,
                           .versions = { { SV("image/png"), 640, 480, 1 } } };
    struct status_mention mention = { .account = { 8 },
                                      .username = SV("bob"),
                                      .domain = SV("b.example") };
    struct sv uri = SV("https://b.example/u/bob");
    struct sv tag = SV("news");
    struct status status = { .id = { 99 },
                             .account = { 7 },
                             .visibility = VISIBILITY_UNLISTED,
                             .content = HTML_LIT("<p>hello</p>"),
                             .spoiler = SV("careful"),
                             .is_sensitive = true,
                             .language = SV("fr"),
                             .created_ms = 1761987612345,
                             .edited_ms = 1761987700000,
                             .media = &media,
                             .media_count = 1,
                             .mentions = &mention,
                             .mention_count = 1,
                             .tags = &tag,
                             .tag_count = 1 };
    struct ap_note_source source = { &status, &page, SV("https://b.example/1"), &uri };
    struct json_fragment out;
    assert_ok(ap_note_render(&a, &site, &source, true, &out));
    struct ap_note note;
    assert_ok(ap_note_parse(&a, parse(&a, &out), (struct json){ 0 }, &note));
    assert_sv_lit(note.id, "https://here.example/objects/99");
    assert_sv_lit(note.attributed_to, "https://here.example/actors/7");
    assert_sv_lit(note.content.bytes, "<p>hello</p>");
    assert_sv_lit(note.spoiler, "careful");
    assert_sv_lit(note.language, "fr");
    assert_sv_lit(note.in_reply_to, "https://b.example/1");
    assert_int_equal(note.published_ms, status.created_ms);
    assert_int_equal(note.updated_ms, status.edited_ms);
    assert_sv_lit(note.mentions[0].href, "https://b.example/u/bob");
    assert_sv_lit(note.mentions[0].name, "@bob@b.example");
    assert_sv_lit(note.tags[0], "news");
    assert_int_equal(note.attachments[0].width, 640);
    assert_true(note.attachments[0].focus_y < -0.4);
    assert_sv_lit(note.attachments[0].blurhash, "LEHV6n");
    struct sv followers = SV("https://here.example/actors/7/followers");
    assert_int_equal(ap_audience_visibility(&note.audience, followers), VISIBILITY_UNLISTED);
    assert_true(ap_audience_has(&note.audience, uri));
    for (int v = VISIBILITY_PUBLIC; v <= VISIBILITY_DIRECT; v++) {
        status.visibility = (enum visibility)v;
        assert_ok(ap_note_render(&a, &site, &source, true, &out));
        assert_ok(ap_note_parse(&a, parse(&a, &out), (struct json){ 0 }, &note));
        assert_int_equal(ap_audience_visibility(&note.audience, followers), v);
    }
    arena_done(&a);
}

static struct ap_activity written(struct arena *a, const struct ap_outgoing *o)
{
    struct json_fragment out;
    struct ap_activity activity = { 0 };
    assert_ok(ap_activity_render(a, &site, o, &out));
    struct json document = parse(a, &out);
    assert_true(ap_has_context(document));
    assert_ok(ap_activity_parse(a, document, &activity));
    assert_sv(activity.actor, o->actor);
    assert_true(ap_same_origin(a, activity.id, o->actor));
    return activity;
}

static void test_activities(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, 16 << 20);
    struct json_fragment embedded;
    assert_ok(ap_tombstone_render(&a, SV("https://here.example/objects/5"), false, &embedded));
    for (int kind = 0; kind < ACTIVITY_KIND_COUNT; kind++) {
        bool has_object =
            kind == ACTIVITY_CREATE || kind == ACTIVITY_UPDATE || kind == ACTIVITY_UPDATE_ACTOR;
        struct ap_outgoing o = { .kind = (enum activity_kind)kind,
                                 .id = 5,
                                 .actor = SV("https://here.example/actors/7"),
                                 .object = SV("https://b.example/x"),
                                 .follow = SV("https://b.example/follow/1"),
                                 .follower = SV("https://b.example/u/bob"),
                                 .followers = SV("https://here.example/actors/7/followers"),
                                 .at_ms = 1761987612345,
                                 .embedded = has_object ? &embedded : NULL };
        struct ap_activity activity = written(&a, &o);
        assert_true(activity.object_id.len > 0);
        if (kind == ACTIVITY_ACCEPT_FOLLOW || kind == ACTIVITY_REJECT_FOLLOW) {
            assert_sv_lit(activity.object_id, "https://b.example/follow/1");
            assert_int_equal(activity.object_type, AP_FOLLOW);
            struct ap_activity follow;
            assert_ok(ap_activity_parse(&a, activity.object, &follow));
            assert_sv_lit(follow.actor, "https://b.example/u/bob");
            assert_sv_lit(follow.object_id, "https://here.example/actors/7");
        }
        if (activity.type == AP_UNDO) {
            struct ap_activity inner;
            assert_ok(ap_activity_parse(&a, activity.object, &inner));
            assert_sv(inner.actor, o.actor);
            assert_sv_lit(inner.object_id, "https://b.example/x");
        }
        if (kind == ACTIVITY_DELETE)
            assert_int_equal(activity.object_type, AP_TOMBSTONE);
    }
    arena_done(&a);
}

static void test_collection(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, 4 << 20);
    struct json_fragment out;
    struct ap_collection c = { .id = SV("https://here.example/actors/7/followers"), .total = 3 };
    assert_ok(ap_collection_render(&a, &c, &out));
    struct json document = parse(&a, &out);
    assert_int_equal(ap_count(ap_get(document, SV("totalItems")), 10), 3);
    assert_true(json_is_none(ap_get(document, SV("first"))));
    struct ap_page page = { .id = SV("i"), .part_of = SV("p"), .items = &out, .item_count = 1 };
    assert_ok(ap_page_render(&a, &page, &out));
    assert_int_equal(json_count(json_get(parse(&a, &out), SV("orderedItems"))), 1);
    arena_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_actor),      cmocka_unit_test(test_key),
        cmocka_unit_test(test_note),       cmocka_unit_test(test_activities),
        cmocka_unit_test(test_collection),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
