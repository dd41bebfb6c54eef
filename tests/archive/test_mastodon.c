/* archive/mastodon: the actor and items as posts, or why not; a published archive where it is there. */
#include "harness/harness.h"

#include "archive/mastodon.h"
#include "archive/outbox.h"

static const struct mastodon_actor actor = {
    .id = SV_INIT("https://old.example/users/ann"),
    .followers = SV_INIT("https://old.example/users/ann/followers"),
};

static struct arena arena;

static enum archive_skip parse(const char *text, struct archive_post *out)
{
    return mastodon_item_parse(&arena, sv_from(text), &actor, out);
}

static void a_post_is_read(void **state)
{
    UNUSED(state);
    struct archive_post post;
    assert_int_equal(
        parse("{\"type\":\"Create\",\"actor\":\"https://old.example/users/ann\",\"object\":{"
              "\"id\":\"https://old.example/"
              "1\",\"type\":\"Note\",\"published\":\"2019-05-06T07:08:09Z\","
              "\"attributedTo\":\"https://old.example/users/"
              "ann\",\"summary\":\"careful\",\"sensitive\":true,"
              "\"inReplyTo\":\"https://old.example/0\",\"content\":\"<p>deux</p>\","
              "\"contentMap\":{\"en\":\"<p>two</p>\",\"fr\":\"<p>deux</p>\"},"
              "\"to\":\"https://old.example/users/ann/followers\",\"cc\":[\"https://www.w3.org/ns/"
              "activitystreams#Public\"],"
              "\"tag\":[{\"type\":\"Hashtag\",\"name\":\"#Un\"},{\"type\":\"Mention\",\"name\":\"@"
              "bob\"}],"
              "\"attachment\":[{\"type\":\"Document\",\"url\":\"https://cdn.example/b/"
              "media_attachments/1/"
              "a.png?x=1\",\"name\":\"a cat\",\"focalPoint\":[-0.5,1]},"
              "{\"type\":\"Document\",\"url\":\"/../../etc/passwd\"}]}}",
              &post),
        ARCHIVE_SKIP_NONE);
    assert_sv_lit(post.id, "https://old.example/1");
    assert_true(post.published_ms == INT64_C(1557126489000));
    assert_sv_lit(post.content, "<p>deux</p>");
    assert_sv_lit(post.language, "fr");
    assert_sv_lit(post.summary, "careful");
    assert_true(post.is_sensitive);
    assert_int_equal(post.visibility, VISIBILITY_UNLISTED);
    assert_sv_lit(post.in_reply_to, "https://old.example/0");
    assert_int_equal(post.tag_count, 1);
    assert_sv_lit(post.tags[0], "Un");
    assert_int_equal(post.attachment_count, 2);
    assert_sv_lit(post.attachments[0].path, "b/media_attachments/1/a.png");
    assert_sv_lit(post.attachments[0].alt, "a cat");
    assert_true(post.attachments[0].has_focus && post.attachments[0].focus_x == -0.5);
    assert_sv_lit(post.attachments[1].path, "");
}

static void visibility_is_never_wider(void **state)
{
    UNUSED(state);

    static const struct {
        const char *to;
        const char *cc;
        enum archive_skip skip;
        enum visibility visibility;
    } cases[] = {
        { "\"as:Public\"", "[]", ARCHIVE_SKIP_NONE, VISIBILITY_PUBLIC },
        { "[]", "\"Public\"", ARCHIVE_SKIP_NONE, VISIBILITY_UNLISTED },
        { "[\"https://old.example/users/ann/followers\"]", "[\"https://b.example/bob\"]",
          ARCHIVE_SKIP_NONE, VISIBILITY_PRIVATE },
        { "[\"https://b.example/users/bob/followers\"]", "[]", ARCHIVE_SKIP_DIRECT, 0 },
        { "[\"https://b.example/bob\"]", "[]", ARCHIVE_SKIP_DIRECT, 0 },
        { "null", "null", ARCHIVE_SKIP_DIRECT, 0 },
        { "7", "{\"a\":1}", ARCHIVE_SKIP_DIRECT, 0 },
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct sv text = sv_printf(
            &arena,
            "{\"type\":\"Create\",\"object\":{\"id\":\"x\",\"type\":\"Note\",\"published\":"
            "\"2019-05-06T07:08:09Z\",\"to\":%s,\"cc\":%s}}",
            cases[i].to, cases[i].cc);
        struct archive_post post;
        assert_int_equal(mastodon_item_parse(&arena, text, &actor, &post), cases[i].skip);
        if (cases[i].skip == ARCHIVE_SKIP_NONE)
            assert_int_equal(post.visibility, cases[i].visibility);
    }
}

static void others_are_skipped(void **state)
{
    UNUSED(state);
#define NOTE(more)                                                                                 \
    "{\"type\":\"Create\",\"object\":{\"type\":\"Note\",\"to\":\"as:Public\"" more "}}"

    static const struct {
        const char *text;
        enum archive_skip skip;
    } cases[] = {
        { "{\"type\":\"Announce\",\"object\":\"https://b.example/1\"}", ARCHIVE_SKIP_BOOST },
        { "{\"type\":\"Like\"}", ARCHIVE_SKIP_OTHER },
        { "{\"type\":\"Create\",\"object\":\"https://old.example/1\"}", ARCHIVE_SKIP_OTHER },
        { "{\"type\":\"Create\",\"object\":{\"type\":\"Event\"}}", ARCHIVE_SKIP_OTHER },
        { "\"https://old.example/1\"", ARCHIVE_SKIP_OTHER },
        { NOTE(",\"id\":\"x\",\"attributedTo\":\"https://b.example/bob\""), ARCHIVE_SKIP_FOREIGN },
        { NOTE(",\"id\":\"x\""), ARCHIVE_SKIP_BROKEN },
        { NOTE(",\"id\":\"x\",\"published\":\"yesterday\""), ARCHIVE_SKIP_BROKEN },
        { NOTE(",\"id\":\"x\",\"published\":\"1932-05-06T07:08:09Z\""), ARCHIVE_SKIP_BROKEN },
        { NOTE(",\"published\":\"2019-05-06T07:08:09Z\""), ARCHIVE_SKIP_BROKEN },
        { NOTE(",\"id\":7,\"published\":\"2019-05-06T07:08:09Z\""), ARCHIVE_SKIP_BROKEN },
        { "{\"type\":\"Create\",", ARCHIVE_SKIP_BROKEN },
        { "{\"type\":\"Create\xff\"}", ARCHIVE_SKIP_BROKEN },
        { "", ARCHIVE_SKIP_BROKEN },
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct archive_post post;
        assert_int_equal(parse(cases[i].text, &post), cases[i].skip);
    }
    char *deep = arena_alloc(&arena, 4096);
    for (size_t i = 0; i < 4095; i++)
        deep[i] = '[';
    struct archive_post post;
    assert_int_equal(parse(deep, &post), ARCHIVE_SKIP_BROKEN);
    struct mastodon_actor out;
    assert_false(mastodon_actor_parse(&arena, SV("{}"), &out));
    assert_false(mastodon_actor_parse(&arena, SV("nothing"), &out));
}

struct counts {
    size_t posts;
    size_t boosts;
    struct mastodon_actor actor;
};

static enum err count(void *arg, struct sv text)
{
    struct counts *c = arg;
    struct archive_post post;
    enum archive_skip skip = mastodon_item_parse(&arena, sv_copy(&arena, text), &c->actor, &post);
    c->posts += skip == ARCHIVE_SKIP_NONE;
    c->boosts += skip == ARCHIVE_SKIP_BOOST;
    return ERR_OK;
}

static void a_published_archive(void **state)
{
    UNUSED(state);
    const char *actor_path = harness_vector_path(&arena, "archive-mastodon/actor.json");
    const char *outbox_path = harness_vector_path(&arena, "archive-mastodon/outbox.json");
    if (actor_path == NULL || outbox_path == NULL)
        skip();
    struct counts c = { 0 };
    assert_true(mastodon_actor_parse(&arena, harness_read_file(&arena, actor_path), &c.actor));
    assert_true(sv_starts_with(c.actor.followers, SV("https://")));
    struct outbox *o = outbox_new(count, &c);
    assert_ok(outbox_feed(o, harness_read_file(&arena, outbox_path)));
    assert_ok(outbox_end(o));
    outbox_free(o);
    assert_int_equal(c.posts, 2);
    assert_int_equal(c.boosts, 0);
    const char *one = harness_vector_path(&arena, "archive-mastodon/activity-with-attachment.json");
    struct sv item = harness_read_file(&arena, one);
    struct archive_post post;
    assert_int_equal(mastodon_item_parse(&arena, item, &c.actor, &post), ARCHIVE_SKIP_FOREIGN);
    c.actor = (struct mastodon_actor){ .id = SV("https://hackers.town/users/lmorchard") };
    assert_int_equal(mastodon_item_parse(&arena, item, &c.actor, &post), ARCHIVE_SKIP_NONE);
    assert_true(post.attachment_count > 0 && post.attachments[0].path.len > 0);
}

static int setup(void **state)
{
    UNUSED(state);
    arena_init(&arena, 64 << 20);
    return 0;
}

static int teardown(void **state)
{
    UNUSED(state);
    arena_done(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_post_is_read),
        cmocka_unit_test(visibility_is_never_wider),
        cmocka_unit_test(others_are_skipped),
        cmocka_unit_test(a_published_archive),
    };
    return cmocka_run_group_tests_name("archive/mastodon", tests, setup, teardown);
}
