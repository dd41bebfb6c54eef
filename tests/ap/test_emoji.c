/* ap/emoji: emoji among tags, in the forms others send; and ours, read back. */
#include "harness/harness.h"

#include "ap/actor.h"
#include "ap/emoji.h"
#include "ap/note.h"
#include "ap/value.h"

static const struct site site = { .host = SV_INIT("here.example"),
                                  .base = SV_INIT("https://here.example") };

static struct json parse(struct arena *a, struct sv text)
{
    struct json out = { 0 };
    assert_ok(json_parse(a, text, &json_limits_strict, &out, NULL));
    return out;
}

static size_t read(struct arena *a, const char *text, struct ap_emoji **out)
{
    return ap_emojis_parse(a, parse(a, sv_from(text)), out);
}

static void reads_what_others_send(void **state)
{
    struct ap_emoji *emojis = NULL;
    assert_int_equal(
        read(*state,
             "[{\"type\":\"Emoji\",\"name\":\":cat:\",\"updated\":\"2020-01-01T00:00:00Z\","
             "\"icon\":{"
             "\"type\":\"Image\",\"url\":\"https://a.example/c.png\"}},"
             "{\"type\":\"toot:Emoji\",\"name\":\"dog\",\"icon\":[{\"url\":\"https://a.example/"
             "d.png\"}]},"
             "{\"type\":\"Emoji\",\"name\":\":cat:\",\"icon\":{\"url\":\"https://b.example/\"}},"
             "{\"type\":\"Mention\",\"name\":\":owl:\",\"icon\":{\"url\":\"https://b.example/\"}}]",
             &emojis),
        2);
    assert_sv_lit(emojis[0].name, "cat");
    assert_sv_lit(emojis[0].url, "https://a.example/c.png");
    assert_int_equal(emojis[0].updated_ms, 1577836800000);
    assert_sv_lit(emojis[1].name, "dog");
    assert_sv_lit(emojis[1].url, "https://a.example/d.png");
    assert_int_equal(emojis[1].updated_ms, 0);
    /* One alone. */
    assert_int_equal(read(*state,
                          "{\"type\":\"Emoji\",\"name\":\":cat:\",\"icon\":{\"url\":\"https://a."
                          "example/c.png\"}}",
                          &emojis),
                     1);
}

static void passes_over_the_rest(void **state)
{
    static const char *const bad[] = {
        "[]",
        "null",
        "\"x\"",
        "{\"type\":\"Emoji\"}",
        "{\"type\":\"Emoji\",\"name\":\":c t:\",\"icon\":{\"url\":\"https://a.example/c.png\"}}",
        "{\"type\":\"Emoji\",\"name\":\":cat@b.example:\",\"icon\":{\"url\":\"https://a.example/"
        "\"}}",
        "{\"type\":\"Emoji\",\"name\":\"::\",\"icon\":{\"url\":\"https://a.example/c.png\"}}",
        "{\"type\":\"Emoji\",\"name\":\":cat:\",\"icon\":{\"url\":\"javascript:1\"}}",
        "{\"type\":\"Emoji\",\"name\":\":cat:\",\"icon\":7}",
    };
    struct ap_emoji *emojis = NULL;
    for (size_t i = 0; i < ARRAY_COUNT(bad); i++)
        assert_int_equal(read(*state, bad[i], &emojis), 0);
}

static void is_bounded(void **state)
{
    struct arena *a = *state;
    struct sv text = SV("[");
    for (int i = 0; i < CUSTOM_EMOJIS_RECEIVED_MAX + 9; i++)
        text = sv_printf(a,
                         "%" SV_FMT "%s{\"type\":\"Emoji\",\"name\":\"e%d\",\"icon\":\"https://a."
                         "example/%d\"}",
                         SV_ARG(text), i > 0 ? "," : "", i + 10, i);
    struct ap_emoji *emojis = NULL;
    text = sv_printf(a, "%" SV_FMT "]", SV_ARG(text));
    assert_int_equal(ap_emojis_parse(a, parse(a, text), &emojis), CUSTOM_EMOJIS_RECEIVED_MAX);
}

static void ours_are_read_back(void **state)
{
    struct arena *a = *state;
    struct custom_emoji cat = { .id = { 5 },
                                .shortcode = SV("cat"),
                                .mime = SV("image/webp"),
                                .is_moving = true,
                                .updated_ms = 1577836800000 };
    struct json_fragment out;
    assert_ok(ap_emoji_render(a, &site, &cat, &out));
    struct json document = parse(a, out.bytes);
    assert_true(ap_has_context(document));
    assert_sv_lit(json_get_str(document, SV("id")), "https://here.example/emojis/5");
    assert_sv_lit(json_get_str(document, SV("name")), ":cat:");
    struct ap_emoji *emojis = NULL;
    assert_int_equal(ap_emojis_parse(a, document, &emojis), 1);
    assert_sv_lit(emojis[0].url, "https://here.example/emojis/5/original");
    assert_int_equal(emojis[0].updated_ms, cat.updated_ms);

    struct account author = { .id = { 7 }, .username = SV("ann"), .emojis = { &cat, 1 } };
    struct status status = { .id = { 9 },
                             .account = author.id,
                             .is_local = true,
                             .content = HTML_LIT("<p>:cat:</p>"),
                             .emojis = { &cat, 1 } };
    struct ap_note_source source = { .status = &status, .author = &author };
    struct ap_note note;
    assert_ok(ap_note_render(a, &site, &source, true, &out));
    assert_ok(ap_note_parse(a, parse(a, out.bytes), (struct json){ 0 }, &note));
    assert_int_equal(note.emoji_count, 1);
    assert_sv_lit(note.emojis[0].name, "cat");
    struct ap_actor actor;
    assert_ok(ap_actor_render(a, &site, &author, SV("PEM"), true, &out));
    assert_ok(ap_actor_parse(a, parse(a, out.bytes), &actor));
    assert_int_equal(actor.emoji_count, 1);
    assert_sv_lit(actor.emojis[0].url, "https://here.example/emojis/5/original");
}

static int setup(void **state)
{
    static struct arena a;
    arena_init(&a, 8 << 20);
    *state = &a;
    return 0;
}

static int teardown(void **state)
{
    arena_done(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_what_others_send),
        cmocka_unit_test(passes_over_the_rest),
        cmocka_unit_test(is_bounded),
        cmocka_unit_test(ours_are_read_back),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
